"""Very many lines at once are shown as each of them is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.core.log_shown import is_simple, shown, shown_lines
from console.core.sanitize import decode

pieces = st.sampled_from(
    [
        b"plain text", b"a\tb", b"\t", b"\x1b[31m", b"\x1b[0m", b"\x1b[1;4", b"\x1b]0;t\x07", b"\x1b", b"\r",
        b"\x00", b"\xff", "für".encode(), "\u202e".encode(), "e\u0301".encode(), "\u009b1m".encode(), b"\xc3",
        b"\xbc", "☃\ufe0f".encode(), b"error", b"\x7f", b"\b",
    ]
)  # fmt: skip
texts = st.lists(st.lists(pieces, max_size=5).map(b"".join), max_size=6)


def block_of(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


@given(texts)
def test_a_block_is_shown_as_its_lines_are(lines: list[bytes]) -> None:
    assert shown_lines(block_of(lines)) == block_of([shown(decode(line)).encode() for line in lines])


@given(texts, st.sampled_from(["error", "text", "für", "in t", "te", "xff", "9b1m"]))
def test_what_stands_together_in_a_simple_line_is_seen_together(lines: list[bytes], letters: str) -> None:
    for line in lines:
        if is_simple(line) and " " not in letters:
            assert (letters in shown(decode(line))) == (letters.encode() in line)


def test_colours_and_returns_are_not_simple() -> None:
    assert is_simple(b"plain\ttext\n\x00")
    assert is_simple("für ☃\n".encode())
    assert not any(is_simple(text) for text in (b"\x1b[1m", b"a\rb", b"a\bb", b"\xff", "\u202e".encode()))
