"""Canceling, in every state that a node can be in, and the finally nodes that run on it."""

from console.core.event import Claimed, Ended, EndReason, NeverStarted, TimerFired, Vanished
from console.model import NodeKind, OnFailure, OnTimeout, Retry, Verb, When
from tests.unit.core.story import N, Story, rules

LAST = rules(is_finally=True, when=When.ALWAYS)


def test_a_retry_that_waits_is_canceled_at_once_and_its_timer_finds_nothing() -> None:
    story = Story(a=rules(retry=Retry(limit=3, delay=60)), b=rules("a"))
    story.run("a", 1)
    story.do(Verb.CANCEL, reason="wrong day")
    assert story.job.status == "canceled"
    assert story.detail.nodes["a"].retry_at is None
    before = story.detail
    story.tell(TimerFired("a"))
    assert story.detail is before


def test_what_a_canceled_node_had_come_to_stays_in_its_reason() -> None:
    story = Story(
        failed=rules(),
        lost=rules(),
        waits=rules(retry=Retry(limit=3, delay=60)),
        later=rules("failed"),
    )
    story.run("failed", 3)
    story.start("lost")
    story.tell(Vanished("lost", "its runner was killed"))
    story.run("waits", 4)
    story.do(Verb.CANCEL)
    reasons = {id_: node.reason for id_, node in story.detail.nodes.items()}
    assert reasons == {
        "failed": "canceled by ada; it had failed: exit 3",
        "lost": "canceled by ada; its outcome is unknown: its runner was killed",
        "waits": "canceled by ada; its last attempt had failed: exit 4",
        "later": "canceled by ada",
    }
    assert story.job.reason == "canceled by ada"


def test_a_canceled_job_does_not_stop_at_the_pause_point_after_a_command_that_ended_well() -> None:
    story = Story(a=rules(pause_after=True), b=rules("a"))
    story.start("a")
    story.do(Verb.CANCEL)
    story.tell(Ended("a", EndReason.EXIT, 0))
    assert story.statuses() == {"a": "succeeded", "b": "canceled"}
    assert story.job.status == "canceled"


def test_a_lost_finally_node_of_a_canceled_job_can_be_decided_on() -> None:
    for verb, fields in ((Verb.SKIP, {}), (Verb.RESTART, {}), (Verb.MARK, {"mark_as": "failed"})):
        story = Story(a=rules(), bye=LAST)
        story.do(Verb.CANCEL)
        story.start("bye")
        story.tell(Vanished("bye", "its runner was killed"))
        assert (story.job.status, story.job.attention) == ("canceling", "lost")
        assert story.job.reason == "bye: outcome unknown, its runner was killed; canceled by ada"
        story.do(verb, "bye", **fields)
        assert story.detail.nodes["bye"].status is not N.LOST
        if verb is Verb.RESTART:
            story.run("bye")
        assert story.job.status == "canceled"


def test_a_main_node_of_a_job_that_is_being_canceled_is_not_brought_back() -> None:
    story = Story(a=rules(), bye=LAST)
    story.do(Verb.CANCEL)
    assert "job 7 is being canceled" in story.refused(Verb.RESTART, "a").message


def test_canceling_while_a_node_starts_waits_until_it_is_known_that_it_never_ran() -> None:
    story = Story(a=rules(), bye=LAST)
    story.tell(Claimed("a"))
    story.do(Verb.CANCEL)
    assert story.statuses() == {"a": "stopping", "bye": "pending"}
    story.tell(NeverStarted("a"))
    assert story.statuses() == {"a": "canceled", "bye": "ready"}


def test_canceling_a_paused_job_ends_the_pause_so_that_the_finally_nodes_run() -> None:
    story = Story(a=rules(), bye=LAST)
    story.do(Verb.PAUSE)
    story.do(Verb.CANCEL)
    story.run("bye")
    assert story.job.status == "canceled"


def test_a_canceled_job_keeps_what_had_failed_before_and_says_that_it_was_canceled() -> None:
    story = Story(a=rules(on_failure=OnFailure.FAIL), b=rules())
    story.run("a", 1)
    story.do(Verb.CANCEL, reason="not worth it")
    assert story.statuses() == {"a": "failed", "b": "canceled"}
    assert (story.job.status, story.job.reason) == ("canceled", "canceled by ada: not worth it")


def test_a_failed_job_that_was_brought_back_from_a_cancel_says_what_is_still_canceled() -> None:
    story = Story(a=rules(), b=rules())
    story.do(Verb.CANCEL)
    story.do(Verb.RESTART, "a")
    story.run("a")
    assert (story.job.status, story.job.reason, story.job.at) == ("failed", "b was canceled by ada", "b")


def test_an_approval_is_canceled_and_its_time_out_finds_nothing() -> None:
    gate = rules(kind=NodeKind.APPROVAL, approval_timeout=60.0, on_timeout=OnTimeout.APPROVE)
    story = Story(gate=gate, b=rules("gate"))
    story.do(Verb.CANCEL)
    story.tell(TimerFired("gate"))
    assert story.statuses() == {"gate": "canceled", "b": "canceled"}
