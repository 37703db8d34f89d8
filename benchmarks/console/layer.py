"""The CPU of the display layer: the bytes of a frame of 200x50, worked out from what Textual has painted.

Beside it what Textual's own output takes for the same frame, which compares nothing and writes all of it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from benchmarks.measure import table
from console.terminal.cells import cells_of
from console.terminal.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COLUMNS, ROWS = 200, 50
BODY = ROWS - 4
"""Rows of the list; the others are the frame around it."""

GROUND, CURSOR = "#0f1115", "#27303f"
SIGNS = (("✔", "succeeded", "#8fbb89"), ("✖", "failed   ", "#f08c87"), (" ", "paused   ", "#d8c078"))
TURNS = 12

SCENES: Final[dict[str, Callable[[], tuple[LayoutUpdate, LayoutUpdate]]]] = {
    "cursor move": lambda: (_screen(0, 5), _screen(0, 6)),
    "edge scroll": lambda: (_screen(0, BODY - 1), _screen(1, BODY)),
    "PgDn": lambda: (_screen(0, BODY - 1), _screen(BODY - 1, 2 * BODY - 2)),
    "all anew": lambda: (_update([_blank()] * ROWS), _screen(0, 5)),
}
"""What stands on the screen and what comes after it, drawn anew, by what has happened."""


@dataclass(frozen=True)
class Cost:
    """The least seconds of CPU of a frame, and its bytes: by the layer, and by Textual's own output."""

    ours: float
    sent: int
    stock: float
    stock_sent: int


def cost(what: str) -> Cost:
    """Return what a frame costs. Both take turns, each on strips that were never drawn before."""
    console = Console(color_system="truecolor", legacy_windows=False, _environ={})
    ours, stock = [], []
    text = stock_text = ""
    for _ in range(TURNS):
        shown, new = SCENES[what]()
        cells_of.cache_clear()
        frame = Frame(erases=True)
        frame.update(shown, (COLUMNS, ROWS), ColorSystem.TRUECOLOR)
        began = time.process_time()
        text = frame.update(new, (COLUMNS, ROWS), ColorSystem.TRUECOLOR)
        between = time.process_time()
        stock_text = new.render_segments(console)
        ours.append(between - began)
        stock.append(time.process_time() - between)
    return Cost(min(ours), len(text.encode()), min(stock), len(stock_text.encode()))


def layer() -> None:
    """Measure and print."""
    rows = []
    for name in SCENES:
        found = cost(name)
        times = (f"{1000 * found.ours:.2f}", f"{1000 * found.stock:.2f}")
        rows.append((name, *times, f"{found.sent:,}", f"{found.stock_sent:,}"))
    print("\nthe display layer, CPU of one frame of 200x50")
    table(("what", "ms", "Textual's, ms", "bytes", "Textual's"), rows)


def _screen(top: int, cursor: int) -> LayoutUpdate:
    bar = Strip([Segment(" local  jobs › all".ljust(COLUMNS), Style(bgcolor="#1c2028", color="#d6dae1"))])
    rows = [_row(number, under=number == cursor) for number in range(top, top + BODY)]
    return _update([bar, bar, *rows, bar, bar])


def _blank() -> Strip:
    return Strip([Segment(" " * COLUMNS, Style(bgcolor=GROUND))])


def _update(strips: Sequence[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[strip] for strip in strips], Region(0, 0, COLUMNS, ROWS))


def _row(number: int, *, under: bool) -> Strip:
    """A row of the list, of one of three kinds that come in no order."""
    sign, word, colour = SIGNS[number * number % 7 % 3]
    ground = CURSOR if under else GROUND
    plain = Style(bgcolor=ground, color="#f1f4f8" if under else "#d6dae1")
    muted = plain if under else Style(bgcolor=ground, color="#939bab")
    pieces = (
        (" ▌ " if under else "   ", Style(bgcolor=ground, color="#8ab4e0", bold=True)),
        (sign, Style(bgcolor=ground, color=colour, bold=True)),
        (f" {word}   ", Style(bgcolor=ground, color=colour)),
        (f"{4000 + number:<7}{f'ingest {number}':<34}", plain),
        (f"{f'ingest-{number % 3}':<18}", muted),
        (f"{'load':<15}", plain),
        ("█" * (number % 9) + "░" * (9 - number % 9), muted),
        (f" {number % 9}/9     {number % 24:02}:{number % 60:02}  {number % 60:>5}s  ", plain),
        ("root   ", muted),
        (f"load failed: exit {number % 5}" if word[0] == "f" else "", plain),
    )
    strip = Strip(Segment(text, style) for text, style in pieces if text)
    return strip.adjust_cell_length(COLUMNS, plain)
