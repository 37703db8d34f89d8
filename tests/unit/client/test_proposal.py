"""From a key to the actions that would be sent: which targets, which choices, which versions."""

from dataclasses import replace

from tui.memory_backend import FULL
from tui.samples import (
    NOW,
    at,
    chatty,
    close_books,
    ended,
    ingest_eu,
    ingest_us,
    paused_by_operator,
    restart_web,
)

from console.client.home import Home
from console.client.proposal import Proposal, propose
from console.core.step import Step, step
from console.model import (
    Action,
    Capabilities,
    Capability,
    JobDetail,
    RequeueFrom,
    Scope,
    Support,
    TargetKind,
    Verb,
)


def _proposed(verb: Verb, *details: JobDetail, node: str | None = None, hidden: int = 0) -> Proposal:
    found = propose(verb, details, lambda _: Home("local", FULL), node=node, hidden=hidden)
    assert isinstance(found, Proposal), found
    return found


def _refused(
    verb: Verb, *details: JobDetail, node: str | None = None, capabilities: Capabilities = FULL
) -> str:
    found = propose(verb, details, lambda _: Home("local", capabilities), node=node)
    assert isinstance(found, str), found
    return found


def test_restart_on_a_job_means_the_one_node_that_needs_a_person() -> None:
    detail = ingest_eu()

    (action,) = _proposed(Verb.RESTART, detail).actions({})

    assert (action.verb, action.job, action.node) == (Verb.RESTART, "4127", "load")
    assert action.expected_version == detail.nodes["load"].version


def test_restart_asks_how_far_and_takes_what_follows_first() -> None:
    proposal = _proposed(Verb.RESTART, ingest_eu())

    (scope,) = proposal.choices({})

    assert [option.key for option in scope.options] == [Scope.DOWNSTREAM, Scope.NODE]
    assert proposal.actions({})[0].scope is Scope.DOWNSTREAM
    assert proposal.actions({"scope": "node"})[0].scope is Scope.NODE


def test_restart_on_a_job_that_needs_nobody_is_requeue() -> None:
    failed = ended("1", "a", "w", "ada", at(1), 3, code=1)
    failed = replace(failed, nodes={**failed.nodes, "run": replace(failed.nodes["run"], resolution="final")})

    proposal = _proposed(Verb.RESTART, failed)

    assert proposal.actions({})[0].verb is Verb.REQUEUE
    assert proposal.actions({})[0].requeue_from is RequeueFrom.FAILED
    assert proposal.actions({"from": "start"})[0].requeue_from is RequeueFrom.START


def test_a_job_that_succeeded_can_only_begin_from_the_start() -> None:
    proposal = _proposed(Verb.REQUEUE, ended("1", "a", "w", "ada", at(1), 3))

    assert [option.key for option in proposal.choices({})[0].options] == [RequeueFrom.START]
    assert proposal.actions({})[0].requeue_from is RequeueFrom.START


def test_several_waiting_nodes_are_offered_by_name_and_all_together() -> None:
    detail = _two_failures()

    proposal = _proposed(Verb.RESTART, detail)

    assert [option.label for option in proposal.choices({})[0].options] == ["a", "b", "all 2"]
    assert [action.node for action in proposal.actions({"way": "1"})] == ["b"]
    assert [action.node for action in proposal.actions({"way": "2"})] == ["a", "b"]


def test_continue_on_an_approval_offers_yes_and_no_and_never_continues_by_the_way() -> None:
    proposal = _proposed(Verb.CONTINUE, close_books())

    verbs = {
        option.label: proposal.actions({"way": option.key})[0].verb
        for option in proposal.choices({})[0].options
    }

    assert verbs == {"approve approve": Verb.APPROVE, "reject approve": Verb.REJECT}


def test_continue_clears_the_operators_pause_and_names_each_decision_beside_it() -> None:
    detail = restart_web()
    after = step(detail, Action(Verb.PAUSE, "4119", actor="bob"), now=NOW)
    assert isinstance(after, Step)

    proposal = _proposed(Verb.CONTINUE, after.detail)

    assert [(way.verb, way.targets[0].node and way.targets[0].node.id) for way in proposal.ways] == [
        (Verb.CONTINUE, None),
        (Verb.CONTINUE, "drain-1"),
    ]


def test_continue_without_a_pause_or_a_decision_is_refused_with_the_way_on() -> None:
    assert "restart or skip it" in _refused(Verb.CONTINUE, ingest_eu())


def test_a_pause_asked_for_twice_is_not_asked_for_again() -> None:
    running = chatty()
    after = step(running, Action(Verb.PAUSE, "4128", actor="ada"), now=NOW)
    assert isinstance(after, Step)

    assert "already" in _refused(Verb.PAUSE, after.detail)


def test_skip_without_a_waiting_node_says_to_open_the_job() -> None:
    assert "open the job" in _refused(Verb.SKIP, chatty())


def test_an_illegal_action_on_a_node_is_refused_with_the_engines_sentence() -> None:
    assert _refused(Verb.SKIP, chatty(), node="scan") == "cannot skip scan: it is running; stop it first"


def test_cancel_on_a_node_means_the_job_where_a_backend_cancels_no_node() -> None:
    jobs_only = Capabilities({(Verb.CANCEL, TargetKind.JOB): Capability(Support.NATIVE)})
    proposal = propose(
        Verb.CANCEL, [chatty()], lambda _: Home("local", jobs_only), node=next(iter(chatty().nodes))
    )

    assert isinstance(proposal, Proposal), proposal
    assert [(action.verb, action.node) for action in proposal.actions({})] == [(Verb.CANCEL, None)]


def test_marked_jobs_go_together_and_those_where_it_is_not_possible_are_left_out_by_name() -> None:
    proposal = _proposed(
        Verb.CANCEL, ingest_eu(), ended("1", "old", "w", "ada", at(1), 3), chatty(), hidden=3
    )

    assert [action.job for action in proposal.actions({})] == ["4127", "4128"]
    assert proposal.left_out == (("1 old", "cannot cancel job 1: it has ended as succeeded"),)
    assert proposal.hidden == 3


def test_marked_jobs_are_never_approved_by_the_dozen() -> None:
    proposal = _proposed(Verb.CONTINUE, close_books(), restart_web(), paused_by_operator())

    assert {(action.job, action.node) for action in proposal.actions({})} == {
        ("4119", "drain-1"),
        ("4110", None),
    }
    assert proposal.left_out == (("4090 close books", "approvals are answered one by one"),)


def test_every_marked_jobs_failed_node_is_meant() -> None:
    actions = _proposed(Verb.SKIP, ingest_eu(), ingest_us()).actions({}, reason="known")

    assert [(action.job, action.node, action.reason) for action in actions] == [
        ("4127", "load", "known"),
        ("4126", "fetch", "known"),
    ]


def test_what_the_backend_cannot_do_is_refused_and_what_it_emulates_is_told() -> None:
    none = replace(FULL, verbs={(Verb.PAUSE, TargetKind.JOB): Capability(Support.NONE, "it cannot pause")})
    emulated = replace(
        FULL, verbs={(Verb.PAUSE, TargetKind.JOB): Capability(Support.EMULATED, "pauses the job type")}
    )

    assert _refused(Verb.PAUSE, chatty(), capabilities=none) == "it cannot pause"
    found = propose(Verb.PAUSE, [chatty()], lambda _: Home("local", emulated))
    assert isinstance(found, Proposal)
    assert found.notes == ("pauses the job type",)


def _two_failures() -> JobDetail:
    from tui.samples import Story, node

    from console.model import Job, JobStatus

    story = Story(
        Job("9", "two", "w", JobStatus.QUEUED, created=at(1)), node("a"), node("b"), node("c", "a", "b")
    )
    story.did("a", at(1), at(1, 1), 1).did("b", at(1), at(1, 1), 1)
    return story.done()
