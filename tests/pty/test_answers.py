"""Terminals that answer nothing, late, wrongly, in parts, or unasked: no key is lost, nothing waits."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from memory_console import ALTERNATE_SCREEN_OFF, LEAVE, Look, console, look, opened
from terminal import SYNCHRONIZED_REPLY

if TYPE_CHECKING:
    from collections.abc import Callable

    from terminal import Terminal

TYPED = "status:failed,paused workflow:nightly"

REPLIES = {
    "of other modes and numbers": b"\x1b[?2027;2$y\x1b[?2026;4294967296$y\x1b[?2026;2;2$y\x1b[?2026;9$y",
    "that the mode is always off": b"\x1b[?2026;4$y",
    "garbage": b"\x1b[?2026$y\x1b[?;;$y\xff\xfe\x1b[?\x1b[",
    "twice, and both ways": b"\x1b[?2026;0$y" + SYNCHRONIZED_REPLY,
    "of what others asked": b"\x1b[?62;4c\x1b[>0;276;0c\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\" + SYNCHRONIZED_REPLY,
}


def nothing() -> None:
    """Between two keys."""


@pytest.fixture(scope="module")
def right() -> Look:
    """The screen at the end of it on a terminal that answers as it should."""
    with console() as terminal:
        opened(terminal)
        terminal.send("2")
        terminal.wait_for("jobs › running")
        terminal.drain(1.0)
        return look(terminal)


def types_a_filter_and_leaves(terminal: Terminal, right: Look, between: Callable[[], None]) -> None:
    """Every letter arrives, the keys after them do what they do, the screen is right, and the end is one."""

    def sees(what: Callable[[], bool]) -> None:
        def seen() -> bool:
            between()
            return what()

        terminal.wait_until(seen)

    sees(lambda: "restart load" in terminal.text)
    terminal.send("/")
    for letter in TYPED:
        terminal.send(letter)
        between()
    sees(lambda: f"/ {TYPED}" in terminal.text)
    terminal.send("\x15\x1b")
    sees(lambda: TYPED not in terminal.text)
    terminal.send("2")
    sees(lambda: "jobs › running" in terminal.text)
    terminal.send("?")
    sees(lambda: "WHAT IT DOES" in terminal.text)
    terminal.send("\x1b")
    sees(lambda: look(terminal) == right)
    terminal.screen.reset()
    terminal.send("\x12")
    sees(lambda: look(terminal) == right)
    terminal.send(LEAVE)
    assert terminal.wait_end() == 0
    assert terminal.takes_lines


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES.keys())
def test_a_wrong_answer_costs_no_key_and_paints_nothing_wrong(right: Look, reply: bytes) -> None:
    with console() as terminal:
        terminal.reply = reply
        types_a_filter_and_leaves(terminal, right, nothing)


def test_no_answer_costs_no_key(right: Look) -> None:
    with console() as terminal:
        terminal.answers = False
        types_a_filter_and_leaves(terminal, right, nothing)
        assert terminal.asked == 1, "who does not answer is not asked again"


def test_a_late_answer_costs_no_key(right: Look) -> None:
    """Each answer comes when the next thing happens, as over a line that is slower than the typist."""
    with console() as terminal:
        terminal.answers = False
        types_a_filter_and_leaves(terminal, right, terminal.answer)


def test_an_answer_in_single_bytes_between_keys_costs_no_key(right: Look) -> None:
    with console() as terminal:
        terminal.answers = False

        def in_single_bytes() -> None:
            asked, terminal.asked = terminal.asked, 0
            for byte in SYNCHRONIZED_REPLY * asked:
                os.write(terminal.master, bytes([byte]))

        types_a_filter_and_leaves(terminal, right, in_single_bytes)


def test_a_flood_of_answers_that_nobody_asked_for_costs_no_key(right: Look) -> None:
    with console() as terminal:
        left = [40]

        def flood() -> None:
            if left[0]:
                left[0] -= 1
                terminal.send(SYNCHRONIZED_REPLY * 30)

        types_a_filter_and_leaves(terminal, right, flood)


def test_the_shells_screen_is_back_before_the_last_answer_has_come() -> None:
    """An answer takes a round trip; nobody sits before a console that has ended for so long."""
    with console() as terminal:
        opened(terminal)
        terminal.answers = False
        terminal.send("j")
        terminal.wait_until(lambda: bool(terminal.asked), what="the question")
        terminal.send(LEAVE)
        terminal.wait_until(lambda: ALTERNATE_SCREEN_OFF in terminal.output, what="the shell's screen")
        terminal.answer()
        assert terminal.wait_end() == 0
