"""Canceling Sahara's jobs: sent once, and only where it can do something."""

from __future__ import annotations

import pytest
from fakes.sahara import SaharaFake, answers
from fakes.sahara.opening import Cut, answering, opened
from fakes.sahara.state import OTHER, PROJECT

from console.model import Action, JobStatus, OutcomeKind, TargetKind, Verb


@pytest.fixture
def fake() -> SaharaFake:
    return SaharaFake()


@pytest.mark.parametrize("api", ["v1.1", "v2"])
async def test_a_cancel_is_requested_and_its_answer_is_not_the_outcome(fake: SaharaFake, api: str) -> None:
    """The server answers with the job from before: running."""
    job = fake.state.add("RUNNING")
    async with opened(fake, api=api) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, job))
        assert outcome.kind is OutcomeKind.REQUESTED
        assert (await backend.job(job)).job.status in (JobStatus.CANCELING, JobStatus.CANCELED)
        assert (await backend.job(job)).job.status is JobStatus.CANCELED
    assert fake.cancels == {job: 1}


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"is_protected": True}, "RUNNING", "marked as protected"),
        ({"is_public": True, "tenant_id": OTHER}, "RUNNING", "another project"),
        ({}, "SUCCEEDED", "has ended already"),
        ({}, "SUSPENDFAILED", "counts it as ended"),
    ],
)
async def test_a_cancel_that_would_do_nothing_is_not_sent(
    fake: SaharaFake, fields: dict[str, object], status: str, words: str
) -> None:
    job = fake.state.add(status, **fields)
    async with opened(fake, project_id=PROJECT) as backend:
        plan = await backend.plan(Action(Verb.CANCEL, job))
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is OutcomeKind.ILLEGAL
    assert words in outcome.message
    assert words in (plan.refusal or "")
    assert fake.cancels == {}


async def test_our_project_is_learned_from_the_rows_where_nobody_names_it(fake: SaharaFake) -> None:
    """A row that is not public is seen by its own project alone."""
    fake.state.add("RUNNING")
    job = fake.state.add("RUNNING", is_public=True, tenant_id=OTHER)
    async with opened(fake) as backend:
        await backend.jobs("")
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is OutcomeKind.ILLEGAL


async def test_while_our_project_is_not_known_the_server_decides(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING", is_public=True, tenant_id=OTHER)
    async with opened(fake) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is OutcomeKind.REFUSED
    assert "wasn't created in this tenant (CANCELING_FAILED)" in outcome.message
    assert "request req-" in outcome.message


async def test_the_newest_state_decides_whether_a_cancel_is_sent(fake: SaharaFake) -> None:
    """The list said that it runs; its engine knows better."""
    job = fake.state.add("RUNNING", engine="SUCCEEDED")
    async with opened(fake) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is OutcomeKind.ILLEGAL
    assert fake.cancels == {}


async def test_a_job_that_changed_since_it_was_seen_is_a_conflict(fake: SaharaFake) -> None:
    job = fake.state.add("PENDING")
    async with opened(fake) as backend:
        seen = (await backend.job(job)).job.version
        fake.state.move(fake.state.executions[job], "RUNNING")
        outcome = await backend.act(Action(Verb.CANCEL, job, expected_version=seen))
        assert (outcome.kind, fake.cancels) == (OutcomeKind.CONFLICT, {})
        again = await backend.act(Action(Verb.CANCEL, job, expected_version=outcome.version))
    assert again.kind is OutcomeKind.REQUESTED


async def test_a_look_alone_is_no_change(fake: SaharaFake) -> None:
    """A refresh writes the row, and so its updated_at, each time."""
    job = fake.state.add("RUNNING")
    async with opened(fake) as backend:
        [row] = (await backend.jobs("")).items
        await backend.job(job)
        fake.state.executions[job].updated_at = fake.state.now()
        outcome = await backend.act(Action(Verb.CANCEL, job, expected_version=row.version))
    assert outcome.kind is OutcomeKind.REQUESTED


@pytest.mark.parametrize(("api", "method"), [("v1.1", "GET"), ("v2", "PATCH")])
async def test_a_cancel_whose_answer_is_lost_is_unknown_and_not_resent(
    fake: SaharaFake, api: str, method: str
) -> None:
    """It is a GET in v1.1, and reads are repeated; this one is not."""
    job = fake.state.add("RUNNING")
    part = "/cancel" if api == "v1.1" else job
    async with opened(fake, cut=Cut(fake, part, method=method), api=api) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is OutcomeKind.UNKNOWN
    assert fake.cancels == {job: 1}


async def test_a_cancel_of_what_is_just_being_deleted_finds_nothing(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    fake.instead = answering("/cancel", answers.racing)
    async with opened(fake) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is OutcomeKind.NOT_FOUND


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, OutcomeKind.FORBIDDEN),
        (403, OutcomeKind.FORBIDDEN),
        (404, OutcomeKind.NOT_FOUND),
        (400, OutcomeKind.REFUSED),
        (429, OutcomeKind.REFUSED),
        (500, OutcomeKind.UNKNOWN),
        (503, OutcomeKind.UNKNOWN),
    ],
)
async def test_a_cancel_that_is_refused_is_sent_once(
    fake: SaharaFake, status: int, kind: OutcomeKind
) -> None:
    job = fake.state.add("RUNNING")
    fake.instead = answering("/cancel", lambda: answers.refused(status, "SOME_NAME", "some words"))
    async with opened(fake) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is kind
    assert "some words (SOME_NAME)" in outcome.message
    assert len(fake.reads("/cancel")) == 1


@pytest.mark.parametrize("said", ["a text", ["a list"], {}, {"job_execution": {"id": "another"}}])
async def test_a_cancel_with_a_strange_answer_is_unknown(fake: SaharaFake, said: object) -> None:
    job = fake.state.add("RUNNING")
    fake.instead = answering("/cancel", lambda: answers.answer(said))
    async with opened(fake) as backend:
        outcome = await backend.act(Action(Verb.CANCEL, job))
    assert outcome.kind is OutcomeKind.UNKNOWN


async def test_a_cancel_of_what_the_engine_does_not_know_yet_says_what_may_come_of_it(
    fake: SaharaFake,
) -> None:
    job = fake.state.add("PENDING")
    async with opened(fake) as backend:
        [offer] = (await backend.job(job)).job.offers or ()
        outcome = await backend.act(Action(Verb.CANCEL, job))
        detail = await backend.job(job)
    assert "leaves it as TOBEKILLED" in offer.note
    assert outcome.kind is OutcomeKind.REQUESTED
    assert (detail.job.status, detail.cancel_requested) == (JobStatus.CANCELING, True)


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.CANCEL])
async def test_every_other_verb_is_refused_with_a_reason_and_asks_nothing(
    fake: SaharaFake, verb: Verb
) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake) as backend:
        capabilities = await backend.capabilities()
        for node in (None, "job"):
            outcome = await backend.act(Action(verb, job, node))
            assert outcome.kind is OutcomeKind.REFUSED
            target = TargetKind.JOB if node is None else TargetKind.NODE
            assert outcome.message == capabilities.of(verb, target).sentence
    assert fake.asked == []


async def test_a_plan_of_a_cancel_names_what_it_would_cancel(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake) as backend:
        plan = await backend.plan(Action(Verb.CANCEL, job))
    assert (plan.will_cancel, plan.refusal) == (("job",), None)
    assert fake.cancels == {}
