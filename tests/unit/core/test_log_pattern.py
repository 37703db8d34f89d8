"""What a typed pattern means, and which lines tell of an error."""

from __future__ import annotations

import pytest

from console.core.log_pattern import LogPattern, shown_text, tells_of_error
from console.model import LogLine, Stream


@pytest.mark.parametrize(
    ("typed", "line", "expected"),
    [
        ("relation", 'ERROR: RELATION "orders"', True),
        ("Relation", 'ERROR: relation "orders"', False),
        (r"exit \d+", "exit 12", True),
        (r"\W+", "words", False),
        ("a(b", "call a(b, c)", True),
        ("*", "2 * 3", True),
        ("red text", "\x1b[31mred\x1b[0m text", True),
    ],
)
def test_a_pattern_is_a_regular_expression_where_it_is_one(typed: str, line: str, expected: bool) -> None:
    assert LogPattern.of(typed).matches(LogLine(0, line)) is expected


def test_an_empty_pattern_is_refused() -> None:
    with pytest.raises(ValueError, match="what to look for"):
        LogPattern.of("")


def test_backends_are_given_the_case_with_the_expression() -> None:
    assert LogPattern.of("disk").source == "(?i)disk"
    assert LogPattern.of("Disk").source == "Disk"
    assert LogPattern.of("a(b").source == r"(?i)a\(b"


def test_matches_of_nothing_have_no_place() -> None:
    assert LogPattern.of("x*").places("axxb") == [(1, 3)]


@pytest.mark.parametrize(
    ("text", "stream", "expected"),
    [
        ("all is well", Stream.OUT, False),
        ("all is well", Stream.ERR, True),
        ("ERROR: no such table", Stream.OUT, True),
        ("\x1b[1mFatal\x1b[0m: bad object", Stream.OUT, True),
        ("ValueError: 3", Stream.OUT, True),
        ("terror and mirrors", Stream.OUT, False),
        ("error budget spent", Stream.NOTE, False),
    ],
)
def test_error_lines_are_those_of_stderr_and_those_that_name_one(
    text: str, stream: Stream, expected: bool
) -> None:
    assert tells_of_error(LogLine(0, text, stream)) is expected


def test_the_text_of_a_line_is_what_is_seen_of_it() -> None:
    assert shown_text(LogLine(0, "10 %\r100 %\x1b[K")) == "100 %"
