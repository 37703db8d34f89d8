"""What reaches the terminal's clipboard, by its bytes: alone, inside of tmux and screen, or not at all."""

from __future__ import annotations

import re
import subprocess
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

import pytest
from memory_console import LEAVE, console, opened
from own_sequences import foreign
from test_inside import Inside, Tmux, inside

if TYPE_CHECKING:
    from pathlib import Path

    from terminal import Terminal

__all__ = ["inside"]

LINES = b'psql:load.sql:12: ERROR:  relation "orders" does not exist\nrolling back'
PLAIN = b"\x1b]52;c;" + b64encode(LINES) + b"\x07"
FOR_TMUX = b"\x1bPtmux;\x1b" + PLAIN + b"\x1b\\"


def copies_two_lines(terminal: Terminal) -> None:
    """Open the log of the failed node, go to its first error, and copy it with the line below."""
    opened(terminal)
    terminal.send("l")
    terminal.wait_for("rolling back")
    for key, then in (("e", "▌02:24:34 err"), ("v", "1 line marked"), ("j", "2 lines marked")):
        terminal.send(key)  # one after the other: an error is looked for where the log is
        terminal.wait_for(then)
    terminal.send("Y")


def test_marked_lines_reach_the_terminal_by_osc_52_and_nothing_else_does() -> None:
    with console() as terminal:
        copies_two_lines(terminal)
        terminal.wait_for(f"sent to the terminal's clipboard: 2 lines, {len(LINES)} bytes")
        assert terminal.output.count(PLAIN) == 1
        assert foreign(bytes(terminal.output).replace(PLAIN, b"")) == []


@pytest.mark.parametrize(
    ("variables", "pieces"),
    [
        (
            {"TMUX": "/nowhere/tmux,1,0"},
            [PLAIN, FOR_TMUX],
        ),
        ({"TERM": "tmux-256color"}, [PLAIN, FOR_TMUX]),
        ({"STY": "1.pts-0.host"}, [b"\x1bP" + PLAIN + b"\x1b\\"]),
        ({"TERM": "screen-256color"}, [PLAIN, b"\x1bP" + PLAIN + b"\x1b\\"]),
    ],
    ids=["tmux", "tmux at the other end", "screen", "either at the other end"],
)
def test_it_is_wrapped_for_what_stands_between(variables: dict[str, str], pieces: list[bytes]) -> None:
    with console(**variables) as terminal:
        copies_two_lines(terminal)
        terminal.wait_for("sent to")
        for piece in pieces:
            assert piece in terminal.output


@pytest.mark.parametrize("variables", [{"TERM": "linux"}, {"VTE_VERSION": "6003"}], ids=["console", "VTE"])
def test_a_terminal_without_a_clipboard_is_sent_nothing_and_a_file_is_told(
    variables: dict[str, str], state_dir: Path
) -> None:
    with console(JOBCONSOLE_STATE_DIR=str(state_dir), **variables) as terminal:
        copies_two_lines(terminal)
        terminal.wait_for("this terminal has no clipboard")
        assert b"]52;" not in terminal.output
    assert (state_dir / "copied.txt").read_bytes() == LINES + b"\n"


def test_inside_of_tmux_and_screen_it_arrives_at_the_terminal_outside(inside: Inside) -> None:
    with inside.opens() as terminal:
        copies_two_lines(terminal)
        terminal.wait_for("sent to")
        terminal.wait_until(lambda: _clipboard(terminal) == LINES, what="the clipboard")
        if isinstance(inside, Tmux):
            show = ["tmux", "-L", "jc", "show-buffer"]
            assert subprocess.run(show, env=inside.variables, capture_output=True, check=True).stdout == LINES
        terminal.send(LEAVE)
        terminal.wait_until(inside.ended.exists, what="its end")
        terminal.wait_end()


def _clipboard(terminal: Terminal) -> bytes | None:
    """What the terminal would have in its clipboard now."""
    found = re.findall(rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\)", terminal.output)
    return b64decode(found[-1]) if found else None


def test_a_drag_of_the_mouse_copies_where_the_mouse_is_on() -> None:
    with console("dark", "samples", "mouse") as terminal:
        opened(terminal)
        terminal.send("l")
        terminal.wait_for("rolling back")
        rows = [row for row, text in enumerate(terminal.screen.display) if " err " in text]
        first, last = rows[0] + 1, rows[-1] + 1
        terminal.send(f"\x1b[<0;20;{first}M\x1b[<32;22;{last}M\x1b[<0;22;{last}m")
        terminal.wait_for("sent to the terminal's clipboard: 2 lines")
        assert PLAIN in terminal.output
