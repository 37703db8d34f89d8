"""A host that dies at the worst moments: the command runs exactly once, and its exit code is kept."""

from __future__ import annotations

import os
import select
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "integration" / "engine"))

from crash_points import POINTS
from engine_host import Host

TEXT = "name: x\nnodes:\n  a: {run: 'echo a >> started; exit 3', on_failure: fail}\n"


@pytest.mark.parametrize("point", POINTS)
def test_a_command_runs_once_wherever_its_host_dies(point: str, state_dir: Path, tmp_path: Path) -> None:
    first = Host(state_dir, crash_at=point)
    first.start_and_crash(tmp_path, TEXT)
    late = _stopped_runners(state_dir)
    second = Host(state_dir)
    if not _rows(state_dir, "SELECT id FROM job"):
        second.start(tmp_path, TEXT)  # it died before it had promised anything
    second.ask("wait")
    for pid in late:
        pidfd = os.pidfd_open(pid)
        signal.pidfd_send_signal(pidfd, signal.SIGCONT)
        assert _ends(pidfd), "the runner that came late does not end"
    second.close()

    assert (tmp_path / "started").read_text().split() == ["a"]
    assert _rows(state_dir, "SELECT exit_code FROM execution WHERE exit_code IS NOT NULL") == [(3,)]
    assert bool(late) == (point == "with a runner that comes late")


def _rows(state_dir: Path, sql: str) -> list[tuple[int]]:
    connection = sqlite3.connect(state_dir / "jobs.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def _stopped_runners(state_dir: Path) -> list[int]:
    """Runners of this folder (they complain into a file of it) that stand still."""
    complaints, found = str(state_dir / "run" / "runner.err"), list[int]()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stopped = (process / "stat").read_text().rpartition(")")[2].split()[0] == "T"
            if stopped and (process / "fd" / "2").readlink() == Path(complaints):
                found.append(int(process.name))
        except OSError:
            continue  # it has ended meanwhile
    return found


def _ends(pidfd: int) -> bool:
    try:
        return bool(select.select([pidfd], [], [], 20)[0])
    finally:
        os.close(pidfd)
