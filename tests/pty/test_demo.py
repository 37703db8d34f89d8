"""The demo, whole: without a terminal it prints what its jobs have come to, and nothing of it stays."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(state_dir: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(state_dir)}


@pytest.fixture(autouse=True)
def nothing_stays(state_dir: Path) -> Iterator[None]:
    """After every demo its folder is gone, and so is every process that had it in its command line."""
    yield
    assert list(state_dir.glob("jc-demo-*")) == []
    left = [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _is_of(state_dir, pid)]
    assert [pid for pid in left if not _ends(pid)] == []


def _is_of(folder: Path, pid: int) -> bool:
    try:
        return os.fsencode(folder / "jc-demo-") in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _ends(pid: int) -> bool:
    """Whether a process, which has let go of its folder already, ends within moments."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], 10)[0])
    finally:
        os.close(process)


COMMAND = [sys.executable, "-P", "-m", "console.cli", "demo"]


@pytest.mark.heavy
@pytest.mark.alone
def test_without_a_terminal_it_prints_what_its_jobs_have_come_to(environment: dict[str, str]) -> None:
    done = subprocess.run(
        COMMAND,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    head, _, _, *rows = done.stdout.splitlines()
    assert head.startswith("local, UTC: 7 jobs, ")
    told = set(head.removeprefix("local, UTC: 7 jobs, ").split(", "))
    assert told >= {"1 queued", "1 running", "3 paused", "2 succeeded"}
    needs = [row.split()[1:3] for row in rows if row[:1].isdigit()]
    assert needs == [["paused", "decision"], ["paused", "decision"], ["paused", "failure"]]
    assert "some jobs have not come as far" not in done.stderr
    assert "stopping the sample jobs" in done.stderr


def test_on_a_terminal_it_opens_the_console_and_ends_with_it(environment: dict[str, str]) -> None:
    with Terminal(COMMAND, env=environment, columns=120, rows=36) as terminal:
        terminal.wait_for("7 jobs", seconds=60)
        terminal.send("\x11")
        assert terminal.wait_end(seconds=60) == 0
    assert b"stopping the sample jobs" in terminal.output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_whoever_ends_it_nothing_stays(environment: dict[str, str], number: signal.Signals) -> None:
    process = subprocess.Popen(
        COMMAND,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert re.match(r"starting an engine and sample jobs in .*/jc-demo-", process.stderr.readline())

    process.send_signal(number)

    _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in errors


def test_a_terminal_that_is_cut_off_leaves_nothing(environment: dict[str, str]) -> None:
    with Terminal(COMMAND, env=environment, columns=120, rows=36) as terminal:
        terminal.wait_for("7 jobs", seconds=60)
        terminal.hang_up()
        terminal.wait_end(seconds=60)
