"""The first hour with somebody else's jobs, on a terminal: add a context, test it, open a pasted address."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme
from desk import ROOT, Desk

from console.backends.base import Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parents[1]

# Whatever the product is: its server only shows its certificate, and its one job is here.
OFFICE = """
import asyncio
from linked_backend import LinkedBackend
from made_jobs import detail
from console.backends.base import Identity
from console.model import NodeStatus

class OfficeBackend(LinkedBackend):
    jobs_of = {"office": {"7f3a": detail("7f3a", load=NodeStatus.RUNNING)}}

    async def identity(self):
        return Identity("ada", True, "7.2.2", 90.0)

    async def watch(self):
        yield frozenset()
        await asyncio.Event().wait()
"""


class TlsServer:
    """Shakes hands with whoever comes."""

    def __init__(self, leaf: trustme.LeafCert) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(self._context)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.greeted = 0
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            accepted, _ = self._listener.accept()
            with accepted:
                first = accepted.recv(1, socket.MSG_PEEK)
                if not first:  # it is we who end it
                    return
                with self._context.wrap_socket(accepted, server_side=True) as secured:
                    self.greeted += 1
                    secured.recv(1)

    def end(self) -> None:
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._thread.join(10)
        self._listener.close()


@contextmanager
def office(desk: Desk) -> Iterator[TlsServer]:
    """Install the office's backend, and serve under a name with an authority of its own."""
    installed = desk.folder / "site" / "office-1.0.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: office\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text(
        "[jobconsole.backends]\noffice = office_backend:OfficeBackend\n"
    )
    (installed.parent / "office_backend.py").write_text(OFFICE)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(desk.folder / "ca.pem")
    server = TlsServer(authority.issue_cert("localhost"))
    try:
        yield server
    finally:
        server.end()


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    try:
        yield made
    finally:
        with contextlib.suppress(Unreachable):  # a story without local jobs starts no host
            made.end()


def test_a_context_is_added_listed_tested_and_a_pasted_address_opened(desk: Desk) -> None:
    path = ":".join(map(str, (ROOT, desk.folder / "site", TESTS / "unit" / "cli")))
    more = {"PYTHONPATH": path, "OFFICE_TOKEN": "s3cret", "NO_PROXY": "localhost"}
    with office(desk) as server:
        url = f"https://localhost:{server.port}"
        words = ("context", "add", "office", "--backend", "office", "--url", url)
        words += ("--tls-ca", str(desk.folder / "ca.pem"), "--token-env", "OFFICE_TOKEN")
        with desk.terminal(*words, **more) as terminal:
            assert terminal.wait_end() == 0
            assert "next: jobconsole context test office" in terminal.text

        with desk.terminal("context", "list", columns=140, **more) as terminal:
            assert terminal.wait_end() == 0
            assert f"office  office   {url}" in terminal.text

        with desk.terminal("context", "test", "office", columns=140, **more) as terminal:
            assert terminal.wait_end() == 0
            shown = terminal.text
        steps = [line[2:13].rstrip() for line in shown.splitlines() if line.startswith("  ")]
        assert [step for step in steps if step][:4] == ["name", "TCP", "TLS", "credentials"]
        assert "the certificate is for localhost" in shown
        assert "token: the variable OFFICE_TOKEN" in shown
        assert "90 s ahead of this machine" in shown
        assert "office works; look at: clock" in shown
        assert server.greeted == 1

        with desk.terminal("open", f"{url}/jobs/7f3a?tab=log", columns=120, rows=30, **more) as terminal:
            terminal.wait_for("job 7f3a")
            terminal.wait_for("there is no log of load")
            assert "office" in terminal.text.splitlines()[0]
            terminal.send("\x11")
            assert terminal.wait_end() == 0
        assert server.greeted == 1  # a pasted address is never fetched


def test_an_id_of_the_local_engine_opens_its_job_in_the_console(desk: Desk) -> None:
    job = desk.start("version: 1\nname: night\nnodes:\n  only: {run: 'true', pause: before}\n")

    with desk.terminal("open", job, columns=120, rows=30) as terminal:
        terminal.wait_for("night")
        terminal.wait_for("only")
        assert "local" in terminal.text.splitlines()[0]
        terminal.send("\x11")
        assert terminal.wait_end() == 0
