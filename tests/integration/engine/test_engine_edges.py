"""Hostile and unlucky input to a running engine."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from console.engine import slots
from console.engine.engine import Engine
from console.engine.errors import BadQuery, Closed, InvalidWorkflow, UnknownExecution, UnknownJob, UnknownNode
from console.model import (
    Action,
    JobStatus,
    LogRef,
    NodeStatus,
    OutcomeKind,
    StartRequest,
    Verb,
)
from console.runner.spawn import spawn_runner

if TYPE_CHECKING:
    from engine_bench import Bench

S = NodeStatus


async def test_runners_that_cannot_start_are_an_error_not_a_loop(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "spawn_runner", lambda _, run: spawn_runner("/bin/true", run))
    job = await bench.start("nodes:\n  a: {run: echo a, on_failure: fail}")
    detail = await bench.ended(job)
    assert detail.nodes["a"].reason is not None
    assert "could not start: its runner ends at once: see" in detail.nodes["a"].reason
    assert len(detail.executions) <= 3


async def test_an_idle_runner_that_died_is_replaced(bench: Bench) -> None:
    await bench.ended(await bench.start("nodes:\n  a: {run: 'true'}"))
    runners = {slot.runner.pid for slot in bench.engine._now.machine.slots._slots if slot.runner}
    for pid in runners:
        os.kill(pid, 9)
    job = await bench.start("nodes:\n  a: {run: echo a >> ran}")
    assert (await bench.ended(job)).job.status is JobStatus.SUCCEEDED
    assert bench.words("ran") == ["a"]


async def test_text_that_no_database_takes_is_replaced_not_stored(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: exit 1}")
    await bench.node(job, "a", S.FAILED)
    outcome = await bench.act(Verb.SKIP, job, "a", reason="bad \ud800 text", actor="b\udcffb")
    assert outcome.kind is OutcomeKind.DONE
    (entry, *_) = await bench.engine.audit(job)
    assert (entry.reason, entry.actor) == ("bad ? text", "b?b")


async def test_a_priority_beyond_all_bounds_is_cut(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {pause: before, run: 'true'}")
    await bench.act(Verb.PRIORITY, job, priority=10**30)
    assert (await bench.engine.job(job)).job.priority == 1_000_000


async def test_the_value_of_a_secret_is_given_to_commands_and_shown_to_nobody(bench: Bench) -> None:
    job = await bench.start(
        "params: {key: {secret: true}}\nnodes:\n  a: {run: 'test $PARAM_KEY = hunter2'}", key="hunter2"
    )
    detail = await bench.ended(job)
    assert (detail.job.status, detail.params) == (JobStatus.SUCCEEDED, {"key": "•••"})


async def test_logs_of_what_does_not_exist_are_not_found(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: 'true'}\n  b: {pause: before, run: 'true'}")
    await bench.node(job, "a", S.SUCCEEDED)
    for ref, error in (
        (LogRef("99", "a", 1), UnknownJob),
        (LogRef(job, "x", 1), UnknownNode),
        (LogRef(job, "a", 7), UnknownExecution),
        (LogRef(job, "b", 0), UnknownExecution),
    ):
        with pytest.raises(error):
            await bench.engine.log(ref, first=0, count=1)
    window = await bench.engine.log(LogRef(job, "a", 0), first=0, count=10)
    assert (window.lines, window.total, window.ended) == ((), 0, True)


async def test_a_log_is_searched_by_text_and_by_expression(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: 'for i in 1 2 3 4; do echo line-$i; done; echo other'}")
    await bench.ended(job)
    ref = LogRef(job, "a", 1)
    assert await bench.engine.search_log(ref, "line-") == [0, 1, 2, 3]
    assert await bench.engine.search_log(ref, "line-[24]$", first=2) == [3]
    assert await bench.engine.search_log(ref, "line", limit=2) == [0, 1]
    with pytest.raises(BadQuery, match="not a regular expression"):
        await bench.engine.search_log(ref, "line-[")
    for pattern in (r"(l)ine\1", "a{99999}", "(?<=line)-"):
        with pytest.raises(BadQuery, match="cannot be searched for"):
            await bench.engine.search_log(ref, pattern)
    assert await bench.engine.search_log(ref, "\0.") == []


async def test_a_log_is_followed_line_by_line_with_partial_lines_sent_again(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          a: {run: 'echo one; printf tw; until test -e go; do sleep 0.02; done; echo o; echo err >&2'}
    """)
    await bench.node(job, "a", S.RUNNING)
    seen: list[tuple[int, str, bool]] = []
    async with asyncio.timeout(20):
        async for batch in bench.engine.follow(LogRef(job, "a", 1)):
            seen += [(line.number, line.text, line.partial) for line in batch]
            if seen[-1] == (1, "tw", True):
                (bench.folder / "go").touch()
    assert seen[:2] == [(0, "one", False), (1, "tw", True)]
    assert seen[-2:] == [(1, "two", False), (2, "err", False)]


async def test_a_closed_engine_says_so_and_its_listeners_end(state_dir: Path, tmp_path: Path) -> None:
    engine = Engine(state_dir, slots=1)
    with pytest.raises(Closed):
        await engine.counts()
    await engine.start()
    text = "name: x\nnodes:\n  a: {run: 'echo one; sleep 60'}\n"
    job = await engine.start_job(StartRequest(None, {}, text=text, folder=str(tmp_path)), actor="x")
    changes, lines = engine.watch(), engine.follow(LogRef(job, "a", 1))
    assert await anext(changes) == frozenset()
    assert [line.text for line in await anext(lines)] == ["one"]
    following = asyncio.ensure_future(anext(lines, None))
    await engine.close()
    await engine.close()
    async with asyncio.timeout(20):
        assert await following is None
        assert [ids async for ids in changes] in ([], [frozenset({job})])
    again = Engine(state_dir, slots=1)
    await again.start()
    assert again.status().adopted == 1
    await again.close(leave_running=False)


async def test_an_action_of_a_caller_who_went_away_is_carried_out(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: exit 1}")
    await bench.node(job, "a", S.FAILED)
    action = Action(Verb.SKIP, job, "a", request_id="gone")
    caller = asyncio.ensure_future(bench.engine.act(action))
    await asyncio.sleep(0)
    caller.cancel()
    await bench.node(job, "a", S.SKIPPED)
    assert (await bench.engine.act(action)).kind is OutcomeKind.DONE


async def test_two_people_on_one_node_never_both_win(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: exit 1}")
    version = (await bench.node(job, "a", S.FAILED)).nodes["a"].version
    outcomes = await asyncio.gather(
        bench.act(Verb.SKIP, job, "a", expected_version=version),
        bench.act(Verb.RESTART, job, "a", expected_version=version),
    )
    assert sorted(outcome.kind for outcome in outcomes) == [OutcomeKind.CONFLICT, OutcomeKind.DONE]


async def test_an_engine_without_slots_is_refused(state_dir: Path) -> None:
    with pytest.raises(ValueError, match="at least one slot"):
        Engine(state_dir, slots=0)


@pytest.mark.parametrize("job", ["", "0x1", "-1", "1_0", "9" * 30, "9" * 5000])
async def test_what_is_no_id_of_a_job_is_not_found(bench: Bench, job: str) -> None:
    with pytest.raises(UnknownJob):
        await bench.engine.job(job)


async def test_a_query_of_too_many_terms_is_refused_before_the_store_chokes_on_it(bench: Bench) -> None:
    assert (await bench.engine.jobs("a " * 100)).items == ()
    with pytest.raises(BadQuery, match="more than 100 terms"):
        await bench.engine.jobs("a " * 101)


@pytest.mark.parametrize("folder", ["here", "/with\0nul"])
async def test_a_folder_that_no_command_could_run_in_is_refused(bench: Bench, folder: str) -> None:
    request = StartRequest(None, {}, text="name: x\nnodes: {a: {run: 'true'}}", folder=folder)
    with pytest.raises(InvalidWorkflow, match="no absolute path"):
        await bench.engine.start_job(request, actor="x")
