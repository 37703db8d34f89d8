import pytest

from console.core.sanitize import Span, decode, log_spans, printable, sanitize
from console.core.sgr import Style

BOLD = Style(bold=True)
RED = Style(fg=1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ingest eu 2026-11-19", "ingest eu 2026-11-19"),
        ("größe → 漢字 👍", "größe → 漢字 👍"),
        ("\x1b]0;owned\x07", "␛]0;owned␇"),
        ("a\r\nb\x00", "a␍␊b␀"),
        ("\x7f", "␡"),
        ("\x9b31m\x85", "\\x9b31m\\x85"),
        ("gpj\u202eexe", "gpj\\u202eexe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "\\u2066a\\u2069\\u200e\\u200f\\u061c"),
        ("pro\u200bd\ufeff\u00ad", "pro\\u200bd\\ufeff\\xad"),
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("\ud800", "\\ud800"),
        ("\udcff", "\\xff"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("blank\u3164", "blank\\u3164"),
        ("a\tb", "a       b"),
        ("1234567\tb", "1234567 b"),
        ("\x01\tb", "␁       b"),
        ("⚠\ufe0f disk", "⚠ disk"),
        ("a\ufe0f", "a\\ufe0f"),
        ("e\u0301", "e\u0301"),
        ("\u0301e", "◌\u0301e"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4 + "\ufffd"),
        ("\ue0b0 nerd font", "\ue0b0 nerd font"),
        ("", ""),
    ],
)
def test_a_cell_shows_what_would_act_on_the_terminal(text: str, shown: str) -> None:
    assert sanitize(text) == shown


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain", "plain"),
        ("größe".encode(), "größe"),
        (b"caf\xe9!", "caf\\xe9!"),
        (b"\xff\xfe", "\\xff\\xfe"),
        (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),  # a surrogate is not UTF-8
        (b"\xc0\x9b", "\\xc0\\x9b"),  # an overlong form neither
        (b"cut \xe2\x82", "cut \\xe2\\x82"),
        (b"", ""),
    ],
)
def test_bytes_that_are_not_utf8_are_shown(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_a_plain_line_is_one_span() -> None:
    assert log_spans("02:24:50 loaded 12 rows") == (Span("02:24:50 loaded 12 rows"),)


def test_an_empty_line_has_no_span() -> None:
    assert log_spans("") == ()
    assert log_spans("\x1b[31m\x1b[0m") == ()


def test_sgr_becomes_styles() -> None:
    assert log_spans("\x1b[31mERR\x1b[0m done \x1b[1mnow") == (
        Span("ERR", RED),
        Span(" done "),
        Span("now", BOLD),
    )


def test_neighbours_of_one_style_are_one_span() -> None:
    assert log_spans("a\x1b[mb\x1b[0mc") == (Span("abc"),)


def test_the_eight_bit_form_of_a_sequence_is_the_same_sequence() -> None:
    assert log_spans("\x9b31mERR\x9b0m") == (Span("ERR", RED),)


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[2J",
        "\x1b[H",
        "\x1b[?1049h",
        "\x1b[>4;2m",
        "\x1b[1 q",
        "\x1b[6n",
        "\x1b]0;title\x07",
        "\x1b]0;title\x1b\\",
        "\x1b]52;c;b3duZWQ=\x07",
        "\x1b]8;;http://x.example\x1b\\",
        "\x9d0;title\x9c",
        "\x1bPq#0;2;0;0;0\x1b\\",
        "\x90payload\x9c",
        "\x1b_Gf=100;AAAA\x1b\\",
        "\x1b^private\x1b\\",
        "\x1bXstring\x1b\\",
        "\x1b(B",
        "\x1b#8",
        "\x1bc",
        "\x1b7",
        "\x1b=",
        "\x1b]0;broken off\x18",
        "\x1b]0;begun again\x1b[0m",
    ],
)
def test_every_other_sequence_is_taken_out_whole(sequence: str) -> None:
    assert log_spans(f"before {sequence}after") == (Span("before after"),)


def test_a_string_that_does_not_end_ends_with_the_line() -> None:
    assert log_spans("before \x1b]52;c;b3duZWQ= and all the rest") == (Span("before "),)


def test_a_sequence_that_is_broken_off_is_taken_out_as_far_as_it_came() -> None:
    assert printable(log_spans("a\x1b[31;\x01b")) == "a␁b"
    assert printable(log_spans("a\x1b[31;4")) == "a"


def test_a_lone_escape_and_other_controls_are_shown() -> None:
    assert printable(log_spans("a\x1b\x00\x07b\x1b")) == "a␛␀␇b␛"


def test_a_hyperlink_keeps_its_text() -> None:
    assert printable(log_spans("see \x1b]8;;http://x.example\x07the log\x1b]8;;\x07.")) == "see the log."


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("10%\r50%\r100%", "100%"),
        ("100%\r", "100%"),
        ("long line\rshort", "short"),
        ("a\r\r\r", "a"),
        ("a\rb\x1b[0m\r\x1b[K", "b"),
        ("|\b/\b-\b\\", "\\"),
        ("abc\b\bX", "aX"),
        ("abc\b\b\b\b\b\bX", "X"),
        ("abc\b\b", "abc"),
        ("\bx", "x"),
        ("_\bb_\bo_\bl_\bd", "bold"),
        ("ab\b\rc", "c"),
        ("ab\rc\bd", "d"),
    ],
)
def test_carriage_return_and_backspace_rewrite_once_text_follows(line: str, shown: str) -> None:
    assert printable(log_spans(line)) == shown


def test_a_style_lives_on_over_a_carriage_return() -> None:
    assert log_spans("\x1b[31m10%\r20%") == (Span("20%", RED),)


def test_a_backspace_reaches_over_spans() -> None:
    assert log_spans("a\x1b[1mbc\x1b[0m\b\b\bX") == (Span("X"),)
    assert log_spans("ab\x1b[1mcd\b\bX") == (Span("ab"), Span("X", BOLD))


def test_tabs_go_to_the_lines_own_stops_whatever_sequences_are_between() -> None:
    assert printable(log_spans("ab\x1b[31mcd\tx\ty")) == "abcd    x       y"


def test_a_mark_cannot_change_the_character_of_another_span() -> None:
    assert log_spans("a\x1b[1m\u0301") == (Span("a"), Span("◌\u0301", BOLD))
