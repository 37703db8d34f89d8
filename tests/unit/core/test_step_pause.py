"""A job that an operator holds: what still moves, what is kept back, and what the list says of it."""

import pytest

from console.core.event import Claimed, Ended, EndReason, NeverStarted, Spawned, TimerFired
from console.core.step import Step, step
from console.model import Action, NodeKind, OnFailure, OnTimeout, Retry, Scope, Verb, Wait
from tests.unit.core.story import N, Story, chain, rules


def test_a_node_that_is_starting_is_let_start() -> None:
    story = chain()
    story.tell(Claimed("fetch"))
    story.do(Verb.PAUSE)
    assert story.job.status == "pausing"
    story.tell(Spawned("fetch"))
    story.tell(Ended("fetch", EndReason.EXIT, 0))
    assert story.job.status == "paused"


def test_a_node_that_nobody_had_started_is_held() -> None:
    story = chain()
    story.tell(Claimed("fetch"))
    story.do(Verb.PAUSE)
    story.tell(NeverStarted("fetch"))
    story.tell(Claimed("fetch"))
    assert (story.job.status, story.statuses()["fetch"]) == ("paused", "ready")


def test_a_retry_whose_time_comes_is_held() -> None:
    story = Story(a=rules(retry=Retry(limit=1, delay=60)))
    story.run("a", 1)
    story.do(Verb.PAUSE, reason="deploy")
    assert (story.job.status, story.job.reason) == ("paused", "paused by ada: deploy")
    story.tell(TimerFired("a"))
    story.tell(Claimed("a"))
    assert (story.job.status, story.statuses()["a"]) == ("paused", "ready")


def test_a_decision_in_a_held_job_says_both_what_waits_and_who_holds_it() -> None:
    story = Story(look=rules(pause_before=True, prompt="check the budget"))
    story.do(Verb.PAUSE, reason="deploy")
    assert story.job.reason == "before look: check the budget; paused by ada: deploy"
    assert story.job.attention == "decision"
    story.do(Verb.CONTINUE, "look")
    assert (story.job.status, story.job.reason) == ("paused", "paused by ada: deploy")


@pytest.mark.parametrize("scope", Scope)
def test_a_restart_in_a_held_job_waits_for_its_release(scope: Scope) -> None:
    story = chain()
    story.run("fetch", 1)
    story.do(Verb.PAUSE)
    story.do(Verb.RESTART, "fetch", scope=scope)
    story.tell(Claimed("fetch"))
    assert (story.job.status, story.statuses()["fetch"]) == ("paused", "ready")
    story.do(Verb.CONTINUE)
    assert story.job.status == "running"


def test_an_approval_times_out_in_a_held_job_too_but_starts_nothing() -> None:
    gate = rules(kind=NodeKind.APPROVAL, approval_timeout=60.0, on_timeout=OnTimeout.APPROVE)
    story = Story(gate=gate, load=rules("gate"))
    story.do(Verb.PAUSE)
    story.tell(TimerFired("gate"))
    story.tell(Claimed("load"))
    assert story.statuses() == {"gate": "succeeded", "load": "ready"}
    assert story.detail.nodes["gate"].reason == "approved by itself: nobody answered in time"
    assert story.job.status == "paused"


def test_a_held_job_that_fails_says_why_it_failed_and_is_held_no_more() -> None:
    story = Story(a=rules(on_failure=OnFailure.FAIL))
    story.start("a")
    story.do(Verb.PAUSE, reason="deploy")
    story.tell(Ended("a", EndReason.EXIT, 1))
    assert (story.job.status, story.job.reason) == ("failed", "a failed: exit 1")
    assert not story.detail.operator_paused
    assert story.detail.note is None


def test_a_held_job_whose_last_command_ends_well_has_nothing_to_say() -> None:
    story = Story(a=rules())
    story.start("a")
    story.do(Verb.PAUSE, reason="deploy")
    story.tell(Ended("a", EndReason.EXIT, 0))
    assert (story.job.status, story.job.reason) == ("succeeded", None)


def test_a_pause_point_after_a_node_is_reached_by_the_attempt_that_ends_well() -> None:
    story = Story(a=rules(pause_after=True, retry=Retry(limit=2, delay=5)))
    story.run("a", 1)
    assert story.statuses()["a"] == "retry_wait"
    story.tell(TimerFired("a"))
    story.run("a")
    assert story.detail.nodes["a"].waiting_for is Wait.PAUSE_AFTER
    story.do(Verb.RESTART, "a")
    assert (story.statuses()["a"], story.detail.nodes["a"].attempt) == ("ready", 0)
    story.run("a")
    assert story.detail.nodes["a"].waiting_for is Wait.PAUSE_AFTER, "the second look is asked for, too"
    story.do(Verb.CONTINUE, "a")
    assert story.job.status == "succeeded"


def test_an_approval_with_a_pause_point_after_it_keeps_who_approved() -> None:
    story = Story(gate=rules(kind=NodeKind.APPROVAL, pause_after=True))
    story.do(Verb.APPROVE, "gate")
    assert (story.detail.nodes["gate"].status, story.detail.nodes["gate"].actor) == (N.WAITING, "ada")


def test_an_answer_keeps_its_reason() -> None:
    story = Story(gate=rules(kind=NodeKind.APPROVAL))
    story.do(Verb.APPROVE, "gate", reason="counted the rows")
    assert story.detail.nodes["gate"].reason == "approved by ada: counted the rows"


def test_a_pause_changes_a_job_of_which_no_node_moves() -> None:
    story = chain()
    paused = step(story.detail, Action(Verb.PAUSE, "7"), now=story.now)
    assert isinstance(paused, Step)
    assert not paused.unchanged
    again = step(paused.detail, Action(Verb.PAUSE, "7"), now=story.now)
    assert isinstance(again, Step)
    assert again.unchanged
