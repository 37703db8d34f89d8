"""Inside tmux and screen: it opens, scrolls, is detached and found again, and leaves."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from memory_console import (
    LEAVE,
    command,
    console,
    opened,
    shows_what_a_fresh_painting_shows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from terminal import Terminal


@pytest.fixture(params=["tmux", "screen"])
def inside(request: pytest.FixtureRequest, tmp_path: Path, state_dir: Path) -> Iterator[Inside]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    made = Tmux(state_dir, tmp_path) if request.param == "tmux" else Screen(state_dir, tmp_path)
    try:
        yield made
    finally:
        made.end()


class Inside:
    """A program that shows a terminal on a terminal. ``ended`` is where the console's status is written."""

    def __init__(self, sockets: Path, folder: Path) -> None:
        self.sockets = sockets
        self.ended = folder / "ended"

    @property
    def environment(self) -> dict[str, str]:
        return {"TMUX_TMPDIR": str(self.sockets), "SCREENDIR": str(self.sockets)}

    @property
    def shell(self) -> list[str]:
        run = shlex.join(command())
        return ["sh", "-c", f"{run}; echo $? > {shlex.quote(str(self.ended))}"]

    def opens(self) -> Terminal:
        return console(argv=self.open_argv, **self.environment)

    def finds_again(self) -> Terminal:
        return console(argv=self.again_argv, **self.environment)

    def at_rest(self, terminal: Terminal) -> None:
        """Wait until the console in it has come to rest, too: it is none of the terminal's own processes."""
        found = subprocess.run(self.who_argv, env=self.variables, capture_output=True, check=False)
        terminal.others = [int(next(re.finditer(rb"\d+", found.stdout))[0])]
        terminal.drain()

    open_argv: list[str]
    again_argv: list[str]
    who_argv: list[str]
    """Prints the number of the process that the console is a child of, first of all."""
    end_argv: list[str]
    detach: str

    @property
    def variables(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def end(self) -> None:
        subprocess.run(self.end_argv, env=self.variables, capture_output=True, check=False)


class Tmux(Inside):
    def __init__(self, sockets: Path, folder: Path) -> None:
        super().__init__(sockets, folder)
        base = ["tmux", "-L", "jc", "-f", "/dev/null"]
        self.open_argv = [*base, "new-session", shlex.join(self.shell)]
        self.again_argv = [*base, "attach-session"]
        self.who_argv = [*base, "display-message", "-p", "#{pid}"]
        self.end_argv = [*base, "kill-server"]
        self.detach = "\x02d"


class Screen(Inside):
    def __init__(self, sockets: Path, folder: Path) -> None:
        super().__init__(sockets, folder)
        sockets.chmod(0o700)
        base = ["screen", "-c", "/dev/null"]
        self.open_argv = [*base, "-S", "jc", "-U", *self.shell]
        self.again_argv = [*base, "-r", "jc", "-U"]
        self.who_argv = ["screen", "-ls", "jc"]
        self.end_argv = ["screen", "-S", "jc", "-X", "quit"]
        self.detach = "\x01d"


def test_it_opens_scrolls_and_leaves(inside: Inside) -> None:
    with inside.opens() as terminal:
        opened(terminal)
        inside.at_rest(terminal)
        for key in ("j", "\x1b[6~", "k", "G", "g", "j"):
            terminal.send(key)
            terminal.drain(0.1)

        assert shows_what_a_fresh_painting_shows(terminal, between=True)
        terminal.send("\x1b")
        terminal.send("2")
        terminal.wait_for("jobs › running")
        terminal.send(LEAVE)
        terminal.wait_until(inside.ended.exists, what="its end")
        terminal.wait_end()
    assert inside.ended.read_text() == "0\n"


def test_detached_and_found_again_in_another_size_it_is_whole(inside: Inside) -> None:
    with inside.opens() as terminal:
        opened(terminal)
        terminal.send(inside.detach)
        terminal.wait_end()
    with inside.finds_again() as terminal:
        opened(terminal)
        terminal.resize(90, 30)
        inside.at_rest(terminal)
        terminal.send("j")
        terminal.wait_for("restart fetch")

        assert shows_what_a_fresh_painting_shows(terminal, between=True)
