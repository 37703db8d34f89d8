"""Words of a line that only moved aside are moved by the terminal, and the line shows what it should."""

from typing import Final

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from console.terminal.frame import Frame
from tests.emulator import Screen, seen

WIDTH: Final = 120
CONSOLE: Final = Console(color_system="truecolor", legacy_windows=False, _environ={})
KEYS: Final = (
    "p pause job  c continue…  s skip load  r restart load  x cancel job  m more │ ⏎ open  l logs  i why"
)

words = st.sampled_from(
    ["p pause job", "skip load", "restart", "│", "m more", "open", "⏎", "logs", "日本", "⏸ x"]
)
looks = st.sampled_from([Style(bgcolor="red"), Style(color="blue", bgcolor="red", bold=True), Style()])
lines = st.lists(st.tuples(words, looks, st.integers(1, 4)), max_size=18)


def _line(pieces: list[tuple[str, Style, int]]) -> Strip:
    ground = Style(bgcolor="red")
    segments = [Segment(text, look) for text, look, _ in pieces]
    gaps = [Segment(" " * gap, ground) for _, _, gap in pieces]
    both = [segment for pair in zip(segments, gaps, strict=True) for segment in pair]
    return Strip(both).adjust_cell_length(WIDTH, ground)


def _update(line: Strip) -> LayoutUpdate:
    return LayoutUpdate([[line], [Strip.blank(WIDTH)]], Region(0, 0, WIDTH, 2))


class _Terminal:
    def __init__(self) -> None:
        self.screen = Screen(WIDTH, 2)
        self.screen.reset_mode(pyte.modes.DECAWM)
        self._stream = pyte.Stream(self.screen)

    def feed(self, text: str) -> None:
        self._stream.feed(text)

    def cells(self) -> list[list[tuple[object, ...]]]:
        return [[seen(self.screen.buffer[y][x]) for x in range(WIDTH)] for y in range(2)]


@pytest.mark.parametrize("erases", [True, False], ids=["erases in colour", "erases in its own ground"])
@settings(max_examples=60)
@given(line=lines, changes=st.lists(st.tuples(st.integers(0, 17), st.booleans(), words, looks), max_size=4))
def test_a_line_whose_words_moved_shows_the_same_as_with_textuals_own_output(
    erases: bool,
    line: list[tuple[str, Style, int]],
    changes: list[tuple[int, bool, str, Style]],
) -> None:
    stock, ours, frame = _Terminal(), _Terminal(), Frame(erases=erases)
    shown = [_line(line)]
    for at, insert, text, look in changes:
        line = [*line[:at], *([(text, look, 2)] if insert else []), *line[at + (not insert) :]]
        shown.append(_line(line))
    for each in shown:
        update = _update(each)
        stock.feed(update.render_segments(CONSOLE))
        ours.feed(frame.update(update, (WIDTH, 2), ColorSystem.TRUECOLOR))

        assert ours.cells() == stock.cells()


def _sent_between(before: str, after: str) -> str:
    frame = Frame(erases=True)
    sent = ""
    for text in (before, after):
        update = _update(Strip([Segment(text.ljust(WIDTH), Style(bgcolor="red"))]))
        sent = frame.update(update, (WIDTH, 2), ColorSystem.TRUECOLOR)
    return sent


def test_a_word_that_grows_sends_itself_and_not_what_stands_behind_it() -> None:
    sent = _sent_between(KEYS, KEYS.replace("skip load", "skip publish"))

    assert "\x1b[3@" in sent
    assert "publish" in sent
    assert "cancel" not in sent
    assert len(sent) < 50


def test_a_word_that_shrinks_does_so_too() -> None:
    sent = _sent_between(KEYS, KEYS.replace("skip load", "skip"))

    assert "\x1b[5P" in sent
    assert "cancel" not in sent
    assert len(sent) < 50


@pytest.mark.parametrize("sign", ["⏸", "日", "🚀", "e\N{COMBINING ACUTE ACCENT}"])
def test_nothing_is_moved_that_a_terminal_may_draw_wider_or_narrower_than_we_think(sign: str) -> None:
    sent = _sent_between(f"{KEYS} {sign}", f"{KEYS.replace('skip load', 'skip publish')} {sign}")

    assert "@" not in sent
    assert "cancel" in sent
