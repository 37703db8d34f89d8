"""Every screen in a real terminal that is tiny, that is dragged, that has no colours and no signs."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from memory_console import LEAVE, ROOT, console, environment, opened, shows_what_a_fresh_painting_shows

if TYPE_CHECKING:
    from terminal import Terminal

SCREENS = {
    "job": ("\r", "ingest eu 2026-11-19"),
    "log": ("l", "rolling back"),
    "job-log": ("A", "all nodes"),
    "paused": ("0", "4 waiting"),
    "audit": (":audit\r", "audit"),
    "contexts": (":contexts\r", "scale-prod"),
    "help": (":help\r", "every key"),
    "start": (":start\r", "which workflow"),
    "form": (":start nightly-ingest\r", "the day to load"),
    "jobs": ("1", "restart load"),
    "confirm": ("r", "y restart"),
    "menu": ("m", "esc closes"),
}
"""What leads to every screen, one from the other, and what is to be seen there where there is room."""

AWAY = "\x1b\x1b"
COLOURS = re.compile(rb"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m")


def goes(terminal: Terminal, screen: str) -> None:
    """Press what leads to a screen, out of whatever text box or dialog may be in front.

    A dialog hears nothing in its first quarter of a second.
    """
    terminal.drain(0.3)
    terminal.send(AWAY)
    terminal.drain(0.1)
    terminal.send(SCREENS[screen][0])


def test_every_screen_lives_in_a_terminal_of_any_size() -> None:
    with console(columns=80, rows=24) as terminal:
        opened(terminal)
        for screen, (_, seen) in SCREENS.items():
            terminal.resize(10, 3)
            goes(terminal, screen)
            terminal.drain(0.1)
            for size in ((1, 1), (40, 10), (80, 24)):
                terminal.resize(*size)
                terminal.drain(0.1)
            terminal.wait_for(seen)
        terminal.send(AWAY)
        terminal.drain()
        terminal.send("1")
        terminal.wait_for("jobs › needs me")

        assert shows_what_a_fresh_painting_shows(terminal)
        terminal.send(LEAVE)
        assert terminal.wait_end() == 0


def test_no_screen_sends_colours_or_signs_that_the_terminal_has_not() -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "NO_COLOR": "1"}
    with console(columns=120, rows=36, **plain) as terminal:
        opened(terminal)
        for screen, (_, seen) in SCREENS.items():
            goes(terminal, screen)
            terminal.wait_for(seen)
        output = bytes(terminal.output)

    assert output.isascii()
    assert not COLOURS.search(output)


@pytest.mark.heavy
@pytest.mark.alone
def test_a_storm_of_sizes_costs_a_few_paintings_on_every_screen() -> None:
    """Eighty sizes in 0.8 s: what is sent is bound to the frames that can be seen, not to the sizes."""
    with console(columns=160, rows=45) as terminal:
        opened(terminal)
        for screen in ("job", "log", "paused", "form", "help"):
            terminal.resize(160, 45)
            goes(terminal, screen)
            terminal.wait_for(SCREENS[screen][1])
            terminal.drain()
            before = len(terminal.output)
            for width in range(160, 80, -1):
                terminal.resize(width, 45 - width % 7)
                terminal.read(0.01)
            terminal.drain()

            assert len(terminal.output) - before < 40 * 10_000, screen
        assert terminal.text.strip()


def test_nothing_is_animated_unless_it_is_asked_for() -> None:
    """One page of a scroll that is animated takes 300 kB on the line."""
    ask = "from tui.harness import make_app; print(make_app().animation_level)"
    told = subprocess.run(
        [sys.executable, "-c", ask],
        env=environment(TEXTUAL_ANIMATIONS="full"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "none\n"
