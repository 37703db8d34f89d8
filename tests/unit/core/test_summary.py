"""What the list says of a job: true, and of use to whoever is woken by it."""

from console.core.event import Ended, EndReason, TimerFired, Vanished
from console.model import Attention, NodeKind, OnFailure, Retry, Verb
from tests.unit.core.story import Story, rules

FAIL = OnFailure.FAIL


def why(story: Story) -> str | None:
    return story.job.reason


def test_the_most_urgent_node_is_named_first_and_the_others_are_counted() -> None:
    story = Story(gate=rules(kind=NodeKind.APPROVAL, prompt="load?"), bad=rules(), gone=rules(), busy=rules())
    assert (story.job.attention, story.job.at, why(story)) == (Attention.DECISION, "gate", "gate: load?")
    story.run("bad", 1)
    assert (story.job.attention, story.job.at, story.job.at_more) == (Attention.FAILURE, "bad", 1)
    story.start("gone")
    story.tell(Vanished("gone", "its runner was killed"))
    assert (story.job.attention, story.job.waiting_node, story.job.waiting) == (Attention.LOST, "gone", 3)
    assert why(story) == "gone: outcome unknown, its runner was killed"


def test_one_failed_instance_of_a_matrix_is_named_while_the_others_run() -> None:
    instances = {f"check[{table}]": rules() for table in ("orders", "lines", "refunds")}
    story = Story(**instances, load=rules(*instances))
    for id_ in instances:
        story.start(id_)
    story.tell(Ended("check[lines]", EndReason.EXIT, 2))
    assert (story.job.status, story.job.attention, story.job.at) == ("running", "failure", "check[lines]")
    assert why(story) == "check[lines] failed: exit 2"
    story.tell(Ended("check[orders]", EndReason.EXIT, 0))
    story.tell(Ended("check[refunds]", EndReason.EXIT, 0))
    assert (story.job.status, story.statuses()["load"]) == ("paused", "pending")
    story.do(Verb.SKIP, "check[lines]")
    assert story.statuses()["load"] == "ready"


def test_a_failure_tells_how_often_it_was_tried() -> None:
    story = Story(a=rules(retry=Retry(limit=1, delay=5)))
    story.run("a", 1)
    assert why(story) == "a will be retried: exit 1, attempt 1 of 2"
    story.tell(TimerFired("a"))
    story.run("a", 1)
    assert why(story) == "a failed: exit 1, 2 attempts"


def test_one_cause_has_one_signature_however_often_it_was_tried_and_whoever_holds_the_job() -> None:
    once, twice = Story(a=rules()), Story(a=rules(retry=Retry(limit=1)))
    once.run("a", 1)
    twice.run("a", 1)
    twice.run("a", 1)
    twice.do(Verb.PAUSE, reason="deploy")
    assert why(twice) == "a failed: exit 1, 2 attempts; paused by ada: deploy"
    assert once.job.signature is not None
    assert once.job.signature == twice.job.signature


def test_a_job_that_goes_on_after_a_failure_for_good_says_so_before_it_ends() -> None:
    story = Story(a=rules(on_failure=FAIL), other=rules())
    story.run("a", 1)
    story.start("other")
    assert (story.job.status, story.job.at, why(story)) == ("running", "other", "a failed: exit 1")
    assert story.job.attention is Attention.NONE


def test_a_job_that_succeeded_says_which_failures_were_tolerated() -> None:
    story = Story(a=rules(on_failure=OnFailure.CONTINUE), b=rules(on_failure=OnFailure.CONTINUE))
    story.run("a", 1)
    story.run("b", 2)
    assert (story.job.status, why(story)) == ("succeeded", "2 failures tolerated: a failed: exit 1")
    assert story.job.signature is None


def test_a_job_that_runs_well_has_nothing_to_say() -> None:
    story = Story(a=rules())
    assert why(story) is None
    story.start("a")
    assert why(story) is None
