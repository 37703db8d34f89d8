"""A job that is begun again: requeued, or brought back by an action on one of its nodes."""

from dataclasses import replace
from datetime import timedelta

from console.core.event import Claimed, Ended, EndReason, Vanished
from console.model import NodeKind, OnFailure, OutcomeKind, RequeueFrom, Retry, Verb, When
from tests.unit.core.story import NOW, Story, chain, rules

FAIL = OnFailure.FAIL
HOUR = timedelta(hours=1)


def test_requeue_from_what_failed_keeps_a_tolerated_failure() -> None:
    story = Story(a=rules(on_failure=OnFailure.CONTINUE), b=rules("a", on_failure=FAIL), c=rules("b"))
    story.run("a", 1)
    story.run("b", 1)
    story.do(Verb.REQUEUE)
    assert story.statuses() == {"a": "failed", "b": "ready", "c": "pending"}


def test_requeue_from_what_failed_decides_conditions_after_it_again() -> None:
    story = Story(
        a=rules(on_failure=FAIL),
        undo=rules("a", when=When.ON_FAILURE),
        load=rules("a", condition="nodes.a.status == 'succeeded'"),
        other=rules(condition="false"),
    )
    story.run("a", 1)
    story.run("undo")
    story.do(Verb.REQUEUE)
    assert story.statuses() == {"a": "ready", "undo": "pending", "load": "pending", "other": "skipped"}
    story.run("a")
    assert story.statuses() == {"a": "succeeded", "undo": "skipped", "load": "ready", "other": "skipped"}


def test_requeue_from_what_failed_keeps_what_a_person_had_skipped() -> None:
    story = Story(a=rules(on_failure=FAIL), by_hand=rules("a"), c=rules("by_hand"))
    story.do(Verb.SKIP, "by_hand", reason="loaded by hand")
    story.run("a", 1)
    story.do(Verb.REQUEUE)
    assert story.statuses() == {"a": "ready", "by_hand": "skipped", "c": "pending"}
    story.run("a")
    assert story.statuses()["c"] == "ready"


def test_requeue_runs_every_finally_node_again() -> None:
    story = Story(a=rules(on_failure=FAIL), bye=rules(is_finally=True, when=When.ALWAYS))
    story.run("a", 1)
    story.run("bye")
    story.do(Verb.REQUEUE)
    assert story.statuses() == {"a": "ready", "bye": "pending"}
    story.run("a")
    story.run("bye")
    assert story.job.status == "succeeded"


def test_requeue_of_a_job_of_which_only_a_finally_node_failed_runs_that() -> None:
    story = Story(a=rules(), bye=rules(is_finally=True, when=When.ALWAYS))
    story.run("a")
    story.run("bye", 1)
    assert (story.job.status, story.job.reason) == ("failed", "bye failed: exit 1")
    story.do(Verb.REQUEUE)
    assert story.statuses() == {"a": "succeeded", "bye": "ready"}


def test_requeue_of_a_canceled_job_runs_a_node_again_that_was_lost() -> None:
    story = chain()
    story.start("fetch")
    story.tell(Vanished("fetch", "its runner was killed"))
    story.do(Verb.CANCEL)
    story.do(Verb.REQUEUE)
    assert story.statuses() == {"fetch": "ready", "load": "pending", "publish": "pending"}


def test_requeue_from_what_failed_is_refused_where_nothing_did() -> None:
    story = Story(a=rules())
    story.start("a")
    story.do(Verb.CANCEL)
    story.tell(Ended("a", EndReason.EXIT, 0))
    assert story.job.status == "canceled"
    assert "requeue it from the start" in story.refused(Verb.REQUEUE).message
    story.do(Verb.REQUEUE, requeue_from=RequeueFrom.START)
    assert story.job.status == "queued"


def test_requeue_of_a_queued_job_only_sets_its_priority() -> None:
    story = chain()
    story.do(Verb.REQUEUE, priority=9)
    assert (story.job.status, story.job.priority, story.job.run) == ("queued", 9, 1)
    assert "`priority` moves it" in story.refused(Verb.REQUEUE).message


def test_a_restart_of_a_job_is_a_requeue() -> None:
    story = Story(a=rules(on_failure=FAIL))
    assert "queued already" in story.refused(Verb.RESTART).message
    story.run("a", 1)
    story.do(Verb.RESTART)
    assert (story.job.status, story.job.run) == ("queued", 2)


def test_a_job_that_is_brought_back_counts_its_time_from_the_next_command() -> None:
    story = Story(a=rules(on_failure=FAIL), b=rules("a"))
    story.run("a", 1)
    story.now += 26 * HOUR
    story.do(Verb.RESTART, "a")
    assert (story.job.queued, story.job.ended, story.job.run) == (story.now, None, 2)
    story.now += HOUR
    seen = story.job.version
    story.tell(Claimed("a"))
    assert story.job.started == story.now
    assert story.job.version == seen, "nothing that an action depends on has changed"
    story.now += HOUR
    story.tell(Ended("a", EndReason.EXIT, 0))
    story.tell(Claimed("b"))
    assert story.job.started == NOW + 27 * HOUR, "once a run"


def test_a_job_that_is_brought_back_and_ends_at_once_keeps_when_it_had_started() -> None:
    story = Story(a=rules(on_failure=FAIL))
    story.run("a", 1)
    story.now += HOUR
    story.do(Verb.SKIP, "a")
    assert story.job.status == "succeeded"
    assert (story.job.started, story.job.ended) == (NOW, NOW + HOUR)


def test_a_requeued_job_has_not_started() -> None:
    story = Story(a=rules(on_failure=FAIL))
    story.run("a", 1)
    story.now += HOUR
    story.do(Verb.REQUEUE)
    assert (story.job.queued, story.job.started, story.job.ended) == (story.now, None, None)


def test_a_rejected_gate_asks_again_when_it_is_restarted() -> None:
    story = Story(gate=rules(kind=NodeKind.APPROVAL, approval_timeout=60.0), load=rules("gate"))
    story.do(Verb.REJECT, "gate")
    story.now += HOUR
    story.do(Verb.RESTART, "gate")
    gate = story.detail.nodes["gate"]
    assert (gate.status, gate.reason, gate.retry_at) == ("waiting", None, story.now + timedelta(seconds=60))
    assert story.statuses()["load"] == "pending"


def test_a_thousandth_retry_is_planned_like_the_first() -> None:
    story = Story(a=rules(retry=Retry(limit=5000, delay=1.0, backoff=10.0, max_delay=60.0)))
    late = replace(story.detail.nodes["a"], attempt=2000, execution=2000)
    story.detail = replace(story.detail, nodes={"a": late})
    story.run("a", 1)
    assert story.detail.nodes["a"].retry_at == NOW + timedelta(seconds=60)


def test_a_wait_that_no_calendar_holds_is_cut() -> None:
    story = Story(a=rules(retry=Retry(limit=50, delay=3600.0, backoff=1e9)))
    for _ in range(4):
        story.run("a", 1)
        assert story.detail.nodes["a"].retry_at is not None
        story.do(Verb.RETRY_NOW, "a")


def test_a_condition_that_cannot_be_decided_does_what_the_failure_of_its_node_does() -> None:
    for on_failure, job in ((OnFailure.PAUSE, "paused"), (FAIL, "failed"), (OnFailure.CONTINUE, "succeeded")):
        story = Story(
            count=rules(),
            load=rules("count", condition="nodes.count.outputs.rows > 0", on_failure=on_failure),
        )
        story.run("count")
        assert story.detail.nodes["load"].status == "failed"
        assert story.job.status == job


def test_a_finally_node_that_needs_another_still_hears_how_the_job_ended() -> None:
    story = Story(
        a=rules(on_failure=FAIL),
        first=rules(is_finally=True, when=When.ALWAYS),
        alarm=rules("first", is_finally=True, when=When.ALWAYS, condition="failure()"),
    )
    story.run("a", 1)
    story.run("first")
    assert story.statuses()["alarm"] == "ready"


def test_an_unknown_node_is_told_before_anything_else() -> None:
    assert chain().refused(Verb.MARK, "nope").kind is OutcomeKind.NOT_FOUND
