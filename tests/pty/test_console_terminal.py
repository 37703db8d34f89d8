"""The console in a real terminal: it gives the terminal back at every end, and is silent while idle."""

import pytest
from memory_console import ALTERNATE_SCREEN_OFF, console, look, opened
from terminal import Terminal


def test_it_opens_moves_and_leaves_with_the_terminal_as_it_was() -> None:
    with console() as terminal:
        opened(terminal)
        terminal.send("j")
        terminal.wait_for("restart fetch")
        terminal.send("\x11")

        assert terminal.wait_end() == 0
        assert ALTERNATE_SCREEN_OFF in terminal.output


def test_it_does_not_take_the_mouse() -> None:
    with console() as terminal:
        opened(terminal)

        assert b"\x1b[?1000h" not in terminal.output
        assert b"\x1b[?1003h" not in terminal.output


@pytest.mark.parametrize("size", [(40, 10), (10, 3), (80, 24)])
def test_it_lives_in_any_size(size: tuple[int, int]) -> None:
    with console() as terminal:
        opened(terminal)
        terminal.resize(*size)
        terminal.drain()
        terminal.resize(120, 36)
        terminal.send("j")
        terminal.wait_for("restart fetch")


def test_escape_and_a_key_in_one_packet_are_two_keys() -> None:
    with console() as terminal:
        opened(terminal)
        terminal.send("\x1b2")
        terminal.wait_for("jobs › running")


def test_without_colours_it_sends_none() -> None:
    with console(NO_COLOR="1") as terminal:
        opened(terminal)

        assert b"\x1b[38;" not in terminal.output
        assert b"\x1b[48;" not in terminal.output


def test_little_is_sent_over_a_slow_line() -> None:
    """200 columns by 50 rows. The bounds are a tenth above what it takes now; more is a step back."""
    with console("dark", "many", columns=200, rows=50) as terminal:
        opened(terminal)
        assert len(terminal.output) < 12_600

        assert _bytes_per_key(terminal, "j", 10) < 680
        terminal.send("j" * 40)  # to the lower edge
        terminal.drain()
        assert _bytes_per_key(terminal, "j", 10) < 740
        assert _bytes_per_key(terminal, "\x1b[6~", 3) < 800


def _bytes_per_key(terminal: Terminal, key: str, times: int) -> float:
    before = len(terminal.output)
    for _ in range(times):
        terminal.send(key)
        terminal.drain(0.1)
    return (len(terminal.output) - before) / times


def test_what_the_terminal_shows_after_scrolling_is_what_a_fresh_painting_shows() -> None:
    """ctrl+r takes nothing on the screen for known, and paints it whole."""
    with console("dark", "many") as terminal:
        opened(terminal)
        for key in ("\x1b[6~", "j", "j", "k", "\x1b[6~", *["j"] * 5, "\x1b[5~", "k", "k", "G"):
            terminal.send(key)
            terminal.drain(0.1)
        shown = look(terminal)
        terminal.screen.reset()
        terminal.send("\x12")
        terminal.wait_for("jobs › needs me")
        terminal.drain()

        assert look(terminal) == shown
