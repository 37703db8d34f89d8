import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.core.sanitize import decode, log_spans, printable, sanitize
from console.core.signature import normalise, signature
from console.core.visible import TAB_WIDTH

CONTROLS = [*map(chr, range(0x20)), "\x7f", *map(chr, range(0x80, 0xA0))]
INVISIBLE = ["\u202e", "\u2066", "\u200b", "\u200d", "\u2028", "\ufe0f", "\ud800", "\udc80", "\U000e0041"]
LETTERS = ["\u0301", "\u20dd", "⚠", "漢", "[", "]", ";", "m", "3", "1", ":", "a"]
SEQUENCES = [
    "\x1b[31m",
    "\x1b[0m",
    "\x1b[38;5;9m",
    "\x1b]0;t",
    "\x1b\\",
    "\x1bP",
    "\x1b[",
    "\b\b",
    "\r",
    "\t",
]
HOSTILE = st.sampled_from([*CONTROLS, *INVISIBLE, *LETTERS, *SEQUENCES])
CATEGORIES = st.text(st.characters(categories=["Cs", "Cc", "Cf", "Mn"]))
TEXTS = st.text() | st.lists(HOSTILE, max_size=40).map("".join) | CATEGORIES
PLAIN = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))
FORBIDDEN_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
BIDI = {*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}


def assert_safe(text: str) -> None:
    """No control, bidi, separator or surrogate: nothing that a terminal acts on."""
    acting = [each for each in text if unicodedata.category(each) in FORBIDDEN_CATEGORIES or each in BIDI]
    assert acting == []
    text.encode()


@given(TEXTS)
@example("\x1b]52;c;\x07")
@example("\x9b2J")
def test_a_cell_is_safe(text: str) -> None:
    assert_safe(sanitize(text))


@given(TEXTS)
@example("\ufe0f\u0301" * 9)
@example("⚠\ufe0f\u0301\ufe0f\u0301\u0301\u0301\u0301\u0301")
def test_sanitising_again_changes_nothing(text: str) -> None:
    once = sanitize(text)

    assert sanitize(once) == once


@given(TEXTS)
def test_every_span_is_safe_and_sanitising_their_text_changes_nothing(line: str) -> None:
    spans = log_spans(line)

    assert_safe(printable(spans))
    assert sanitize(printable(spans)) == printable(spans)


@given(TEXTS)
def test_spans_are_as_few_as_can_be(line: str) -> None:
    spans = log_spans(line)

    assert all(span.text for span in spans)
    assert all(one.style != next_one.style for one, next_one in pairwise(spans))


@given(TEXTS)
def test_the_spans_of_shown_text_are_that_text(line: str) -> None:
    shown = printable(log_spans(line))

    assert printable(log_spans(shown)) == shown


@given(TEXTS.filter(lambda text: not set(text) & {"\r", "\b", "\x1b", *map(chr, range(0x80, 0xA0))}))
def test_a_line_without_sequences_shows_what_a_cell_shows(line: str) -> None:
    assert printable(log_spans(line)) == sanitize(line)


@given(PLAIN)
def test_printable_ascii_is_unchanged(text: str) -> None:
    assert sanitize(text) == text
    assert printable(log_spans(text)) == text


@given(st.binary())
def test_any_bytes_become_text_that_can_be_shown(data: bytes) -> None:
    assert_safe(sanitize(decode(data)))


@given(st.text())
def test_utf8_is_decoded_as_it_is(text: str) -> None:
    assert decode(text.encode()) == text


@given(TEXTS)
def test_a_signature_depends_on_the_normalised_text_alone(error: str) -> None:
    assert (signature(error) is None) == (normalise(error) == "")
    assert signature(error) in (None, signature(normalise(error)), signature(error + " "))
    assert_safe(normalise(error))


MEGABYTE = 1_000_000
LONG_LINES = {
    "tabs": "\t" * MEGABYTE,
    "escapes": "\x1b" * MEGABYTE,
    "open CSI": "\x1b[" * (MEGABYTE // 2),
    "open strings": "\x1b]" * (MEGABYTE // 2),
    "one open string": "\x1b]" + "a" * MEGABYTE,
    "colour changes": "\x1b[1ma\x1b[0mb" * (MEGABYTE // 10),
    "backspaces into one long piece": "a" * (MEGABYTE // 2) + "\b\bx" * (MEGABYTE // 6),
    "carriage returns": "\ra" * (MEGABYTE // 2),
    "an escape and spaces": "\x1b" + " " * MEGABYTE,
    "marks": "\u0301" * MEGABYTE,
    "selectors": "\ufe0f" * MEGABYTE,
    "C1": "\x9b" * MEGABYTE,
    "parameters": "\x1b[" + "1;" * (MEGABYTE // 2) + "m",
    "one long number": "\x1b[" + "9" * MEGABYTE + "m",
    "quotes": "'a " * (MEGABYTE // 3),
    "slashes": "a/" * (MEGABYTE // 2),
    "dots": "a." * (MEGABYTE // 2),
    "hex": "f" * MEGABYTE,
}


@pytest.mark.parametrize("name", LONG_LINES)
def test_a_hostile_line_of_a_megabyte_takes_linear_time(name: str) -> None:
    line = LONG_LINES[name]
    began = time.process_time()

    shown = sanitize(line)
    spans = log_spans(line)
    signature(line)

    # Quadratic time would be minutes; linear is well under two seconds on a slow machine.
    assert time.process_time() - began < 8
    assert len(shown) <= TAB_WIDTH * len(line)
    assert sum(len(span.text) for span in spans) <= TAB_WIDTH * len(line)
