"""A terminal that is behind: it is not sent more than it can show, and a dialog waits until it is seen."""

from __future__ import annotations

import time

from memory_console import console, opened
from terminal import Terminal

FRAME = b"\x1b[?2026l"
NO_SUCH_MODE = b"\x1b[?2026;0$y"
KEYS = 40


ROUND_TRIP = 3.0
"""Seconds. The console waits four times as long for an answer: a busy machine stays below that."""


def far_away(terminal: Terminal) -> None:
    """Open the console on a line whose first answer takes long: patience follows what was measured."""
    terminal.answers = False
    opened(terminal)
    terminal.drain(ROUND_TRIP)
    terminal.answer()
    terminal.drain()
    terminal.answer()


def row_of_the_cursor(terminal: Terminal) -> int:
    return next(y for y, line in enumerate(terminal.text.splitlines()) if "▌" in line)


def test_a_terminal_that_is_behind_gets_the_newest_state_and_not_all_before_it() -> None:
    with console("dark", "many", columns=120, rows=50) as terminal:
        far_away(terminal)
        before, began = terminal.output.count(FRAME), time.monotonic()
        for _ in range(KEYS):
            terminal.send("j")
            terminal.drain(0.01)
        frames = terminal.output.count(FRAME) - before
        assert frames <= 2 * (1 + int(time.monotonic() - began))
        shown = terminal.text

        terminal.answers = True
        terminal.answer()
        terminal.wait_until(lambda: terminal.text != shown, what="the newest state")
        terminal.drain()
        newest = terminal.text
        terminal.send("\x12")
        terminal.drain()
        assert terminal.text == newest


def test_a_terminal_that_answers_nothing_shows_every_key() -> None:
    with console("dark", "many", columns=120, rows=50) as terminal:
        terminal.answers = False
        opened(terminal)
        terminal.drain()
        for _ in range(6):
            before = row_of_the_cursor(terminal)
            terminal.send("j")
            terminal.wait_until(
                lambda before=before: row_of_the_cursor(terminal) == before + 1, what="the cursor move"
            )
        assert terminal.asked == 1


def test_a_terminal_without_synchronized_output_answers_too() -> None:
    with console("dark", "many", columns=120, rows=50) as terminal:
        terminal.reply = NO_SUCH_MODE
        opened(terminal)
        terminal.drain()
        terminal.answers = False
        terminal.send("j")
        terminal.drain()

        assert terminal.asked == 1
        assert FRAME not in terminal.output


def test_a_dialog_hears_nothing_before_it_has_been_seen() -> None:
    with console(columns=120, rows=36) as terminal:
        far_away(terminal)
        terminal.send("x")
        terminal.wait_for("[ No ]")
        terminal.drain()
        terminal.send("n")
        terminal.drain()
        assert "[ No ]" in terminal.text

        terminal.answers = True
        terminal.answer()
        for _ in range(30):  # it hears a quarter of a second after it was seen
            terminal.send("n")
            if terminal.within(1.0, lambda: "[ No ]" not in terminal.text):
                break
        assert "[ No ]" not in terminal.text


def test_an_answer_that_comes_after_the_last_key_is_no_typing_for_the_shell() -> None:
    with console(columns=120, rows=36) as terminal:
        far_away(terminal)
        terminal.send("j")
        terminal.wait_until(lambda: bool(terminal.asked), what="the question")
        terminal.send("\x11")
        asked = len(terminal.output)
        terminal.within(0.2, lambda: len(terminal.output) > asked)
        terminal.answer()
        assert terminal.wait_end() == 0
        assert terminal.output.endswith(b"\x1b[?25h")
