"""$PAGER: it has the terminal to itself, and its keys are its own; afterwards the console is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memory_console import LEAVE, console, opened

if TYPE_CHECKING:
    from pathlib import Path

    from terminal import Terminal

SHOWS = """sh -c 'cat "$1"; echo that was all; read line; echo; exit 3' pager"""


def opens_the_log(terminal: Terminal) -> None:
    opened(terminal)
    terminal.send("l")
    terminal.wait_for("rolling back")
    terminal.drain()


def comes_back_and_leaves(terminal: Terminal) -> None:
    terminal.wait_for("restart load")
    terminal.wait_for("rolling back")
    terminal.send(LEAVE)
    assert terminal.wait_end() == 0
    assert terminal.output.endswith(b"\x1b[?25h")


def test_the_pager_has_the_terminal_as_a_shell_would_and_its_file_goes_with_it(state_dir: Path) -> None:
    with console(PAGER=SHOWS, TMPDIR=str(state_dir)) as terminal:
        opens_the_log(terminal)
        terminal.send("O")
        terminal.wait_for("that was all")
        assert terminal.takes_lines
        assert "connecting to db-3" in terminal.text
        assert [each.name for folder in state_dir.iterdir() for each in folder.iterdir()] == [
            "4127-load-3.log"
        ]
        terminal.send("\r")
        terminal.wait_for("sh ended with status 3")
        assert not terminal.takes_lines
        assert list(state_dir.iterdir()) == []
        comes_back_and_leaves(terminal)


def test_ctrl_c_in_the_pager_ends_the_pager_and_not_the_console() -> None:
    with console(PAGER=SHOWS) as terminal:
        opens_the_log(terminal)
        terminal.send("O")
        terminal.wait_for("that was all")
        terminal.send("\x03")
        terminal.wait_for("sh ended with status")
        comes_back_and_leaves(terminal)


def test_a_pager_that_is_not_there_is_told() -> None:
    with console(PAGER="/nowhere/pager -R") as terminal:
        opens_the_log(terminal)
        terminal.send("O")
        terminal.wait_for("/nowhere/pager could not be started: No such file or directory; set PAGER")
        comes_back_and_leaves(terminal)


def test_a_pager_of_which_a_quote_is_not_closed_is_told() -> None:
    with console(PAGER="less 'x") as terminal:
        opens_the_log(terminal)
        terminal.send("O")
        terminal.wait_for("PAGER cannot be understood")
