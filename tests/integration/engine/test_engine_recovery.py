"""A host that is killed, or writes that fail: nothing is run twice, nothing is lost without saying so."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from console.engine.engine import Engine
from console.engine.errors import StoreError, StoreFault
from console.model import ExecutionStatus, JobStatus, LogRef, NodeStatus, Verb
from console.runner import control

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

from engine_bench import Bench
from engine_host import Host

S = NodeStatus
WAITS = "echo up >> ran; until test -e go; do sleep 0.02; done"


def wait_for(folder: Path, name: str, words: list[str]) -> None:
    """Wait until commands have written these words."""
    deadline = time.monotonic() + 20
    while (folder / name).read_text().split() != words if (folder / name).exists() else True:
        assert time.monotonic() < deadline, f"{name} never held {words}"
        time.sleep(0.01)


@pytest.fixture
async def after(state_dir: Path, tmp_path: Path) -> AsyncIterator[Bench]:
    """An engine that is not started yet: the one that comes after the crash."""
    engine = Engine(state_dir, slots=2)
    try:
        yield Bench(engine, tmp_path)
    finally:
        await engine.close(leave_running=False)


async def test_a_command_outlives_its_killed_host_and_keeps_its_exit_code(
    state_dir: Path, tmp_path: Path, after: Bench
) -> None:
    host = Host(state_dir)
    job = host.start(
        tmp_path, f"name: x\nnodes:\n  a: {{run: '{WAITS}; echo late; exit 3', on_failure: fail}}\n"
    )
    wait_for(tmp_path, "ran", ["up"])
    host.kill()
    await after.engine.start()
    assert after.engine.status().adopted == 1
    assert (await after.engine.job(job)).nodes["a"].status in (S.STARTING, S.RUNNING)
    (tmp_path / "go").touch()
    detail = await after.ended(job)
    assert (detail.nodes["a"].exit_code, after.words("ran")) == (3, ["up"])
    assert [(e.number, e.status) for e in detail.executions] == [(1, ExecutionStatus.FAILED)]
    window = await after.engine.log(LogRef(job, "a", 1), first=0, count=9)
    assert ([line.text for line in window.lines], window.ended) == (["late"], True)


async def test_a_command_that_ended_while_no_host_lived_is_recorded(
    state_dir: Path, tmp_path: Path, after: Bench
) -> None:
    host = Host(state_dir)
    job = host.start(
        tmp_path, f"name: x\nnodes:\n  a: {{run: '{WAITS}; echo n=1 >> $JOB_OUTPUT', outputs: [n]}}\n"
    )
    wait_for(tmp_path, "ran", ["up"])
    host.kill()
    (tmp_path / "go").touch()
    await asyncio.to_thread(control.wait, str(state_dir / "run" / "ctl" / "1"))
    await after.engine.start()
    detail = await after.ended(job)
    assert (detail.nodes["a"].outputs, after.words("ran")) == ({"n": "1"}, ["up"])


async def test_an_adopted_log_is_followed_to_its_end(state_dir: Path, tmp_path: Path, after: Bench) -> None:
    host = Host(state_dir)
    job = host.start(tmp_path, f"name: x\nnodes:\n  a: {{run: 'echo one; {WAITS}; echo two'}}\n")
    wait_for(tmp_path, "ran", ["up"])
    host.kill()
    await after.engine.start()
    texts: list[str] = []
    async with asyncio.timeout(20):
        async for batch in after.engine.follow(LogRef(job, "a", 1)):
            texts += [line.text for line in batch]
            (tmp_path / "go").touch()
    assert texts == ["one", "two"]


async def test_an_adopted_command_is_stopped_when_its_job_is_canceled(
    state_dir: Path, tmp_path: Path, after: Bench
) -> None:
    host = Host(state_dir)
    job = host.start(tmp_path, f"name: x\nnodes:\n  a: {{run: '{WAITS}'}}\n")
    wait_for(tmp_path, "ran", ["up"])
    host.kill()
    await after.engine.start()
    await after.act(Verb.CANCEL, job)
    detail = await after.ended(job)
    assert (detail.job.status, detail.nodes["a"].status) == (JobStatus.CANCELED, S.CANCELED)


async def test_a_killed_runner_leaves_its_node_lost_and_the_engine_goes_on(bench: Bench) -> None:
    job = await bench.start(f"nodes:\n  a: {{run: '{WAITS}'}}")
    await bench.node(job, "a", S.RUNNING)
    (execution,) = (await bench.engine.job(job)).executions
    os.kill(_runner_of(bench), signal.SIGKILL)
    detail = await bench.node(job, "a", S.LOST)
    assert detail.nodes["a"].reason == (
        f"its runner was killed; its command still runs as process {execution.pid}"
    )
    (item,) = await bench.engine.paused()
    assert (item.kind, detail.executions[0].orphan) == ("lost", True)
    os.kill(execution.pid or 0, signal.SIGKILL)
    (bench.folder / "go").touch()
    await bench.act(Verb.RESTART, job, "a")
    assert (await bench.ended(job)).job.status is JobStatus.SUCCEEDED


async def test_an_idempotent_command_is_run_again_by_itself_never_beside_itself(bench: Bench) -> None:
    job = await bench.start(f"nodes:\n  a: {{idempotent: true, run: '{WAITS}'}}")
    await bench.node(job, "a", S.RUNNING)
    first = (await bench.engine.job(job)).executions[0].pid or 0
    os.kill(_runner_of(bench), signal.SIGKILL)
    await bench.until(job, lambda d: d.nodes["a"].execution == 2 and d.nodes["a"].status is S.RUNNING)
    assert not Path(f"/proc/{first}/cwd").exists()
    (bench.folder / "go").touch()
    detail = await bench.ended(job)
    assert [e.status for e in detail.executions] == [ExecutionStatus.LOST, ExecutionStatus.SUCCEEDED]


async def test_a_claim_that_nobody_started_is_taken_back_and_started_again(
    state_dir: Path, tmp_path: Path, after: Bench
) -> None:
    host = Host(state_dir)
    job = host.start(tmp_path, f"name: x\nnodes:\n  a: {{run: '{WAITS}'}}\n")
    wait_for(tmp_path, "ran", ["up"])
    host.kill()
    # As if the host had died between its commit and its word to the runner.
    os.kill(int((state_dir / "run" / "ctl" / "1").read_text().split()[2]), signal.SIGKILL)
    (state_dir / "run" / "ctl" / "1").unlink()
    (tmp_path / "go").touch()
    await after.engine.start()
    detail = await after.ended(job)
    assert [e.status for e in detail.executions] == [ExecutionStatus.ABANDONED, ExecutionStatus.SUCCEEDED]
    assert "abandoned" in (state_dir / "run" / "ctl" / "1").read_text()


async def test_a_reboot_leaves_what_ran_lost_and_what_ended_recorded(
    state_dir: Path, tmp_path: Path, after: Bench
) -> None:
    host = Host(state_dir)
    text = f"name: x\nnodes:\n  a: {{run: '{WAITS}'}}\n  b: {{run: '{WAITS}; exit 0'}}\n"
    job = host.start(tmp_path, text)
    wait_for(tmp_path, "ran", ["up", "up"])
    host.kill()
    _end_by_reboot(state_dir, 1)
    (tmp_path / "go").touch()
    await asyncio.to_thread(control.wait, str(state_dir / "run" / "ctl" / "2"))
    with sqlite3.connect(state_dir / "jobs.db") as connection:
        connection.execute("UPDATE execution SET boot_id = 'an earlier one'")
    connection.close()
    await after.engine.start()
    detail = await after.until(job, lambda d: d.nodes["a"].status is S.LOST)
    assert detail.nodes["a"].reason == "the machine was restarted while it ran"
    assert detail.nodes["b"].status is S.SUCCEEDED


async def test_a_retry_that_was_due_while_no_host_lived_is_tried_at_once(
    state_dir: Path, tmp_path: Path, after: Bench
) -> None:
    host = Host(state_dir)
    job = host.start(
        tmp_path,
        "name: x\nnodes:\n  a: {run: 'echo up >> ran; test $ATTEMPT = 2', retry: {limit: 1, delay: 0.3}}\n",
    )
    wait_for(tmp_path, "ran", ["up"])
    host.kill()
    await after.engine.start()
    assert (await after.ended(job)).job.status is JobStatus.SUCCEEDED


async def test_two_engines_never_own_one_folder(bench: Bench, state_dir: Path) -> None:
    with pytest.raises(StoreError, match=f"another host .pid {os.getpid()}. owns") as caught:
        await Engine(state_dir, slots=1).start()
    assert caught.value.kind is StoreFault.LOCKED


async def test_a_full_disk_refuses_what_is_asked_and_loses_nothing(bench: Bench) -> None:
    job = await bench.start(f"nodes:\n  a: {{run: '{WAITS}; exit 4', on_failure: fail}}")
    await bench.node(job, "a", S.RUNNING)
    _limit_pages(bench.engine, 1)
    with pytest.raises(StoreError, match="no room left") as caught:
        await _fill_the_database(bench, job)
    assert caught.value.kind is StoreFault.FULL
    assert bench.engine.status().trouble is not None
    with pytest.raises(StoreError, match="no room left"):
        await bench.start("nodes:\n  a: {run: 'true'}")
    (bench.folder / "go").touch()  # it ends while nothing can be written
    _limit_pages(bench.engine, 1_000_000)
    detail = await bench.ended(job)
    assert (detail.nodes["a"].exit_code, bench.words("ran")) == (4, ["up"])
    assert bench.engine.status().trouble is None
    assert (await bench.engine.audit(job, limit=1))[0].result == "done"


async def _fill_the_database(bench: Bench, job: str) -> None:
    for number in range(200):
        await bench.act(Verb.PRIORITY, job, priority=number, reason="x" * 2000)


def _runner_of(bench: Bench) -> int:
    """Return the pid of the runner of the first execution."""
    text = next((bench.engine._places.run / "ctl").glob("[0-9]*")).read_text()
    return int(text.split()[2])


def _end_by_reboot(state_dir: Path, execution: int) -> None:
    """End an execution as a power cut does: its runner and its command gone at once, nothing written."""
    claim, child = (state_dir / "run" / "ctl" / str(execution)).read_text().splitlines()[:2]
    os.kill(int(claim.split()[2]), signal.SIGKILL)
    os.killpg(int(child.split()[1]), signal.SIGKILL)


def _limit_pages(engine: Engine, count: int) -> None:
    """Let the database grow to so many pages: SQLite then says that the disk is full."""
    connection = engine._now.writer._connection
    assert connection is not None
    connection.execute(f"PRAGMA max_page_count={count}")


async def test_a_closed_engine_leaves_all_of_it_in_the_one_file(state_dir: Path, tmp_path: Path) -> None:
    """Whoever keeps a copy of ``jobs.db`` keeps the jobs: nothing stays behind in a file beside it."""
    engine = Engine(state_dir, slots=1)
    await engine.start()
    bench = Bench(engine, tmp_path)
    await bench.ended(await bench.start("nodes:\n  a: {run: 'true'}"))
    await engine.close()
    assert [path.name for path in state_dir.glob("jobs.db*")] == ["jobs.db"]
