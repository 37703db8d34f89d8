"""Every refusal is true of the state and says what to do instead."""

from dataclasses import replace

import pytest

from console.core.event import Vanished
from console.core.legality import JOB_TABLE, NODE_TABLE, job_refusal, node_refusal
from console.model import JobDetail, JobStatus, NodeKind, NodeStatus, OnFailure, Retry, Verb
from tests.unit.core.story import Story, chain, rules


def test_continue_on_a_running_job_names_what_waits_in_it() -> None:
    story = Story(gate=rules(kind=NodeKind.APPROVAL), other=rules())
    story.start("other")
    message = story.refused(Verb.CONTINUE).message
    assert message.startswith("cannot continue job 7: it is running, not paused")
    assert "gate waits for an approval: approve or reject it" in message


@pytest.mark.parametrize("verb", [Verb.FREEZE, Verb.THAW, Verb.START])
def test_a_verb_that_is_no_action_on_a_job_here_does_not_send_people_around(verb: Verb) -> None:
    story = chain()
    for node in (None, "fetch"):
        message = story.refused(verb, node).message
        assert "name the node" not in message
        assert "action on a job, not" not in message


@pytest.mark.parametrize(
    ("verb", "says"),
    [
        (Verb.CONTINUE, "it waits for its next attempt; retry it now or skip it"),
        (Verb.STOP, "it waits for its next attempt; nothing of it runs: skip it, or cancel the job"),
        (Verb.CANCEL, "it waits for its next attempt; nothing of it runs: skip it, or cancel the job"),
        (Verb.MARK, "it waits for its next attempt"),
    ],
)
def test_a_retry_that_waits_is_called_so(verb: Verb, says: str) -> None:
    story = Story(a=rules(retry=Retry(limit=1, delay=60)))
    story.run("a", 1)
    assert says in story.refused(verb, "a", mark_as="failed").message


def test_what_follows_is_named_with_what_it_does() -> None:
    story = chain()
    story.run("fetch")
    story.start("load")
    story.do(Verb.STOP, "load")
    assert "load, which comes after it, is stopping" in story.refused(Verb.RESTART, "fetch").message


def test_retry_now_of_a_failed_node_points_to_restart() -> None:
    story = chain()
    story.run("fetch", 1)
    assert "it has failed; restart it" in story.refused(Verb.RETRY_NOW, "fetch").message


def test_every_sentence_of_the_node_table_reads_as_one() -> None:
    story = Story(a=rules(on_failure=OnFailure.FAIL))
    node = story.detail.nodes["a"]
    for status in NodeStatus:
        for verb in NODE_TABLE:
            why = node_refusal(story.detail, replace(node, status=status), verb)
            assert why is None or (why.startswith(f"cannot {verb} a: it ") and "_" not in why), why


def test_a_row_of_which_the_nodes_are_not_known_can_be_asked() -> None:
    job = chain().job
    for status in JobStatus:
        for verb in JOB_TABLE:
            why = job_refusal(JobDetail(replace(job, status=status), {}), verb)
            assert why is None or why.startswith("cannot ")


def test_a_lost_node_offers_its_ways_on() -> None:
    story = chain()
    story.start("fetch")
    story.tell(Vanished("fetch", "its runner was killed"))
    assert "fetch has an unknown outcome: restart or skip it" in story.refused(Verb.CONTINUE).message
