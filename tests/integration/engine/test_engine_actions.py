"""What people ask of running jobs, on real processes: done once, audited, and told with a reason when not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from console.engine.errors import UnknownJob
from console.model import (
    Action,
    ExecutionStatus,
    JobStatus,
    NodeStatus,
    OutcomeKind,
    RequeueFrom,
    Scope,
    StartRequest,
    Verb,
)

if TYPE_CHECKING:
    from engine_bench import Bench

S = NodeStatus

WAITS = "until test -e go; do sleep 0.02; done"


async def test_a_paused_job_finishes_what_runs_and_starts_nothing(bench: Bench) -> None:
    job = await bench.start(f"nodes:\n  a: {{run: '{WAITS}'}}\n  b: {{needs: a, run: echo b >> ran}}")
    await bench.node(job, "a", S.RUNNING)
    outcome = await bench.act(Verb.PAUSE, job, reason="a look first")
    assert (outcome.kind, outcome.message) == (OutcomeKind.REQUESTED, f"job {job} is pausing")
    (bench.folder / "go").touch()
    detail = await bench.status(job, JobStatus.PAUSED)
    assert (detail.job.reason, bench.words("ran")) == ("paused by tester: a look first", [])
    assert detail.nodes["b"].status is S.READY
    assert (await bench.act(Verb.CONTINUE, job)).kind is OutcomeKind.DONE
    assert (await bench.ended(job)).job.status is JobStatus.SUCCEEDED


async def test_a_canceled_job_ends_its_commands_and_runs_its_finally_nodes(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          a: {run: 'trap "echo asked >> told; exit 0" TERM; echo up; while :; do sleep 0.02; done'}
          b: {needs: a, run: echo b >> told}
        finally:
          tell: {run: echo $JOB_STATUS >> told}
    """)
    await bench.says(job, "a", "up")
    assert (await bench.act(Verb.CANCEL, job)).kind is OutcomeKind.REQUESTED
    detail = await bench.ended(job)
    assert detail.job.status is JobStatus.CANCELED
    assert bench.words("told") == ["asked", "canceled"]
    assert detail.nodes["a"].status is S.SUCCEEDED  # it ended well before the signal could end it


async def test_a_command_that_ignores_the_signal_is_killed_after_its_grace(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: 'trap \"\" TERM; sleep 60 & wait; sleep 60', grace: 0.05}")
    await bench.node(job, "a", S.RUNNING)
    await bench.act(Verb.CANCEL, job)
    detail = await bench.ended(job)
    assert detail.nodes["a"].status is S.CANCELED
    assert detail.executions[0].status is ExecutionStatus.CANCELED
    assert detail.executions[0].signal in (9, 15)


async def test_a_stopped_command_fails_with_the_name_of_who_stopped_it(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: sleep 60}")
    await bench.node(job, "a", S.RUNNING)
    assert (await bench.act(Verb.STOP, job, "a", actor="bob")).kind is OutcomeKind.REQUESTED
    detail = await bench.node(job, "a", S.FAILED)
    assert detail.nodes["a"].reason == "stopped by bob, signal 15 (SIGTERM)"


async def test_a_failed_node_is_restarted_and_its_first_execution_kept(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: test -e fixed}\n  b: {needs: a, run: echo b >> ran}")
    await bench.node(job, "a", S.FAILED)
    (bench.folder / "fixed").touch()
    assert (await bench.act(Verb.RESTART, job, "a")).ok
    detail = await bench.ended(job)
    assert detail.job.status is JobStatus.SUCCEEDED
    assert [(e.node, e.number, str(e.status)) for e in detail.executions] == [
        ("a", 1, "failed"),
        ("a", 2, "succeeded"),
        ("b", 1, "succeeded"),
    ]


async def test_a_failed_node_is_skipped_and_what_needs_it_runs(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: exit 1}\n  b: {needs: a, run: echo b >> ran}")
    await bench.node(job, "a", S.FAILED)
    await bench.act(Verb.SKIP, job, "a", reason="loaded by hand")
    detail = await bench.ended(job)
    assert (detail.job.status, bench.words("ran")) == (JobStatus.SUCCEEDED, ["b"])
    assert detail.nodes["a"].reason == "skipped by tester: loaded by hand"


async def test_a_retry_that_waits_is_tried_at_once_when_somebody_asks(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: test $ATTEMPT = 2, retry: {limit: 1, delay: 1h}}")
    await bench.node(job, "a", S.RETRY_WAIT)
    await bench.act(Verb.RETRY_NOW, job, "a")
    assert (await bench.ended(job)).job.status is JobStatus.SUCCEEDED


async def test_an_ended_job_is_requeued_from_what_failed(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          a: {run: echo a >> ran}
          b: {needs: a, run: 'echo b >> ran; test -e fixed', on_failure: fail}
    """)
    await bench.ended(job)
    (bench.folder / "fixed").touch()
    assert (await bench.act(Verb.REQUEUE, job, requeue_from=RequeueFrom.FAILED, priority=7)).ok
    detail = await bench.until(job, lambda d: d.job.status is JobStatus.SUCCEEDED)
    assert (bench.words("ran"), detail.job.run, detail.job.priority) == (["a", "b", "b"], 2, 7)
    assert [e.number for e in detail.executions if e.node == "b"] == [1, 2]


async def test_a_node_of_an_ended_job_is_restarted_alone(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: echo a >> ran}\n  b: {needs: a, run: echo b >> ran}")
    await bench.ended(job)
    await bench.act(Verb.RESTART, job, "a", scope=Scope.NODE)
    await bench.until(job, lambda d: d.job.run == 2 and d.job.status is JobStatus.SUCCEEDED)
    assert bench.words("ran") == ["a", "b", "a"]


async def test_the_priority_of_a_queued_job_is_changed(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {pause: before, run: 'true'}")
    outcome = await bench.act(Verb.PRIORITY, job, priority=9)
    assert (outcome.message, (await bench.engine.job(job)).job.priority) == (f"job {job} has priority 9", 9)


async def test_an_action_on_what_is_not_on_the_screen_any_more_tells_who_changed_it(bench: Bench) -> None:
    job = await bench.start(f"nodes:\n  load: {{run: 'test -e go || exit 1; {WAITS}'}}")
    seen = (await bench.node(job, "load", S.FAILED)).nodes["load"].version
    (bench.folder / "go").touch()
    await bench.act(Verb.RESTART, job, "load", actor="bob")
    await bench.ended(job)
    outcome = await bench.act(Verb.SKIP, job, "load", expected_version=seen)
    now = (await bench.engine.job(job)).nodes["load"].version
    assert outcome.kind is OutcomeKind.CONFLICT
    assert outcome.message.startswith("load changed since your screen: bob restarted it ")
    assert outcome.message.endswith(f"; it is succeeded now (version {now})")


async def test_the_same_request_gets_the_same_answer_and_is_carried_out_once(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: exit 1}")
    await bench.node(job, "a", S.FAILED)
    action = Action(Verb.SKIP, job, "a", actor="amy", request_id="r-1")
    first, second = await asyncio.gather(bench.engine.act(action), bench.engine.act(action))
    third = await bench.engine.act(action)
    assert first == second == third
    assert first.kind is OutcomeKind.DONE
    assert [entry.verb for entry in await bench.engine.audit(job)] == ["skip", "start"]
    other = await bench.engine.act(Action(Verb.RESTART, job, "a", request_id="r-1"))
    assert (other.kind, "use a new id" in other.message) == (OutcomeKind.REFUSED, True)


async def test_the_same_start_request_starts_one_job(bench: Bench) -> None:
    text = "version: 1\nname: x\nnodes:\n  a: {run: 'true'}\n"
    request = StartRequest(None, {}, text=text, folder="/", request_id="s-1")
    first, second = await asyncio.gather(
        bench.engine.start_job(request, actor="x"), bench.engine.start_job(request, actor="x")
    )
    assert first == second == await bench.engine.start_job(request, actor="x")
    assert (await bench.engine.jobs()).total == 1


async def test_every_attempt_is_audited_refused_ones_too(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: 'true'}")
    await bench.ended(job)
    refused = await bench.engine.act(
        Action(Verb.PAUSE, job, actor="bob", reason="why not", request_id="r-9"), claimed={"SUDO_USER": "bo"}
    )
    assert (refused.kind, refused.message) == (
        OutcomeKind.ILLEGAL,
        f"cannot pause job {job}: it has ended as succeeded",
    )
    entry = (await bench.engine.audit(job))[0]
    assert (entry.actor, entry.verb, entry.result, entry.reason) == ("bob", "pause", "illegal", "why not")
    assert (entry.from_status, entry.to_status, entry.request_id) == ("succeeded", "succeeded", "r-9")
    assert entry.claimed == {"SUDO_USER": "bo"}


async def test_a_job_that_does_not_exist_is_not_found(bench: Bench) -> None:
    assert (await bench.act(Verb.PAUSE, "77")).kind is OutcomeKind.NOT_FOUND
    assert (await bench.act(Verb.PAUSE, "x'; --")).kind is OutcomeKind.NOT_FOUND
    with pytest.raises(UnknownJob, match="there is no job 77"):
        await bench.engine.job("77")
    with pytest.raises(UnknownJob):
        await bench.engine.plan(Action(Verb.PAUSE, "77"))


async def test_a_plan_tells_what_would_happen_and_changes_nothing(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: exit 1}\n  b: {needs: a, run: 'true'}")
    await bench.node(job, "a", S.FAILED)
    plan = await bench.engine.plan(Action(Verb.SKIP, job, "a"))
    assert (plan.will_run, plan.will_skip) == (("b",), ("a",))
    assert (await bench.engine.job(job)).nodes["a"].status is S.FAILED


async def test_all_that_runs_is_canceled_and_nothing_else_is_started(bench: Bench) -> None:
    jobs = [
        await bench.start("nodes:\n  a: {run: sleep 60}\nfinally:\n  f: {run: echo f >> ran}") for _ in "123"
    ]
    for job in jobs[:2]:
        await bench.node(job, "a", S.RUNNING)
    assert await bench.engine.cancel_all(actor="root") == 2
    assert [(await bench.engine.job(job)).job.status for job in jobs] == [
        JobStatus.CANCELED,
        JobStatus.CANCELED,
        JobStatus.QUEUED,
    ]
    assert (bench.words("ran"), bench.engine.status().running) == (["f", "f"], 0)


async def test_an_execution_is_queued_from_the_moment_its_node_was_ready(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: 'true'}\n  b: {needs: a, run: 'true', pause: before}")
    held = await bench.node(job, "b", S.WAITING)
    await bench.act(Verb.PAUSE, job)
    await bench.act(Verb.CONTINUE, job, "b")
    ready = (await bench.node(job, "b", S.READY)).nodes["b"].since
    await bench.act(Verb.CONTINUE, job)
    detail = await bench.ended(job)
    (execution,) = [each for each in detail.executions if each.node == "b"]
    assert held.nodes["b"].since is not None
    assert execution.queued == ready
    assert execution.started is not None
    assert ready is not None
    assert ready < execution.started
