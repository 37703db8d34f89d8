"""Every way in which the console or its terminal can end: the terminal comes back, the status is true."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import sys
from typing import TYPE_CHECKING

import pytest
from memory_console import ALTERNATE_SCREEN_OFF, LEAVE, command, console, opened

if TYPE_CHECKING:
    from pathlib import Path

    from terminal import Terminal

# Starts a command in a session of its own, so that no hang-up is told to it, and keeps how it ended.
DEAF = """
import json, os, signal, sys
kept, *command = sys.argv[1:]
signal.signal(signal.SIGHUP, signal.SIG_IGN)
child = os.fork()
if not child:
    os.setsid()
    os.execvp(command[0], command)
_, status, used = os.wait4(child, 0)
with open(kept, "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime], file)
"""


def restored(terminal: Terminal) -> bool:
    """Whether the terminal was given back: its other screen, its cursor, its lines."""
    after = bytes(terminal.output).rpartition(ALTERNATE_SCREEN_OFF)[2]
    return b"\x1b[?25h" in after and b"\x1b[?1049h" not in after and terminal.takes_lines


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1]
)
def test_a_signal_ends_it_with_the_terminal_restored_and_its_status_told(number: signal.Signals) -> None:
    with console() as terminal:
        opened(terminal)
        os.kill(terminal.pid, number)

        assert terminal.wait_end() == 128 + number
        assert restored(terminal)


def test_a_signal_that_comes_while_it_starts_leaves_no_broken_terminal() -> None:
    with console() as terminal:
        terminal.wait_until(lambda: b"\x1b[?1049h" in terminal.output, what="the other screen")
        os.kill(terminal.pid, signal.SIGTERM)

        assert terminal.wait_end() == 128 + signal.SIGTERM
        assert restored(terminal)


def test_left_by_its_key_it_gives_everything_back() -> None:
    with console() as terminal:
        opened(terminal)
        assert not terminal.takes_lines
        terminal.send(LEAVE)

        assert terminal.wait_end() == 0
        assert restored(terminal)


def test_a_terminal_that_vanishes_ends_it() -> None:
    with console() as terminal:
        opened(terminal)
        terminal.hang_up()

        assert terminal.wait_end() == 128 + signal.SIGHUP


def test_a_terminal_that_vanishes_without_a_word_ends_it_and_nothing_spins(tmp_path: Path) -> None:
    kept = tmp_path / "end"
    with console(argv=[sys.executable, "-c", DEAF, str(kept), *command()]) as terminal:
        opened(terminal)
        terminal.hang_up()
        terminal.wait_end()

    status, cpu = json.loads(kept.read_text())
    assert status == 128 + signal.SIGHUP
    assert cpu < 3.0, "it used to take a whole core for as long as it lived"


def test_an_output_that_breaks_ends_it_though_its_input_lives() -> None:
    output, other = pty.openpty()
    drawn_elsewhere = ["sh", "-c", 'exec "$@" > "$0"', os.ttyname(other), *command()]
    with console(argv=drawn_elsewhere) as terminal:
        seen = bytearray()
        while b"restart load" not in seen:
            assert select.select([output], [], [], 30)[0], bytes(seen)
            seen += os.read(output, 65536)
        os.close(other)
        os.close(output)
        terminal.send("j")

        assert terminal.wait_end() == 128 + signal.SIGHUP
        assert terminal.takes_lines


def test_noise_on_the_line_is_passed_over() -> None:
    with console() as terminal:
        opened(terminal)
        terminal.send(
            b"\xff\xfe\xc3\x28\x1b[99999999999u\x1b[1114112;5;55555555u\x1b[<;;M\x1b[200~\xf0\x1b[201~"
        )
        terminal.drain()
        terminal.send("j")
        terminal.wait_for("restart fetch")


def test_a_terminal_that_takes_nothing_is_still_left() -> None:
    """As after ctrl+s in another window, or on a line that is dead but not cut: nobody reads."""
    with console(jobs="many", columns=200, rows=50) as terminal:
        opened(terminal)
        for _ in range(200):
            terminal.send("\x1b[6~\x1b[5~\x12")
        os.kill(terminal.pid, signal.SIGTERM)
        process = os.pidfd_open(terminal.pid)
        try:
            assert select.select([process], [], [], 10)[0], "it waits for the terminal"
        finally:
            os.close(process)

        assert terminal.wait_end() == 128 + signal.SIGTERM
        assert terminal.takes_lines


def test_a_second_signal_does_not_wait_for_the_first() -> None:
    with console() as terminal:
        opened(terminal)
        os.kill(terminal.pid, signal.SIGTERM)
        os.kill(terminal.pid, signal.SIGINT)

        assert terminal.wait_end() in (128 + signal.SIGTERM, 128 + signal.SIGINT)
        assert restored(terminal)
