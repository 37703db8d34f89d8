"""The stories that the state machines exist for, one a test."""

from datetime import timedelta

import pytest

from console.core.event import Claimed, Ended, EndReason, NeverStarted, StopCommand, TimerFired, Vanished
from console.core.step import Step, step
from console.model import (
    Action,
    Attention,
    JobStatus,
    NodeKind,
    NodeStatus,
    OnFailure,
    OnTimeout,
    OutcomeKind,
    RequeueFrom,
    Resolution,
    Retry,
    Scope,
    SkipKind,
    Verb,
    Wait,
    When,
)
from tests.unit.core.story import NOW, N, Story, chain, rules


def test_a_chain_runs_in_order_and_succeeds() -> None:
    story = chain()
    assert story.statuses() == {"fetch": "ready", "load": "pending", "publish": "pending"}
    assert story.job.status is JobStatus.QUEUED
    for id_ in ("fetch", "load", "publish"):
        story.run(id_)
    assert story.job.status is JobStatus.SUCCEEDED
    assert story.job.ended == NOW


def test_a_failed_node_waits_for_a_person_and_says_why() -> None:
    story = chain()
    story.start("fetch")
    story.tell(Ended("fetch", EndReason.EXIT, 3, detail="no route to host"))
    assert story.job.status is JobStatus.PAUSED
    assert story.job.attention is Attention.FAILURE
    assert story.job.reason == "fetch failed: exit 3, no route to host"
    assert story.detail.nodes["fetch"].resolution is Resolution.WAITING
    assert story.detail.nodes["load"].status is N.PENDING


def test_skipping_a_failed_node_lets_what_follows_run() -> None:
    story = chain()
    story.run("fetch", 1)
    story.do(Verb.SKIP, "fetch", reason="loaded by hand")
    assert story.detail.nodes["fetch"].skipped_as is SkipKind.OPERATOR
    assert story.detail.nodes["fetch"].reason == "skipped by ada: loaded by hand"
    assert story.detail.nodes["load"].status is N.READY


def test_on_failure_fail_blocks_what_follows_and_lets_the_rest_finish() -> None:
    story = Story(a=rules(on_failure=OnFailure.FAIL), b=rules("a"), c=rules("b"), other=rules())
    story.run("a", 1)
    assert story.statuses() == {"a": "failed", "b": "blocked", "c": "blocked", "other": "ready"}
    assert story.detail.nodes["c"].reason == "a failed"
    story.run("other")
    assert story.job.status is JobStatus.FAILED
    assert story.job.reason == "a failed: exit 1"


def test_skipping_the_cause_in_a_failed_job_reopens_it() -> None:
    story = Story(
        a=rules(on_failure=OnFailure.FAIL), b=rules("a"), bye=rules(is_finally=True, when=When.ALWAYS)
    )
    story.run("a", 1)
    story.run("bye")
    assert story.job.status is JobStatus.FAILED
    story.do(Verb.SKIP, "a")
    assert story.statuses() == {"a": "skipped", "b": "ready", "bye": "pending"}
    assert (story.job.status, story.job.ended, story.job.run) == (JobStatus.RUNNING, None, 2)


def test_a_tolerated_failure_counts_as_satisfied() -> None:
    story = chain(on_failure=OnFailure.CONTINUE)
    story.run("fetch")
    story.run("load")
    story.run("publish", 1)
    assert story.detail.nodes["publish"].resolution is Resolution.TOLERATED
    assert story.job.status is JobStatus.SUCCEEDED


def test_retries_wait_longer_each_time_and_then_the_node_fails() -> None:
    story = Story(a=rules(retry=Retry(limit=2, delay=10, backoff=3, max_delay=25)))
    story.run("a", 1)
    assert story.detail.nodes["a"].retry_at == NOW + timedelta(seconds=10)
    assert story.job.status is JobStatus.RUNNING
    story.tell(TimerFired("a"))
    story.run("a", 1)
    assert story.detail.nodes["a"].retry_at == NOW + timedelta(seconds=25), "30 s, bounded"
    story.do(Verb.RETRY_NOW, "a")
    story.run("a", 1)
    assert story.detail.nodes["a"].status is N.FAILED
    assert story.detail.nodes["a"].execution == 3


@pytest.mark.parametrize(("code", "status"), [(5, N.READY), (6, N.FAILED)])
def test_only_the_named_exit_codes_are_worth_a_retry(code: int, status: NodeStatus) -> None:
    story = Story(a=rules(retry=Retry(limit=1, on_exit=(5,))))
    story.run("a", code)
    assert story.detail.nodes["a"].status is status


def test_pause_lets_the_running_node_end_and_starts_nothing_new() -> None:
    story = chain()
    story.start("fetch")
    story.do(Verb.PAUSE, reason="deploy")
    assert story.job.status is JobStatus.PAUSING
    assert story.job.reason == "paused by ada: deploy"
    story.tell(Ended("fetch", EndReason.EXIT, 0))
    assert story.job.status is JobStatus.PAUSED
    story.tell(Claimed("load"))
    assert story.detail.nodes["load"].status is N.READY, "nothing starts while an operator holds the job"
    story.do(Verb.CONTINUE)
    assert story.job.status is JobStatus.RUNNING


def test_pausing_twice_changes_nothing() -> None:
    story = chain()
    story.do(Verb.PAUSE)
    before = story.detail
    story.do(Verb.PAUSE)
    assert story.detail == before


def test_a_step_that_moves_no_node_is_not_unchanged_when_it_moves_the_job() -> None:
    detail = chain().detail
    pause = Action(Verb.PAUSE, "7", actor="ada")
    first = step(detail, pause, now=NOW)
    assert isinstance(first, Step)
    assert (first.changed, first.unchanged) == ((), False)
    again = step(first.detail, pause, now=NOW)
    assert isinstance(again, Step)
    assert again.unchanged


def test_continue_on_a_job_never_passes_a_pause_point_or_an_approval() -> None:
    story = Story(look=rules(pause_before=True), yes=rules(kind=NodeKind.APPROVAL))
    assert story.job.status is JobStatus.PAUSED
    why = story.refused(Verb.CONTINUE)
    assert why.kind is OutcomeKind.ILLEGAL
    assert "look waits at a pause point: continue that node" in why.message
    assert "yes waits for an approval" in why.message


def test_a_pause_point_after_a_node_holds_what_follows() -> None:
    story = Story(a=rules(pause_after=True, prompt="look at the graphs"), b=rules("a"))
    story.run("a")
    assert story.detail.nodes["a"].waiting_for is Wait.PAUSE_AFTER
    assert story.job.reason == "after a: look at the graphs"
    story.do(Verb.CONTINUE, "a")
    assert story.statuses() == {"a": "succeeded", "b": "ready"}


def test_an_approval_is_answered_by_those_it_names() -> None:
    story = Story(
        gate=rules(kind=NodeKind.APPROVAL, approvers=("dba", "oncall"), prompt="load?"), b=rules("gate")
    )
    refusal = story.refused(Verb.APPROVE, "gate", actor="mallory")
    assert (refusal.kind, refusal.message) == (
        OutcomeKind.FORBIDDEN,
        "gate may be answered by dba, oncall; you are mallory",
    )
    story.tell(Action(Verb.APPROVE, "7", "gate", actor="eve", actor_groups=("oncall",)))
    assert story.statuses() == {"gate": "succeeded", "b": "ready"}
    assert story.detail.nodes["gate"].actor == "eve"


@pytest.mark.parametrize("on_failure", OnFailure)
def test_a_rejection_is_final(on_failure: OnFailure) -> None:
    story = Story(gate=rules(kind=NodeKind.APPROVAL, on_failure=on_failure), b=rules("gate"))
    story.do(Verb.REJECT, "gate", reason="rows look wrong")
    assert story.statuses() == {"gate": "failed", "b": "blocked"}
    assert story.job.status is JobStatus.FAILED
    assert story.job.reason == "gate failed: rejected by ada: rows look wrong"


@pytest.mark.parametrize(
    ("answer", "status"),
    [(OnTimeout.APPROVE, N.SUCCEEDED), (OnTimeout.REJECT, N.FAILED), (OnTimeout.WAIT, N.WAITING)],
)
def test_an_approval_that_times_out(answer: OnTimeout, status: NodeStatus) -> None:
    story = Story(gate=rules(kind=NodeKind.APPROVAL, approval_timeout=60.0, on_timeout=answer))
    assert story.detail.nodes["gate"].retry_at == NOW + timedelta(seconds=60)
    story.tell(TimerFired("gate"))
    assert story.detail.nodes["gate"].status is status


def test_a_false_condition_skips_and_cascades() -> None:
    story = Story(
        a=rules(condition="false"),
        b=rules("a"),
        c=rules("a", when=When.ALWAYS),
        d=rules("a", condition="true"),
    )
    assert story.statuses() == {"a": "skipped", "b": "skipped", "c": "ready", "d": "ready"}
    assert story.detail.nodes["b"].reason == "a was skipped"


def test_a_condition_on_an_output_decides_when_the_output_is_there() -> None:
    story = Story(count=rules(), load=rules("count", condition="nodes.count.outputs.rows > 0"))
    story.start("count")
    story.tell(Ended("count", EndReason.EXIT, 0, outputs={"rows": "12"}))
    assert story.detail.nodes["load"].status is N.READY


def test_a_condition_that_cannot_be_decided_fails_and_says_so() -> None:
    story = Story(count=rules(), load=rules("count", condition="nodes.count.outputs.rows > 0"))
    story.run("count")
    assert story.detail.nodes["load"].status is N.FAILED
    assert "cannot be decided" in (story.detail.nodes["load"].reason or "")


def test_cancel_stops_what_runs_and_then_runs_the_finally_nodes() -> None:
    story = Story(a=rules(), b=rules("a"), bye=rules(is_finally=True, when=When.ALWAYS))
    story.start("a")
    story.do(Verb.CANCEL)
    assert story.effects == (StopCommand("a"),)
    assert story.statuses() == {"a": "stopping", "b": "canceled", "bye": "pending"}
    story.tell(Ended("a", EndReason.SIGNAL, 15))
    assert story.statuses() == {"a": "canceled", "b": "canceled", "bye": "ready"}
    assert story.job.status is JobStatus.CANCELING
    story.run("bye")
    assert story.job.status is JobStatus.CANCELED


def test_a_command_that_ended_well_meanwhile_is_recorded_so() -> None:
    story = chain()
    story.start("fetch")
    story.do(Verb.CANCEL)
    story.tell(Ended("fetch", EndReason.EXIT, 0))
    assert story.detail.nodes["fetch"].status is N.SUCCEEDED
    assert story.job.status is JobStatus.CANCELED


def test_stopping_a_node_fails_it_in_the_name_of_the_person() -> None:
    story = chain()
    story.start("fetch")
    story.do(Verb.STOP, "fetch")
    story.tell(Ended("fetch", EndReason.SIGNAL, 15))
    assert story.detail.nodes["fetch"].reason == "stopped by ada, signal 15"
    assert story.job.attention is Attention.FAILURE


def test_restart_takes_what_follows_with_it_unless_it_is_told_not_to() -> None:
    for scope, after in ((Scope.DOWNSTREAM, "pending"), (Scope.NODE, "succeeded")):
        story = chain()
        for id_ in ("fetch", "load", "publish"):
            story.run(id_)
        story.do(Verb.RESTART, "fetch", scope=scope)
        assert story.statuses() == {"fetch": "ready", "load": after, "publish": after}
        assert story.job.status is JobStatus.RUNNING
        assert story.detail.nodes["fetch"].execution == 1, "history is kept"


def test_restart_is_refused_while_something_after_it_runs_or_before_it_is_missing() -> None:
    story = chain()
    story.run("fetch")
    story.start("load")
    assert "load, which comes after it, is running" in story.refused(Verb.RESTART, "fetch").message
    story.do(Verb.CANCEL)
    story.tell(Ended("load", EndReason.SIGNAL, 15))
    assert "load, which it needs, is canceled" in story.refused(Verb.RESTART, "publish").message


def test_requeue_keeps_what_succeeded_unless_from_the_start() -> None:
    for from_, fetch in ((RequeueFrom.FAILED, "succeeded"), (RequeueFrom.START, "ready")):
        story = Story(fetch=rules(), load=rules("fetch", on_failure=OnFailure.FAIL), publish=rules("load"))
        story.run("fetch")
        story.run("load", 1)
        story.do(Verb.REQUEUE, requeue_from=from_, priority=9)
        assert story.statuses()["fetch"] == fetch
        assert (story.job.status, story.job.run, story.job.priority) == (JobStatus.QUEUED, 2, 9)


def test_a_lost_node_waits_for_a_person_unless_it_is_idempotent() -> None:
    story = Story(a=rules(), b=rules(idempotent=True))
    story.start("a")
    story.start("b")
    story.tell(Vanished("a", "the machine was restarted"))
    story.tell(Vanished("b", "the machine was restarted"))
    assert story.statuses() == {"a": "lost", "b": "ready"}
    assert story.job.attention is Attention.LOST
    assert story.job.reason == "a: outcome unknown, the machine was restarted"


def test_marking_a_lost_node_succeeded_lets_what_follows_run() -> None:
    story = chain()
    story.start("fetch")
    story.tell(Vanished("fetch", "its runner was killed"))
    story.do(Verb.MARK, "fetch", mark_as="succeeded", inputs={"rows": "3"})
    assert story.statuses()["load"] == "ready"
    assert story.detail.nodes["fetch"].outputs == {"rows": "3"}


def test_an_execution_that_nobody_claimed_starts_again_without_costing_an_attempt() -> None:
    story = chain()
    story.tell(Claimed("fetch"))
    story.tell(NeverStarted("fetch"))
    assert (story.detail.nodes["fetch"].status, story.detail.nodes["fetch"].attempt) == (N.READY, 0)


def test_an_action_on_what_is_not_there_any_more_is_a_conflict() -> None:
    story = chain()
    seen = story.detail.nodes["fetch"].version
    story.run("fetch", 1)
    refusal = story.refused(Verb.RESTART, "fetch", expected_version=seen)
    assert refusal.kind is OutcomeKind.CONFLICT
    assert "fetch changed since your screen: it is failed now" in refusal.message


def test_two_people_on_two_nodes_do_not_collide() -> None:
    story = Story(a=rules(), b=rules())
    seen = story.detail.nodes["b"].version
    story.run("a", 1)
    story.do(Verb.SKIP, "b", expected_version=seen)
    assert story.detail.nodes["b"].status is N.SKIPPED


@pytest.mark.parametrize(
    ("verb", "node", "says"),
    [
        (Verb.SKIP, "fetch", "it is running; stop it first"),
        (Verb.CONTINUE, "fetch", "it is running, not waiting"),
        (Verb.RESTART, "load", "it has not run yet"),
        (Verb.APPROVE, "fetch", "it is running, not waiting"),
        (Verb.PAUSE, "fetch", "pause is an action on a job"),
        (Verb.REQUEUE, None, "it is running; cancel it first"),
        (Verb.SKIP, None, "skip is an action on a node"),
        (Verb.PRIORITY, None, "priority needs a number"),
    ],
)
def test_a_refusal_says_what_is_so_and_what_to_do(verb: Verb, node: str | None, says: str) -> None:
    story = chain()
    story.start("fetch")
    assert says in story.refused(verb, node).message


def test_an_unknown_node_is_not_found() -> None:
    assert chain().refused(Verb.SKIP, "nope").kind is OutcomeKind.NOT_FOUND
