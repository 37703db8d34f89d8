"""The console on the backend in memory, as a process on a terminal of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from terminal import Terminal

from tests.emulator import Seen, seen

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
ALTERNATE_SCREEN_OFF = b"\x1b[?1049l"
LEAVE = "\x11"

Look = list[list[Seen]]


def command(theme: str = "dark", jobs: str = "samples", *more: str) -> list[str]:
    return [sys.executable, "-m", "tui.run_on_memory", theme, jobs, *more]


def environment(**variables: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    return {
        **inherited,
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        **variables,
    }


def console(
    theme: str = "dark",
    jobs: str = "samples",
    *more: str,
    columns: int = 120,
    rows: int = 36,
    argv: Sequence[str] = (),
    charset: str = "utf-8",
    **variables: str,
) -> Terminal:
    """Run it; ``argv`` takes the place of the command where something else is to start it."""
    return Terminal(
        argv or command(theme, jobs, *more),
        env=environment(**variables),
        columns=columns,
        rows=rows,
        cwd=str(ROOT),
        charset=charset,
    )


def opened(terminal: Terminal) -> None:
    """Wait until the first list is there and nothing more comes."""
    terminal.wait_for("restart load")
    terminal.drain()


def look(terminal: Terminal) -> Look:
    """Every cell of the screen: what it shows and how."""
    screen = terminal.screen
    return [[seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def shows_what_a_fresh_painting_shows(terminal: Terminal, *, between: bool = False) -> bool:
    """ctrl+r takes nothing on the screen for known, and paints it whole.

    Where another program stands ``between`` the two, that one remembers what it has sent to the terminal.
    """
    terminal.drain()
    before = look(terminal)
    if not between:
        terminal.screen.reset()
    terminal.send("\x12")
    terminal.wait_for("jobs › needs me")
    return terminal.within(30.0, lambda: look(terminal) == before)
