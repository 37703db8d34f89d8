"""What the action keys say and whether they are live: for a row, a node, marks; and why not."""

from dataclasses import replace

import pytest
from tui.memory_backend import FULL
from tui.samples import (
    at,
    chatty,
    close_books,
    ended,
    ingest_eu,
    paused_by_operator,
    queued,
    restart_web,
)

from console.actions import Focus, JobFocus, MarksFocus, NodeFocus, key_states, menu_states, start_state
from console.client.contexts import Policy
from console.model import Capabilities, Capability, JobDetail, Support, TargetKind, Verb

OPEN = Policy()


def _footer(focus: Focus, capabilities: Capabilities = FULL, policy: Policy = OPEN) -> str:
    """The five keys' words, dead ones in parentheses."""
    states = key_states(focus, capabilities, policy)
    return " · ".join(state.label if state.live else f"({state.label})" for state in states)


def _row(detail: JobDetail) -> JobFocus:
    return JobFocus(detail.job)


def _why(verb: Verb, focus: Focus, capabilities: Capabilities = FULL, policy: Policy = OPEN) -> str:
    states = dict(zip(("p", "c", "s", "r", "x"), key_states(focus, capabilities, policy), strict=True))
    return next(state.why_not for state in states.values() if state.verb is verb)


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        (ingest_eu(), "pause job · continue… · skip load · restart load · cancel job"),
        (restart_web(), "pause job · continue drain-1 · skip drain-1 · (restart drain-1) · cancel job"),
        (close_books(), "pause job · continue approve · skip approve · (restart approve) · cancel job"),
        (chatty(), "pause job · (continue job) · (skip) · (requeue job) · cancel job"),
        (queued(), "pause job · (continue job) · (skip) · (requeue job) · cancel job"),
        (paused_by_operator(), "pause job · continue job · (skip) · (requeue job) · cancel job"),
        (
            ended("1", "a", "w", "ada", at(1), 3),
            "(pause job) · (continue job) · (skip) · requeue job · (cancel job)",
        ),
        (
            ended("1", "a", "w", "ada", at(1), 3, code=1),
            "(pause job) · (continue job) · (skip) · requeue job · (cancel job)",
        ),
    ],
    ids=lambda value: value.job.name if isinstance(value, JobDetail) else "",
)
def test_a_row_says_what_its_keys_mean(detail: JobDetail, words: str) -> None:
    assert _footer(_row(detail)) == words


def test_several_waiting_nodes_are_left_to_the_dialog() -> None:
    job = replace(ingest_eu().job, waiting=2)

    assert _footer(JobFocus(job)) == "pause job · continue… · skip… · restart… · cancel job"


def test_a_node_is_meant_itself_but_pause_and_cancel_mean_its_job() -> None:
    detail = ingest_eu()

    assert _footer(NodeFocus(detail, detail.nodes["load"])) == (
        "pause job · (continue load) · skip load · restart load · cancel job"
    )


def test_a_node_that_runs_can_be_neither_skipped_nor_restarted_and_says_what_to_do() -> None:
    detail = chatty()
    focus = NodeFocus(detail, detail.nodes["scan"])

    assert _why(Verb.SKIP, focus) == "cannot skip scan: it is running; stop it first"


def test_an_approval_is_answered() -> None:
    detail = close_books()

    assert "continue approve" in _footer(NodeFocus(detail, detail.nodes["approve"]))


def test_the_reason_of_a_dead_key_is_the_engines_own_sentence() -> None:
    assert _why(Verb.CONTINUE, _row(chatty())) == "cannot continue job 4128: it is running, not paused"


def test_marks_are_counted() -> None:
    jobs = (ingest_eu().job, chatty().job)

    assert _footer(MarksFocus(jobs)) == (
        "pause 2 jobs · continue 2 jobs · skip 2 jobs · restart 2 jobs · cancel 2 jobs"
    )


def test_marks_on_which_nothing_is_possible_say_the_first_reason() -> None:
    focus = MarksFocus((ended("1", "a", "w", "ada", at(1), 3).job,))

    assert _why(Verb.CANCEL, focus) == "cannot cancel job 1: it has ended as succeeded"


def test_without_a_job_every_key_is_dead() -> None:
    assert _footer(None).count("(") == 5


def test_a_read_only_context_kills_every_key_and_says_so() -> None:
    policy = Policy(read_only=True, read_only_reason="--read-only was given")

    assert all(
        state.why_not == "--read-only was given" for state in key_states(_row(ingest_eu()), FULL, policy)
    )
    assert start_state(FULL, policy) == "--read-only was given"


def test_what_the_backend_cannot_do_is_dead_with_its_sentence() -> None:
    cannot = Capability(Support.NONE, "Scale cannot pause a job; it can pause the job type ingest 1.0.0")
    capabilities = replace(FULL, verbs={**FULL.verbs, (Verb.PAUSE, TargetKind.JOB): cannot})

    assert _why(Verb.PAUSE, _row(chatty()), capabilities) == cannot.sentence


def test_the_menu_has_every_other_action_live_or_with_its_reason() -> None:
    states = dict(menu_states(_row(ingest_eu()), FULL, OPEN))

    assert len(states) == 7
    assert states["k"].label == "mark load"
    assert states["k"].live
    assert states["u"].why_not == "cannot requeue job 4127: it is paused; continue or cancel it"
    assert states["a"].why_not == "load does not wait for an approval"


def test_the_menu_of_a_node_means_the_node() -> None:
    detail = chatty()
    states = dict(menu_states(NodeFocus(detail, detail.nodes["scan"]), FULL, OPEN))

    assert states["s"].live
    assert states["s"].label == "stop scan"
