"""Over a real ssh to a server of our own on loopback: it opens, moves, scrolls, leaves, and is cut off."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
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

if TYPE_CHECKING:
    from collections.abc import Iterator

    from terminal import Terminal

pytestmark = pytest.mark.heavy

SERVER = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/usr/libexec")


class Server:
    """An sshd that nobody else knows of: its port, its keys and its words are in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        for name in ("host", "key"):
            self._run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name))
        (folder / "known").write_text(f"[127.0.0.1]:{self.port} {(folder / 'host.pub').read_text()}")
        self._config = folder / "sshd_config"
        self._config.write_text(
            f"""
Port {self.port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
"""
        )
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def _run(*words: str) -> None:
        subprocess.run(words, check=True, capture_output=True, stdin=subprocess.DEVNULL)

    def start(self) -> None:
        """Start it and wait until it listens. Skips where this machine does not let one start."""
        assert SERVER is not None
        tested = subprocess.run(
            [SERVER, "-t", "-f", str(self._config)], capture_output=True, text=True, check=False
        )
        if tested.returncode:
            pytest.skip(f"sshd does not start here: {tested.stderr.strip()}")
        with (self.folder / "sshd.log").open("wb") as log:
            self._process = subprocess.Popen(
                [SERVER, "-D", "-e", "-f", str(self._config)], stdin=subprocess.DEVNULL, stderr=log
            )
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except OSError:
                assert time.monotonic() < deadline, self.words
                assert self._process.poll() is None, self.words
                time.sleep(0.02)
            else:
                return

    @property
    def words(self) -> str:
        return (self.folder / "sshd.log").read_text()

    def opens(self, *more: str, columns: int = 120, rows: int = 36) -> Terminal:
        """Open the console through it."""
        pid, ended = self.folder / "pid", self.folder / "ended"
        variables = ["env", f"PYTHONPATH={ROOT}:{ROOT / 'tests'}", "COLORTERM=truecolor", "LC_ALL=C.UTF-8"]
        # The shell outlives a hang-up, to tell how the console ended; the console itself hears it as ever.
        remote = (
            f"trap : HUP; cd {shlex.quote(str(ROOT))}; echo $$ > {pid}; "
            f"{shlex.join([*variables, *command(*more)])}; echo $? > {ended}"
        )
        return console(argv=self._ssh(f"sh -c {shlex.quote(remote)}"), columns=columns, rows=rows)

    def _ssh(self, remote: str) -> list[str]:
        options = {
            "Port": self.port,
            "IdentityFile": self.folder / "key",
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": self.folder / "known",
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "LogLevel": "ERROR",
        }
        words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return ["ssh", "-F", "none", "-tt", *words, f"{getpass.getuser()}@127.0.0.1", remote]

    def cut(self) -> None:
        """Kill the server's process of this one session, as a machine between that goes down."""
        shell = int((self.folder / "pid").read_text())
        # The shell that the server has started may have begun another one.
        parent = shell
        while "sshd" not in Path(f"/proc/{parent}/comm").read_text():
            parent = int(Path(f"/proc/{parent}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(parent, signal.SIGKILL)

    def status(self) -> str:
        """Wait for the console's end and return its exit status."""
        deadline = time.monotonic() + 20
        while not (ended := self.folder / "ended").exists() or not ended.read_text():
            assert time.monotonic() < deadline, "the console lives on"
            time.sleep(0.02)
        return ended.read_text().strip()

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)


@pytest.fixture
def server(state_dir: Path) -> Iterator[Server]:
    missing = [name for name, path in (("sshd", SERVER), ("ssh", shutil.which("ssh"))) if path is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)}: not installed")
    made = Server(state_dir)
    try:
        made.start()
        yield made
    finally:
        made.end()


def test_it_opens_moves_scrolls_and_leaves(server: Server) -> None:
    with server.opens("dark", "many") as terminal:
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
    assert server.status() == "0"


def test_cut_off_it_ends(server: Server) -> None:
    with server.opens() as terminal:
        terminal.wait_for("restart load")
        server.cut()
        assert server.status() == str(128 + signal.SIGHUP)
        assert terminal.wait_end() == 255
