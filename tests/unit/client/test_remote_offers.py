"""Jobs of remote servers: what can be done comes with the job; the embedded engine's rules do not count."""

from __future__ import annotations

from dataclasses import replace

from console.actions import JobFocus, NodeFocus, key_states
from console.client.contexts import Policy
from console.client.home import Home
from console.client.proposal import Proposal, propose
from console.core.legality import job_refusal, legal_on_node
from console.model import (
    Attention,
    Capabilities,
    Capability,
    Job,
    JobDetail,
    JobStatus,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    Offer,
    Support,
    TargetKind,
    Verb,
    Wait,
)

NO_PAUSE = "a job of this server cannot be paused"
NO_SKIP = "this server has no skip"
TYPE_WIDE = "this pauses all queued jobs of its type"
SERVER = Capabilities(
    verbs={
        (Verb.CANCEL, TargetKind.JOB): Capability(Support.NATIVE),
        (Verb.REQUEUE, TargetKind.JOB): Capability(Support.NATIVE),
        (Verb.RESTART, TargetKind.JOB): Capability(Support.NATIVE),
        (Verb.CONTINUE, TargetKind.JOB): Capability(Support.EMULATED, TYPE_WIDE),
        (Verb.PAUSE, TargetKind.JOB): Capability(Support.NONE, NO_PAUSE),
        (Verb.SKIP, TargetKind.NODE): Capability(Support.NONE, NO_SKIP),
        (Verb.RESTART, TargetKind.NODE): Capability(Support.NATIVE),
        (Verb.APPROVE, TargetKind.NODE): Capability(Support.NATIVE),
    }
)


def _there(_job: str) -> Home:
    return Home("acme", SERVER)


def remote(*offers: Offer, status: JobStatus = JobStatus.FAILED, nodes: tuple[Node, ...] = ()) -> JobDetail:
    job = Job("7", "parse", "parse-1", status, native_status="FAILED", version=42, offers=offers)
    waiting = [node for node in nodes if node.needs_person]
    if waiting:
        job = replace(
            job,
            attention=Attention.DECISION,
            waiting=len(waiting),
            waiting_node=waiting[0].id,
            at=nodes[0].id,
        )
    return JobDetail(job, {node.id: node for node in nodes})


def node(*offers: Offer, status: NodeStatus = NodeStatus.WAITING, wait: Wait | None = None) -> Node:
    rules = NodeRules(kind=NodeKind.OTHER)
    return Node("review", "review", status, rules=rules, waiting_for=wait, version=5, offers=offers)


def footer(focus: JobFocus | NodeFocus) -> str:
    states = key_states(focus, SERVER, Policy())
    return " · ".join(state.label if state.live else f"({state.label})" for state in states)


def proposed(verb: Verb, detail: JobDetail, node: str | None = None) -> Proposal:
    found = propose(verb, [detail], _there, node=node)
    assert isinstance(found, Proposal), found
    return found


def test_a_failed_job_can_be_canceled_where_its_server_says_so() -> None:
    detail = remote(Offer(Verb.CANCEL, note="this erases the job's error"), Offer(Verb.REQUEUE))

    assert footer(JobFocus(detail.job)) == "(pause job) · (continue job) · (skip) · requeue job · cancel job"
    proposal = proposed(Verb.CANCEL, detail)
    assert proposal.notes == ("this erases the job's error",)
    assert proposal.actions({})[0].expected_version == 42


def test_a_refusal_of_the_server_is_the_reason_of_a_dead_key() -> None:
    detail = remote(Offer(Verb.CANCEL, "it is protected; take the protection away first"))

    assert job_refusal(detail, Verb.CANCEL) == (
        "cannot cancel job 7: it is protected; take the protection away first"
    )
    assert propose(Verb.CANCEL, [detail], _there) == job_refusal(detail, Verb.CANCEL)
    (cancel,) = [
        state for state in key_states(JobFocus(detail.job), SERVER, Policy()) if "cancel" in state.label
    ]
    assert "protected" in cancel.why_not


def test_what_a_server_never_does_is_said_in_its_own_sentence() -> None:
    detail = remote(Offer(Verb.CANCEL))

    assert propose(Verb.PAUSE, [detail], _there) == NO_PAUSE
    assert propose(Verb.SKIP, [detail], _there) == NO_SKIP
    assert propose(Verb.PAUSE, [detail, detail], _there) == NO_PAUSE


def test_what_differs_is_told_before_it_is_done() -> None:
    detail = remote(Offer(Verb.CONTINUE), status=JobStatus.QUEUED)

    assert footer(JobFocus(detail.job)).split(" · ")[1] == "continue job"
    assert proposed(Verb.CONTINUE, detail).notes == (TYPE_WIDE,)


def test_a_paused_job_is_continued_only_where_that_is_offered() -> None:
    detail = replace(remote(status=JobStatus.PAUSED), operator_paused=True)

    assert footer(JobFocus(detail.job)).split(" · ")[1] == "(continue job)"
    assert isinstance(propose(Verb.CONTINUE, [detail], _there), str)


def test_a_remote_restart_asks_for_no_scope_and_a_requeue_for_no_beginning() -> None:
    broken = replace(node(Offer(Verb.RESTART), status=NodeStatus.FAILED), resolution=None)
    detail = remote(Offer(Verb.REQUEUE), nodes=(broken,))

    assert proposed(Verb.RESTART, detail, "review").choices({}) == ()
    assert proposed(Verb.REQUEUE, detail).choices({}) == ()


def test_restart_of_a_job_is_its_requeue_where_no_waiting_node_can_be_restarted() -> None:
    waiting = node(Offer(Verb.APPROVE), wait=Wait.APPROVAL)
    detail = remote(Offer(Verb.REQUEUE), nodes=(waiting,))

    assert proposed(Verb.RESTART, detail).ways[0].verb is Verb.REQUEUE


def test_an_approval_offers_the_answers_that_its_server_takes() -> None:
    can = remote(nodes=(node(Offer(Verb.APPROVE), wait=Wait.APPROVAL),))
    cannot = remote(nodes=(node(Offer(Verb.APPROVE, "only on its web page"), wait=Wait.APPROVAL),))

    assert [way.verb for way in proposed(Verb.CONTINUE, can, "review").ways] == [Verb.APPROVE]
    assert propose(Verb.CONTINUE, [cannot], _there, node="review") == (
        "cannot approve review: only on its web page"
    )
    focus = NodeFocus(cannot, cannot.nodes["review"])
    assert footer(focus).split(" · ")[1] == "(continue review)"


def test_only_what_is_offered_is_legal_on_a_node() -> None:
    waiting = node(Offer(Verb.RESTART), Offer(Verb.APPROVE, "no"))

    assert legal_on_node(remote(nodes=(waiting,)), waiting) == (Verb.RESTART,)
