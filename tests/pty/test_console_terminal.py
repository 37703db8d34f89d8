"""The console in a real terminal: it gives the terminal back at every end, and is silent while idle."""

import os
import signal
import sys
from pathlib import Path

import pytest
from terminal import Terminal

ROOT = Path(__file__).parents[2]
ALTERNATE_SCREEN_OFF = b"\x1b[?1049l"


def _console(
    theme: str = "dark", jobs: str = "samples", *, columns: int = 120, rows: int = 36, **env: str
) -> Terminal:
    path = f"{ROOT}:{ROOT / 'tests'}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    return Terminal(
        [sys.executable, "-m", "tui.run_on_memory", theme, jobs],
        env={**inherited, "PYTHONPATH": path, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
        columns=columns,
        rows=rows,
        cwd=str(ROOT),
    )


def _opened(terminal: Terminal) -> None:
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


def test_little_is_sent_over_a_slow_line() -> None:
    """200 columns by 50 rows. The figures are what it takes now with a margin; more is a step back."""
    with _console("dark", "many", columns=200, rows=50) as terminal:
        _opened(terminal)
        assert len(terminal.output) < 32_000

        assert _bytes_per_key(terminal, "j", 10) < 1_300
        _bytes_per_key(terminal, "j", 40)  # to the lower edge
        assert _bytes_per_key(terminal, "j", 10) < 1_600
        assert _bytes_per_key(terminal, "\x1b[6~", 3) < 5_000


def _bytes_per_key(terminal: Terminal, key: str, times: int) -> float:
    before = len(terminal.output)
    for _ in range(times):
        terminal.send(key)
        terminal.drain(0.1)
    return (len(terminal.output) - before) / times


def test_what_the_terminal_shows_after_scrolling_is_what_a_fresh_painting_shows() -> None:
    """ctrl+r takes nothing on the screen for known, and paints it whole."""
    with _console("dark", "many") as terminal:
        _opened(terminal)
        for key in ("\x1b[6~", "j", "j", "k", "\x1b[6~", *["j"] * 5, "\x1b[5~", "k", "k", "G"):
            terminal.send(key)
            terminal.drain(0.1)
        shown = _look(terminal)
        terminal.screen.reset()
        terminal.send("\x12")
        terminal.wait_for("jobs › needs me")
        terminal.drain()

        assert _look(terminal) == shown


def _look(terminal: Terminal) -> list[list[tuple[object, ...]]]:
    screen = terminal.screen
    return [
        [(c.data, c.fg, c.bg, c.bold) for c in (screen.buffer[y][x] for x in range(screen.columns))]
        for y in range(screen.lines)
    ]
