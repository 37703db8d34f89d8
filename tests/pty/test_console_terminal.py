"""The console in a real terminal: it gives the terminal back at every end, and is silent while idle."""

import os
import signal
import sys
from pathlib import Path

import pytest
from terminal import Terminal

ROOT = Path(__file__).parents[2]
ALTERNATE_SCREEN_OFF = b"\x1b[?1049l"


def _console(theme: str = "dark", **env: str) -> Terminal:
    path = f"{ROOT}:{ROOT / 'tests'}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    return Terminal(
        [sys.executable, "-m", "tui.run_on_memory", theme],
        env={**inherited, "PYTHONPATH": path, "TERM": "xterm-256color", **env},
        columns=120,
        rows=36,
        cwd=str(ROOT),
    )


def _opened(terminal: Terminal) -> None:
    terminal.wait_for("4127")
    terminal.wait_for("restart load")
    terminal.drain()


def test_it_opens_moves_and_leaves_with_the_terminal_as_it_was() -> None:
    with _console() as terminal:
        _opened(terminal)
        terminal.send("j")
        terminal.wait_for("restart fetch")
        terminal.send("\x11")

        assert terminal.wait_end() == 0
        assert ALTERNATE_SCREEN_OFF in terminal.output


def test_it_does_not_take_the_mouse() -> None:
    with _console() as terminal:
        _opened(terminal)

        assert b"\x1b[?1000h" not in terminal.output
        assert b"\x1b[?1003h" not in terminal.output


def test_a_term_signal_ends_it_with_the_terminal_restored_and_its_status_told() -> None:
    with _console() as terminal:
        _opened(terminal)
        os.kill(terminal.pid, signal.SIGTERM)

        assert terminal.wait_end() == 128 + signal.SIGTERM
        assert ALTERNATE_SCREEN_OFF in terminal.output


def test_a_hang_up_ends_it_at_once() -> None:
    with _console() as terminal:
        _opened(terminal)
        terminal.hang_up()

        assert terminal.wait_end(seconds=5) != 0


def test_it_writes_nothing_while_nothing_happens() -> None:
    """Twelve seconds: two ticks of the clock that moves running times, of which none is in view."""
    with _console() as terminal:
        _opened(terminal)
        terminal.send("3")
        terminal.wait_for("jobs › failed")
        terminal.drain()
        before = len(terminal.output)
        terminal.drain(12.0, seconds=13.0)

        assert len(terminal.output) == before


def test_suspended_and_brought_back_it_paints_itself_anew() -> None:
    with _console() as terminal:
        _opened(terminal)
        os.kill(terminal.pid, signal.SIGTSTP)
        terminal.wait_until(lambda: ALTERNATE_SCREEN_OFF in terminal.output, what="the shell's screen")
        terminal.drain()
        before = len(terminal.output)
        terminal.screen.reset()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for("4127")

        assert len(terminal.output) > before
        terminal.send("\x11")
        assert terminal.wait_end() == 0


@pytest.mark.parametrize("size", [(40, 10), (10, 3), (80, 24)])
def test_it_lives_in_any_size(size: tuple[int, int]) -> None:
    with _console() as terminal:
        _opened(terminal)
        terminal.resize(*size)
        terminal.drain()
        terminal.resize(120, 36)
        terminal.send("j")
        terminal.wait_for("restart fetch")


def test_escape_and_a_key_in_one_packet_are_two_keys() -> None:
    with _console() as terminal:
        _opened(terminal)
        terminal.send("\x1b2")
        terminal.wait_for("jobs › running")


def test_without_colours_it_sends_none() -> None:
    with _console(NO_COLOR="1") as terminal:
        _opened(terminal)

        assert b"\x1b[38;" not in terminal.output
        assert b"\x1b[48;" not in terminal.output
