"""A state folder for one benchmark: a real host, and as many jobs in its store as are wanted.

The jobs are copies of three real ones (one that succeeded, one that failed, one that waits for a person),
written straight into the database while no host runs: to run a hundred thousand would take an hour.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-P", "-m", "console.cli")
WAITING = 60
"""Copies of the job that waits for a person: more than fit on a screen of 50 rows."""

_PERSONAL = ("JOBCONSOLE_", "PYTHON", "TEXTUAL_", "NO_COLOR")

SUCCEEDS, FAILS, WAITS = 1, 2, 3
_SAMPLES = {
    SUCCEEDS: "nodes:\n  load: {run: 'true'}\n  publish: {run: 'true', needs: [load]}\n",
    FAILS: "nodes:\n  load: {run: exit 3, on_failure: fail}\n  publish: {run: 'true', needs: [load]}\n",
    WAITS: "nodes:\n  load: {run: exit 3}\n  publish: {run: 'true', needs: [load]}\n",
}


class Place:
    """One state folder, and the command on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.environment = {
            # Without the variables by which a machine keeps Python from storing what it has compiled.
            **{name: value for name, value in os.environ.items() if not name.startswith(_PERSONAL)},
            "PYTHONPATH": str(ROOT),
            "JOBCONSOLE_STATE_DIR": str(self.state),
            "JOBCONSOLE_CONFIG_DIR": str(folder / "config"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TEXTUAL_ANIMATIONS": "none",
        }

    def verb(self, *words: str) -> str:
        """Run a verb and return what it printed."""
        return subprocess.run(
            [*COMMAND, *words], env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=True,
        ).stdout  # fmt: skip

    def fill(self, jobs: int) -> None:
        """Put so many jobs into the store. No host runs afterwards."""
        for id_, nodes in _SAMPLES.items():
            file = self.folder / f"ingest-{id_}.yaml"
            file.write_text(f"version: 1\nname: ingest-{id_}\n{nodes}")
            self.verb("run", str(file))
        subprocess.run(
            [*COMMAND, "wait", str(SUCCEEDS), str(FAILS)],
            env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        )  # fmt: skip
        self.verb("engine", "stop")
        with closing(sqlite3.connect(self.state / "jobs.db")) as store, store:
            first = max(_SAMPLES) + 1
            ended = max(0, jobs - WAITING - len(_SAMPLES))
            failed = ended // 10
            for sample, count in ((WAITS, WAITING), (FAILS, failed), (SUCCEEDS, ended - failed)):
                _copy(store, sample, first, count)
                first += count

    def host_pid(self) -> int:
        """Start the host where none runs, and return its process id."""
        found: dict[str, Any] = json.loads(self.verb("engine", "start", "--json"))
        return int(found["pid"])


def _copy(store: sqlite3.Connection, sample: int, first: int, count: int) -> None:
    """Write ``count`` copies of a job and of its nodes, each a minute older than the one before."""
    numbers = (
        f"WITH RECURSIVE number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < {count - 1})"
    )
    new = {"job": {"id": f"{first} + n", "name": "name || ' ' || n"}, "node": {"job_id": f"{first} + n"}}
    for table, key in (("job", "id"), ("node", "job_id")):
        columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
        older = {name: f"{name} - 60000000 * n" for name in columns if name.endswith("_us")}
        values = [{**older, **new[table]}.get(name, name) for name in columns]
        store.execute(
            f"{numbers} INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {', '.join(values)} FROM {table}, number WHERE {table}.{key} = {sample} ORDER BY n"
        )


@contextmanager
def place(jobs: int = 0) -> Iterator[Place]:
    """Give a place with so many jobs and a host that runs, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="jc-bench-", dir="/tmp") as name:
        made = Place(Path(name))
        (made.folder / "config").mkdir()
        if jobs:
            made.fill(jobs)
        made.host_pid()
        try:
            yield made
        finally:
            made.verb("engine", "stop", "--kill")
