"""What a person does with AOM's executions: find the failed one, read why, act, see the effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.aom import answer
from fakes.aom_desk import Desk
from fakes.huawei_recordings import PROJECT

from console.backends.aom.capabilities import WALKED
from console.backends.base import BadRequest, NotFound, Unsupported
from console.model import (
    Action,
    Attention,
    JobStatus,
    LogRef,
    NodeStatus,
    OutcomeKind,
    Plan,
    Resolution,
    StartRequest,
    TargetKind,
    Verb,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.backend.close()


async def test_a_failed_node_is_found_read_and_restarted(desk: Desk) -> None:
    desk.start("good")
    job = desk.start("broken")

    (row,) = (await desk.backend.jobs("problem:failure")).items
    assert (row.id, row.waiting_node) == (job, "bad")
    assert row.reason == "task bad: bad broke"

    log = await desk.backend.log(LogRef(job, "bad", 1), first=0, count=10)
    assert '  "error_msg": "bad broke",' in [line.text for line in log.lines]

    assert await desk.act(Verb.RESTART, job, "bad") is OutcomeKind.DONE

    detail = await desk.backend.job(job)
    assert detail.job.status is JobStatus.SUCCEEDED
    assert [e.number for e in detail.executions if e.node == "bad"] == [1, 2]
    assert desk.server.changes() == [
        (
            "POST",
            f"/v1/{PROJECT}/cms/workflow/broken/executions/ex-1/operation?action=restart&node_id=bad",
        )
    ]


async def test_a_failed_node_is_skipped_and_what_follows_runs(desk: Desk) -> None:
    job = desk.start("broken")
    assert await desk.act(Verb.SKIP, job, "bad") is OutcomeKind.DONE
    detail = await desk.backend.job(job)
    assert detail.nodes["bad"].status is NodeStatus.SKIPPED
    assert detail.nodes["b"].status is NodeStatus.SUCCEEDED


async def test_a_pause_point_is_in_the_inbox_and_left_from_there(desk: Desk) -> None:
    job = desk.start("gated")
    (item,) = await desk.backend.paused()
    assert (item.job.id, item.node.id, item.kind) == (job, "gate", "pause_before")
    assert (item.actions, item.starts, item.prompt) == ((Verb.CONTINUE,), ("b",), "what gate is for")

    outcome = await desk.backend.act(Action(Verb.CONTINUE, job, "gate", expected_version=item.node.version))

    assert outcome.kind is OutcomeKind.DONE
    assert outcome.message == "AOM took the continue of task gate; it is success now"
    assert await desk.backend.paused() == ()


async def test_an_approval_is_in_the_inbox_and_nothing_here_answers_it(desk: Desk) -> None:
    job = desk.start("approved")
    desk.server.find("approved", "ex-1").approvers = ["ann"]
    (item,) = await desk.backend.paused()
    assert (item.node.id, item.kind, item.actions) == ("ask", "approval", ())
    assert item.node.rules.approvers == ("ann",)

    for verb in (Verb.APPROVE, Verb.REJECT, Verb.CONTINUE, Verb.SKIP):
        outcome = await desk.backend.act(Action(verb, job, "ask"))
        assert outcome.kind in (OutcomeKind.REFUSED, OutcomeKind.ILLEGAL), verb
    assert "web console" in (await desk.backend.capabilities()).of(Verb.APPROVE, TargetKind.NODE).sentence
    assert desk.server.changes() == []


async def test_the_inbox_holds_those_that_waited_longest_first(desk: Desk) -> None:
    jobs = [desk.start("gated"), desk.start("broken"), desk.start("gated")]
    assert [item.job.id for item in await desk.backend.paused()] == jobs
    assert [item.kind for item in await desk.backend.paused()] == ["pause_before", "failure", "pause_before"]


@pytest.mark.parametrize(
    "said", [b'{"result": "success"}', b"success", b'"success"', b'{"success"}', b"", b"{}"]
)
async def test_a_job_is_terminated_whatever_form_the_answer_has(desk: Desk, said: bytes) -> None:
    job = desk.start("long")
    desk.server.terminate_answer = said

    assert await desk.act(Verb.CANCEL, job) is OutcomeKind.REQUESTED  # canceling: it is not over yet

    detail = await desk.backend.job(job)
    assert (detail.job.status, detail.job.native_status) == (JobStatus.CANCELED, "cancel")
    assert detail.nodes["work"].status is NodeStatus.CANCELED


async def test_an_answer_that_is_not_the_documented_one_is_told(desk: Desk) -> None:
    job = desk.start("long")
    desk.server.terminate_answer = b'{"result": {"state": "queued"}}'
    outcome = await desk.backend.act(Action(Verb.CANCEL, job))
    assert 'answered {"state": "queued"}' in outcome.message


async def test_a_job_that_has_failed_for_good_still_offers_its_failed_node(desk: Desk) -> None:
    """Sheet: that fail is an end is inferred; the operations are documented for failed nodes."""
    job = desk.start("broken")
    desk.server.find("broken", "ex-1").status = "fail"

    detail = await desk.backend.job(job)
    bad = detail.nodes["bad"]
    assert (detail.job.status, detail.job.attention) == (JobStatus.FAILED, Attention.NONE)
    assert bad.resolution is Resolution.FINAL
    offered = [offer for offer in bad.offers or () if not offer.refusal]
    assert [offer.verb for offer in offered] == [Verb.RESTART, Verb.SKIP]
    assert all("ended as failed" in offer.note for offer in offered)
    assert await desk.backend.paused() == ()

    assert await desk.act(Verb.RESTART, job, "bad") is OutcomeKind.DONE
    assert (await desk.backend.job(job)).job.status is JobStatus.SUCCEEDED


@pytest.mark.parametrize(
    ("workflow", "verb", "node_"),
    [
        ("gated", Verb.SKIP, "gate"),
        ("gated", Verb.RESTART, "gate"),
        ("gated", Verb.CONTINUE, "a"),
        ("gated", Verb.CONTINUE, "b"),
        ("broken", Verb.CONTINUE, "bad"),
        ("long", Verb.RESTART, "work"),
        ("long", Verb.REQUEUE, None),
        ("good", Verb.CANCEL, None),
        ("good", Verb.RESTART, "a"),
    ],
)
async def test_what_is_not_offered_is_refused_before_anything_is_sent(
    desk: Desk, workflow: str, verb: Verb, node_: str | None
) -> None:
    job = desk.start(workflow)
    outcome = await desk.backend.act(Action(verb, job, node_))
    assert outcome.kind is OutcomeKind.ILLEGAL
    assert outcome.message
    assert desk.server.changes() == []


@pytest.mark.parametrize(
    "verb",
    [Verb.PAUSE, Verb.STOP, Verb.PRIORITY, Verb.FREEZE, Verb.THAW, Verb.MARK, Verb.RETRY_NOW, Verb.START],
)
@pytest.mark.parametrize("node_", [None, "work"])
async def test_what_aom_cannot_do_is_refused_with_the_reason(
    desk: Desk, verb: Verb, node_: str | None
) -> None:
    outcome = await desk.backend.act(Action(verb, desk.start("long"), node_))
    assert outcome.kind is OutcomeKind.REFUSED
    assert len(outcome.message) > 15
    assert desk.server.requests == []


async def test_a_job_is_done_again_as_a_new_execution(desk: Desk) -> None:
    job = desk.start("good")
    outcome = await desk.backend.act(Action(Verb.REQUEUE, job))
    assert outcome.kind is OutcomeKind.DONE
    assert "good:ex-2" in outcome.message
    assert await desk.ids("workflow:*good*") == ["good:ex-2", "good:ex-1"]


async def test_an_operation_without_effect_so_far_is_only_requested(desk: Desk) -> None:
    job = desk.start("gated")
    before = desk.server.find("gated", "ex-1").body(listed=False)
    detail = await desk.backend.job(job)
    desk.server.answers = [answer(before), answer({"result": "success"}), answer(before)]
    outcome = await desk.backend.act(Action(Verb.CONTINUE, job, "gate"))
    assert outcome.kind is OutcomeKind.REQUESTED
    assert "it stands as it did" in outcome.message
    assert detail.nodes["gate"].needs_person


async def test_an_action_on_what_was_seen_before_is_a_conflict(desk: Desk) -> None:
    job = desk.start("broken")
    seen = (await desk.backend.job(job)).nodes["bad"].version
    desk.server.workflows["broken"].nodes[1]["metadata"]["type"] = "fail"
    await desk.act(Verb.RESTART, job, "bad")
    sent = len(desk.server.changes())

    assert await desk.act(Verb.SKIP, job, "bad", expected_version=seen) is OutcomeKind.CONFLICT
    assert len(desk.server.changes()) == sent


async def test_a_plan_tells_what_the_graph_tells(desk: Desk) -> None:
    gated, broken = desk.start("gated"), desk.start("broken")
    plan = desk.backend.plan
    assert await plan(Action(Verb.CONTINUE, gated, "gate")) == Plan(may_run=("b",))
    assert await plan(Action(Verb.SKIP, broken, "bad")) == Plan(will_skip=("bad",), may_run=("b",))
    assert await plan(Action(Verb.RESTART, broken, "bad")) == Plan(will_run=("bad",), may_run=("b",))
    assert await plan(Action(Verb.CANCEL, gated)) == Plan(will_cancel=("gate", "b"))
    assert (await plan(Action(Verb.CONTINUE, broken, "bad"))).refusal


@pytest.mark.parametrize("wanted", ["good", "name of good"])
async def test_a_workflow_is_started_by_its_id_or_its_name(desk: Desk, wanted: str) -> None:
    job = await desk.backend.start(StartRequest(wanted, {}))
    assert job == "good:ex-1"
    assert (await desk.backend.job(job)).job.status is JobStatus.SUCCEEDED
    assert len(desk.server.changes()) == 1


async def test_a_name_that_two_workflows_have_starts_neither(desk: Desk) -> None:
    desk.server.add("other", name="name of good")
    with pytest.raises(BadRequest, match="2 workflows") as raised:
        await desk.backend.start(StartRequest("name of good", {}))
    assert "other" in raised.value.advice
    assert desk.server.changes() == []


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (StartRequest("good", {"day": "1"}), BadRequest),
        (StartRequest(None, {}, text="version: 1"), Unsupported),
        (StartRequest("none such", {}), NotFound),
    ],
)
async def test_what_cannot_be_started_says_why(
    desk: Desk, request_: StartRequest, expected: type[Exception]
) -> None:
    with pytest.raises(expected):
        await desk.backend.start(request_)
    assert desk.server.changes() == []


async def test_workflows_beyond_the_first_page_can_be_started(desk: Desk) -> None:
    for number in range(WALKED + 5):
        desk.server.add(f"wf-{number}")
    assert len(await desk.backend.workflows()) == WALKED + 10
    assert desk.asked("workflow-list") == 2
