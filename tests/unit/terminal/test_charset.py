"""Whatever the charset, a text takes as many columns as it should, and no byte of it drives the terminal."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size

from console.terminal.charset import LIKENESS, encoder, known_charset

CHARSETS = (
    "iso8859-1",
    "iso8859-15",
    "koi8-r",
    "cp1251",
    "cp437",
    "ascii",
    "gb2312",
    "euc_jp",
    "big5",
    "shift_jis",
)

VISIBLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]))


@pytest.mark.parametrize("charset", CHARSETS)
@given(text=VISIBLE)
@example(text="é 漢字 e\u0301 🙂 ‖ │")
def test_every_sign_keeps_its_columns(charset: str, text: str) -> None:
    shown = encoder(known_charset(charset))(text).decode(known_charset(charset))

    assert cell_len(shown) == cell_len(text)


@pytest.mark.parametrize("charset", CHARSETS)
@given(text=VISIBLE)
def test_no_sign_becomes_a_control(charset: str, text: str) -> None:
    data = encoder(known_charset(charset))(text)

    assert not [byte for byte in data if byte < 0x20 or 0x7F <= byte < 0xA0]


def test_what_the_charset_has_is_sent_as_it_is() -> None:
    assert encoder("iso8859-1")("café") == b"caf\xe9"
    assert encoder("utf-8")("café") == "café".encode()


def test_a_sign_that_it_lacks_is_as_wide_as_it_was() -> None:
    assert encoder("ascii")("漢|é|e\u0301|") == b"??|?|e|"


def test_half_a_surrogate_pair_is_no_character() -> None:
    assert encoder("utf-8")("a\ud800b") == b"a?b"


@pytest.mark.parametrize(
    "name", ["utf-16", "utf-7", "cp037", "no-such-charset", "iso2022_jp_2x", "base64", ""]
)
def test_a_charset_in_which_sequences_are_something_else_is_taken_for_ascii(name: str) -> None:
    assert known_charset(name) == "ascii"


@pytest.mark.parametrize(
    ("name", "known"), [("UTF8", "utf-8"), ("utf-8", "utf-8"), ("ISO-8859-1", "iso8859-1")]
)
def test_a_charset_has_one_name(name: str, known: str) -> None:
    assert known_charset(name) == known


@pytest.mark.parametrize(("sign", "sent"), [("–", b"-"), ("│", b"|"), ("╭", b"+"), ("▇", b"#"), ("…", b"~")])
def test_a_sign_that_has_a_likeness_in_ascii_is_sent_as_that(sign: str, sent: bytes) -> None:
    assert encoder("ascii")(sign) == sent


def test_what_a_charset_has_is_sent_as_it_is_whatever_it_looks_like() -> None:
    assert encoder("latin-1")("·×") == "·×".encode("latin-1")
    assert encoder("latin-1")("…") == b"~"


def test_every_likeness_takes_the_one_column_of_what_it_stands_for() -> None:
    for sign, ascii_ in LIKENESS.items():
        assert (get_character_cell_size(sign), len(ascii_)) == (1, 1), sign
