"""One line of a log as it is drawn: of exact width, safe, its colours and matches in their places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from console.core.log_pattern import LogPattern, shown_text
from console.model import LogLine, Stream
from console.widgets.log_text import LogText, log_text
from console.widgets.palette import Palette

YELLOW = "#ffff00"
PALETTE = Palette(
    (("search-match-background", YELLOW), ("search-match-foreground", "#000000")), colourless=False
)
BASE = Style(color="white", bgcolor="black")


def drawn(text: str, *, pattern: str | None = None, cut: int = 0, stream: Stream = Stream.OUT) -> LogText:
    looked_for = LogPattern.of(pattern) if pattern else None
    return log_text(LogLine(0, text, stream), cut, PALETTE, BASE, looked_for)


def marked(line: LogText) -> list[str]:
    ends = (*line.starts[1:], len(line.text)) if line.starts else ()
    pieces = zip(line.starts, ends, line.styles, strict=True)
    return [
        line.text[begin:end] for begin, end, style in pieces if style.bgcolor and style.bgcolor.name == YELLOW
    ]


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("one two one", "one", ["one", "one"]),
        ("\x1b[31mred\x1b[0m text", "red text", ["red", " text"]),
        ("nothing", "else", []),
        ("", "x", []),
    ],
)
def test_matches_are_marked_across_colours(text: str, pattern: str, expected: list[str]) -> None:
    assert marked(drawn(text, pattern=pattern)) == expected


def test_what_was_left_out_is_told_at_the_end() -> None:
    assert drawn("abc", cut=1234).text == "abc … 1,234 more characters"


def test_words_of_prose_are_not_broken_where_they_fit() -> None:
    prose = LogText("one two three fourfivesix", (0,), (BASE,), prose=True)
    rows = [prose.wrapped(row, 8, BASE).text for row in range(prose.rows(8))]
    assert rows == ["one two ", "three   ", "fourfive", "six     "]


texts = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("日本語🚀e\u0301\x1b[31m\x1b]\x07\r\t ")
)


@given(texts, st.integers(1, 30), st.integers(0, 40), st.sampled_from(["a", "本", r"\s", "."]))
def test_every_row_has_the_width_it_was_asked_for(text: str, width: int, left: int, pattern: str) -> None:
    line = drawn(text, pattern=pattern)
    assert line.cut(left, width, BASE, "…").cell_length == width
    rows = [line.wrapped(row, width, BASE) for row in range(line.rows(width))]
    assert {cell_len(row.text) for row in rows} <= ({width} if width > 1 else {1, 2})


@given(texts, st.integers(2, 30))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    line = drawn(text)
    cuts = line.cuts(width)
    pieces = [line.text[begin:end] for begin, end in pairwise(cuts)]
    assert "".join(pieces) == line.text == shown_text(LogLine(0, text))
    assert all(cell_len(piece) <= width for piece in pieces)
