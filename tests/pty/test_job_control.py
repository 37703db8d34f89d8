"""ctrl+z, `fg`, `bg` and `kill`, as a shell with job control does them."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from memory_console import (
    ALTERNATE_SCREEN_OFF,
    LEAVE,
    command,
    console,
    look,
    opened,
    shows_what_a_fresh_painting_shows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from terminal import Terminal

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")


@pytest.fixture
def shell() -> Iterator[Terminal]:
    """A shell with the console as its job in front."""
    bash = ["bash", "--norc", "--noprofile", "--noediting", "-i"]
    with console(argv=bash, PS1="prompt> ", HISTFILE="") as terminal:
        terminal.wait_for("prompt>")
        terminal.send(shlex.join(command()) + "\n")
        opened(terminal)
        yield terminal


def says(shell: Terminal, line: str, answer: str) -> None:
    """Type a line at the prompt and wait for an answer in a place where only the answer can be."""
    shell.send(line + "\n")
    shell.wait_until(lambda: answer.encode() in shell.output.rpartition(line.encode())[2], what=answer)


def test_suspended_and_brought_back_it_paints_itself_anew() -> None:
    with console() as terminal:
        opened(terminal)
        before = look(terminal)
        os.kill(terminal.pid, signal.SIGTSTP)
        terminal.wait_until(lambda: ALTERNATE_SCREEN_OFF in terminal.output, what="the shell's screen")
        terminal.drain()
        assert terminal.takes_lines
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for("4127")
        terminal.drain()

        assert look(terminal) == before
        terminal.send(LEAVE)
        assert terminal.wait_end() == 0
        assert terminal.takes_lines


def test_stopped_without_a_word_it_comes_back_as_well() -> None:
    """By SIGSTOP, which nobody hears: what was on the screen meanwhile is painted over."""
    with console() as terminal:
        opened(terminal)
        os.kill(terminal.pid, signal.SIGSTOP)
        terminal.drain()
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for("4127")
        terminal.send(LEAVE)

        assert terminal.wait_end() == 0
        assert terminal.takes_lines


@needs_bash
def test_ctrl_z_gives_the_shell_its_terminal_and_fg_paints_the_console(shell: Terminal) -> None:
    shell.send("j")
    shell.wait_for("restart fetch")
    shell.send("\x1a")
    shell.wait_for("Stopped")
    says(shell, "echo $((6 * 7))", "42\r\n")

    shell.send("fg\n")
    shell.wait_for("restart fetch")

    assert shows_what_a_fresh_painting_shows(shell)
    shell.send("k")
    shell.wait_for("restart load")
    shell.send(LEAVE)
    shell.wait_until(lambda: shell.takes_lines and shell.output.endswith(b"prompt> "), what="the prompt")
    says(shell, "echo status $?", "status 0\r\n")


@needs_bash
def test_in_the_background_it_stays_asleep_and_touches_nothing(shell: Terminal) -> None:
    shell.send("\x1a")
    shell.wait_for("Stopped")
    shell.send("bg\n")
    shell.wait_until(lambda: shell.output.count(b"Stopped") == 1, what="the job's answer")
    before = len(shell.output)
    says(shell, "jobs -s | grep -c Stopped; echo $((6 * 7))", "42\r\n")

    assert b"\x1b[?1049h" not in shell.output[before:]
    shell.send("fg\n")
    shell.wait_for("restart load")


@needs_bash
def test_a_stopped_console_can_be_ended(shell: Terminal) -> None:
    shell.send("\x1a")
    shell.wait_for("Stopped")
    shell.send("kill %1\n")
    shell.wait_until(lambda: _is_told(shell, f"Exit {128 + signal.SIGTERM}"), what="its end")
    assert shell.takes_lines


def _is_told(shell: Terminal, news: str) -> bool:
    """A shell tells what became of its jobs before its next prompt."""
    shell.send("\n")
    return news.encode() in shell.output
