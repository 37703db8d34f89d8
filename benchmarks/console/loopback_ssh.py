"""An ssh server of our own on loopback, with keys that are thrown away: nobody else knows of it."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FOLDERS = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/usr/libexec"
SERVER = shutil.which("sshd", path=_FOLDERS)
PATIENCE = 20.0
"""Seconds for a server to listen."""

_CONFIG = """\
Port {port}
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


def why_not() -> str:
    """Return what is not installed; empty where a server may start."""
    programs = {"sshd": SERVER, "ssh": shutil.which("ssh"), "ssh-keygen": shutil.which("ssh-keygen")}
    missing = [name for name, path in programs.items() if path is None]
    return f"{', '.join(missing)} not installed" if missing else ""


class CannotStart(Exception):
    """The server does not start here; its own words say why."""


class LoopbackSsh:
    """One server. Its port, its keys and its words are of the folder that it is given."""

    def __init__(self, folder: Path) -> None:
        """Make keys and choose a port; nothing is started yet."""
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        for name in ("host", "key"):
            words = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name))
            subprocess.run(words, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        (folder / "known").write_text(f"[127.0.0.1]:{self.port} {(folder / 'host.pub').read_text()}")
        (folder / "sshd_config").write_text(_CONFIG.format(port=self.port, folder=folder))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def argv(self) -> tuple[str, ...]:
        """How the server is started; it stays in the foreground."""
        return (str(SERVER), "-D", "-e", "-f", str(self._folder / "sshd_config"))

    def check(self) -> None:
        """See whether the server would start; raises `CannotStart` where not."""
        words = (str(SERVER), "-t", "-f", str(self._folder / "sshd_config"))
        tested = subprocess.run(words, capture_output=True, text=True, check=False)
        if tested.returncode:
            raise CannotStart(tested.stderr.strip())

    def start(self) -> None:
        """Start it and wait until it listens. Raises `CannotStart`."""
        self.check()
        log = self._folder / "sshd.log"
        with log.open("wb") as words:
            self._process = subprocess.Popen(self.argv, stdin=subprocess.DEVNULL, stderr=words)
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise CannotStart(log.read_text().strip()) from None
                time.sleep(0.02)
            else:
                return

    def client(self, remote: str) -> tuple[str, ...]:
        """Return what runs a shell command over it, on a terminal of its own."""
        options = {
            "Port": self.port,
            "IdentityFile": self._folder / "key",
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": self._folder / "known",
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "LogLevel": "ERROR",
        }
        words = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        return ("ssh", "-F", "none", "-tt", *words, f"{getpass.getuser()}@127.0.0.1", remote)

    def end(self) -> None:
        """End it. Safe where it never started."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
