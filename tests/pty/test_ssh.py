"""Over a real ssh to a server of our own on loopback: it opens, moves, scrolls, leaves, and is cut off."""

from __future__ import annotations

import os
import shlex
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from memory_console import (
    ALTERNATE_SCREEN_OFF,
    LEAVE,
    ROOT,
    command,
    console,
    shows_what_a_fresh_painting_shows,
)

from benchmarks.console.loopback_ssh import CannotStart, LoopbackSsh, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from terminal import Terminal

pytestmark = pytest.mark.heavy


class Session:
    """The console at the other end of an ssh. It writes down who it is and how it ended."""

    def __init__(self, server: LoopbackSsh, folder: Path) -> None:
        self._server = server
        self._pid, self._ended = folder / "pid", folder / "ended"

    def opens(self, *more: str) -> Terminal:
        variables = ["env", f"PYTHONPATH={ROOT}:{ROOT / 'tests'}", "COLORTERM=truecolor", "LC_ALL=C.UTF-8"]
        # The shell outlives a hang-up, to tell how the console ended; the console itself hears it as ever.
        remote = (
            f"trap : HUP; cd {shlex.quote(str(ROOT))}; echo $$ > {self._pid}; "
            f"{shlex.join([*variables, *command(*more)])}; echo $? > {self._ended}"
        )
        return console(argv=self._server.client(f"sh -c {shlex.quote(remote)}"))

    def cut(self) -> None:
        """Kill the server's process of this one session, as a machine between that goes down."""
        parent = int(self._pid.read_text())
        while "sshd" not in Path(f"/proc/{parent}/comm").read_text():
            parent = int(Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(parent, signal.SIGKILL)

    def status(self) -> str:
        """Wait for the console's end and return its exit status."""
        deadline = time.monotonic() + 20
        while not self._ended.exists() or not self._ended.read_text():
            assert time.monotonic() < deadline, "the console lives on"
            time.sleep(0.02)
        return self._ended.read_text().strip()


@pytest.fixture
def session(state_dir: Path) -> Iterator[Session]:
    if why_not():
        pytest.skip(why_not())
    server = LoopbackSsh(state_dir)
    try:
        try:
            server.start()
        except CannotStart as refusal:
            pytest.skip(f"sshd does not start here: {refusal}")
        yield Session(server, state_dir)
    finally:
        server.end()


def test_it_opens_moves_scrolls_and_leaves(session: Session) -> None:
    with session.opens("dark", "many") as terminal:
        terminal.wait_for("9000")
        terminal.send("j")
        terminal.wait_until(lambda: "▌" in terminal.text.splitlines()[3], what="the cursor on the second row")
        first = terminal.text.splitlines()[2]
        terminal.send("j" * 60)
        terminal.wait_until(lambda: first not in terminal.text, what="the list scroll")
        assert shows_what_a_fresh_painting_shows(terminal)
        terminal.send(LEAVE)
        terminal.wait_end()
        assert ALTERNATE_SCREEN_OFF in terminal.output
    assert session.status() == "0"


def test_cut_off_it_ends(session: Session) -> None:
    with session.opens() as terminal:
        terminal.wait_for("restart load")
        session.cut()
        assert session.status() == str(128 + signal.SIGHUP)
        assert terminal.wait_end() == 255
