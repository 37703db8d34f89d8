"""What is passed on of what a terminal sends, in whatever parts it comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from console.terminal.sequences import Sequences

ANSWER = "\x1b[?2026;2$y"
OTHERS = (
    "\x1b[?62;4c",
    "\x1b[>0;276;0c",
    "\x1b[0n",
    "\x1b[8;24;80t",
    "\x1b[?2027;2$y",
    "\x1b[?1u",
    "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\",
    "\x1b]10;rgb:ffff/ffff/ffff\x07",
    "\x1bP>|XTerm(370)\x1b\\",
    "\x1bP1$r0m\x1b\\",
)
KEYS = (
    ("j", ["j"]),
    ("\x1b[B", ["down"]),
    ("\x1b[1;5C", ["ctrl+right"]),
    ("\x1b[6~", ["pagedown"]),
    ("\x1bOP", ["f1"]),
    ("\x1b[[A", ["f1"]),
    ("\x1b[106;;106u", ["j"]),
    ("é", ["é"]),
    ("漢", ["漢"]),
)


class Ear:
    """Our sequences before Textual's parser, as the keyboard puts them."""

    def __init__(self) -> None:
        self.answers: list[bool] = []
        self._sequences = Sequences(self.answers.append)
        self._parser = XTermParser()
        self.heard: list[str] = []

    def hear(self, text: str) -> None:
        self._take(self._sequences.feed(text))

    def pause(self) -> None:
        """As long as no key takes: what is unfinished is finished."""
        self._take(self._sequences.time_out())
        self._parser._timeout_time = 0.0 if self._parser._timeout_time is not None else None
        self._note(self._parser.tick())

    def gap(self) -> None:
        """As long as a bad line takes between two parts of a sequence; an escape alone is a key by then."""
        if not self._sequences.holds:
            self.pause()

    def _take(self, text: str) -> None:
        if text:
            self._note(self._parser.feed(text))

    def _note(self, messages: object) -> None:
        for message in messages:  # type: ignore[attr-defined]
            if isinstance(message, events.Key):
                named = message.key.startswith("alt+") or not message.is_printable
                self.heard.append(message.key if named else str(message.character))
            elif isinstance(message, events.Paste):
                self.heard.append(f"paste {message.text}")
            else:
                self.heard.append(type(message).__name__)


def test_an_answer_is_told_and_not_typed() -> None:
    ear = Ear()
    ear.hear(f"j{ANSWER}k\x1b[?2026;0$y\x1b[?2026;12$y")
    assert ear.heard == ["j", "k"]
    assert ear.answers == [True, False, False]


@pytest.mark.parametrize("other", OTHERS)
def test_what_nobody_asked_is_no_typing_either(other: str) -> None:
    ear = Ear()
    ear.hear(f"j{other}k")
    ear.pause()
    assert ear.heard == ["j", "k"]
    assert ear.answers == []


@pytest.mark.parametrize("at", range(1, len(ANSWER)))
def test_an_answer_in_two_parts_with_a_long_gap_between_types_no_yes(at: int) -> None:
    ear = Ear()
    ear.hear(ANSWER[:at])
    ear.gap()
    ear.hear(ANSWER[at:])
    ear.pause()
    ear.hear("j")
    before = {1: ["escape"], 2: ["escape", "["]}.get(at, [])
    assert ear.heard == [*before, "j"]
    assert ear.answers == [True]


@pytest.mark.parametrize("end", range(1, 6))
def test_a_paste_of_which_the_end_comes_late_ends_and_keys_are_heard_again(end: int) -> None:
    ear = Ear()
    paste = "\x1b[200~some words\x1b[201~"
    ear.hear(paste[:-end])
    ear.gap()
    ear.hear(paste[-end:])
    ear.hear("j")
    assert ear.heard == ["paste some words", "j"]


def test_an_answer_within_a_paste_is_no_part_of_it() -> None:
    ear = Ear()
    ear.hear(f"\x1b[200~some {ANSWER}words\x1b[201~")
    ear.hear("j")
    assert ear.heard == ["paste some words", "j"]
    assert ear.answers == [True]


def test_escape_and_what_is_typed_after_it_are_keys() -> None:
    ear = Ear()
    ear.hear("\x1b")
    ear.pause()
    ear.hear("[")
    ear.hear("\x1bj")
    ear.pause()
    ear.hear("\x1b\x1b")
    ear.pause()
    ear.hear("\x1b")
    ear.hear("\x1b\x1b[B")
    assert ear.heard == ["escape", "[", "alt+j", "escape", "escape", "escape", "escape", "down"]


@pytest.mark.parametrize("key", ["/", ":", "[", "]", "?", " ", "é", "+", "@"])
def test_escape_and_a_key_in_one_packet_are_two_keys(key: str) -> None:
    ear = Ear()
    ear.hear(f"\x1b{key}")
    ear.pause()
    assert ear.heard == ["escape", key]


def test_a_part_that_nothing_follows_is_noise_and_the_next_key_is_a_key() -> None:
    ear = Ear()
    ear.hear("\x1b[?2026;")
    ear.pause()
    ear.hear("j")
    ear.hear("\x1b[")
    ear.hear("?20")
    ear.pause()
    ear.hear("k")
    assert ear.heard == ["j", "k"]


def test_keys_with_shift_of_rxvt_are_whole() -> None:
    ear = Ear()
    ear.hear("\x1b[3$\x1b[3$j")
    ear.hear("\x1b[3$")
    assert ear.heard == ["shift+delete", "shift+delete", "j", "shift+delete"]


def test_an_answer_that_never_ends_keeps_no_more_than_a_line() -> None:
    sequences = Sequences(lambda _: None)
    sequences.feed("\x1b]11;")
    for _ in range(1000):
        assert sequences.feed("x" * 1000) == ""
    assert len(sequences._held) < 1000
    assert sequences.feed("\x1b") == ""
    assert sequences.feed("\\j") == "j"


PIECES = st.one_of(
    st.sampled_from([(text, keys, 0) for text, keys in KEYS]),
    st.just((ANSWER, [], 1)),
    st.just(("\x1b[?2026;0$y", [], 1)),
    st.sampled_from([(text, [], 0) for text in OTHERS if not text.startswith(("\x1b]", "\x1bP"))]),
)


@given(st.lists(PIECES, max_size=12), st.data())
def test_keys_and_answers_in_any_parts_are_the_keys_and_the_answers(
    pieces: list[tuple[str, list[str], int]], data: st.DataObject
) -> None:
    text = "".join(piece for piece, _, _ in pieces)
    ear = Ear()
    at = 0
    while at < len(text):
        step = data.draw(st.integers(1, 8))
        ear.hear(text[at : at + step])
        at += step
    assert ear.heard == [key for _, keys, _ in pieces for key in keys]
    assert len(ear.answers) == sum(count for _, _, count in pieces)
