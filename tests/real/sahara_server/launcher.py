"""Starts the real Sahara on a free port of loopback, waits until it answers, and ends it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from sahara_server.configuration import write_configuration, write_plugin_metadata
from sahara_server.environment import environment
from sahara_server.oozie import OozieStandIn

if TYPE_CHECKING:
    from types import TracebackType

STANDINS = Path(__file__).with_name("standins")
ZONE = "Asia/Shanghai"
_READY = 90.0  # seconds; it imports for five of them on a quiet machine
_STOPPED = 20.0


class NotStarted(Exception):
    """The server did not come up; the text holds the end of its log."""


class RealSahara:
    """One server with an empty history but for the seed. Use it as a context manager.

    ``ids`` names the seeded rows: clusters, templates and one execution of every status. A token is
    ``project[:role,role]``: a reader may not cancel, who is stale may not refresh.
    """

    def __init__(self, cache: Path, folder: Path) -> None:
        self._cache = cache
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.oozie = OozieStandIn()
        self.port = _free_port()
        self.ids: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> RealSahara:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Build what is missing, seed the database and wait until the API answers.

        Raises NoInterpreter, NotBuilt or NotStarted.
        """
        built = environment(self._cache)
        main = write_configuration(self._folder, self.port)
        write_plugin_metadata(self._folder)
        self._seed(built, main)
        log = (self._folder / "sahara.log").open("wb")
        with log:
            self._process = subprocess.Popen(
                [built / "bin" / "sahara-all", "--config-file", main],
                stdout=log,
                stderr=log,
                env=self._environment(),
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> None:
        """End the server, with all that it started, and the stand-in for Oozie."""
        process, self._process = self._process, None
        if process is not None:
            for kind in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(process.pid, kind)
                    process.wait(_STOPPED)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue
        self.oozie.close()

    def log(self) -> str:
        """Return the end of what the server wrote, for whoever looks for the reason of a failure."""
        try:
            text = (self._folder / "sahara.log").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return "(it wrote no log)"
        return "\n".join(text.splitlines()[-25:])

    def _seed(self, built: Path, main: Path) -> None:
        ids = self._folder / "ids.json"
        command = [built / "bin" / "python", STANDINS / "seed.py", main, ids]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise NotStarted("the database could not be filled:\n" + done.stderr[-3000:])
        self.ids = json.loads(ids.read_text(encoding="utf-8"))

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        path = os.pathsep.join(str(each) for each in (self._folder, STANDINS))
        return {
            **kept,
            "PYTHONPATH": path,
            "PYTHONDONTWRITEBYTECODE": "1",
            "SAHARA_TEST_OOZIE": self.oozie.url,
            "TZ": ZONE,
        }

    def _wait(self) -> None:
        until = time.monotonic() + _READY
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                raise NotStarted(f"the server ended at once:\n{self.log()}")
            if _answers(self.url):
                return
            time.sleep(0.1)
        raise NotStarted(f"the server did not answer within {_READY:.0f} s:\n{self.log()}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code == 300
    except OSError:
        return False
