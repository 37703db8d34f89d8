"""Canceling and deleting on MRS: once, later, and nothing but what was named."""

from __future__ import annotations

import pytest
from fakes.mrs import FakeMrs, made
from fakes.mrs.answers import refusal
from fakes.mrs.faults import answers, cuts_after_sending
from fakes.mrs.server import REQUEST_ID
from starlette.responses import HTMLResponse, Response

from console.backends.base import (
    BadRequest,
    NotFound,
    ServerFault,
    Unsupported,
)
from console.model import Action, JobStatus, LogRef, OutcomeKind, Verb
from console.testing import reached

APIS = ("v2", "v1.1-job-exes", "v1.1")
ENDS_OF_CANCELS = {"v2": "/kill", "v1.1": "/cancel", "v1.1-job-exes": "/cancel"}


async def test_a_kill_is_asked_for_once_and_its_end_is_seen_later() -> None:
    fake = FakeMrs()
    backend, job = made(fake), fake.add("RUNNING")

    outcome = await backend.act(Action(Verb.CANCEL, job.id))
    after = await backend.job(job.id)
    ended = await reached(backend, job.id, lambda detail: detail.job.status.is_terminal)

    assert outcome.kind is OutcomeKind.REQUESTED
    assert after.job.status is JobStatus.RUNNING
    assert ended.job.status is JobStatus.CANCELED
    assert [(asked.method, asked.body) for asked in fake.changes] == [("POST", b"")]
    await backend.close()


@pytest.mark.parametrize("api", APIS)
async def test_nothing_but_a_cancel_cancels(api: str) -> None:
    fake = FakeMrs(templates=[{"id": "t-1"}])
    backend, job = made(fake, api), fake.add("RUNNING")

    await backend.identity()
    await backend.jobs("name:*", limit=5)
    await backend.job(job.id)
    await backend.related(job.id)
    await backend.paused()
    await backend.counts()
    await backend.workflows()
    await backend.plan(Action(Verb.CANCEL, job.id))
    async for _ in backend.watch():
        break
    with pytest.raises(Unsupported):
        await backend.log(LogRef(job.id, "job", 1), first=0, count=10)

    assert fake.changes == []
    await backend.close()


@pytest.mark.parametrize("id_", ["x/cancel", "x%2Fcancel", "..", ".", "", "x?y", "x\\cancel", "x\n", "x;y"])
@pytest.mark.parametrize("api", APIS)
async def test_an_id_that_could_become_another_address_is_not_sent(api: str, id_: str) -> None:
    fake = FakeMrs()
    backend = made(fake, api)
    with pytest.raises(NotFound):
        await backend.job(id_)
    outcome = await backend.act(Action(Verb.CANCEL, id_))
    assert outcome.kind is OutcomeKind.NOT_FOUND
    assert fake.asked == []
    await backend.close()


@pytest.mark.parametrize("api", APIS)
async def test_a_connection_that_breaks_after_a_cancel_leaves_it_unknown_and_sent_once(api: str) -> None:
    fake = FakeMrs()
    fake.faults.append(cuts_after_sending(ENDS_OF_CANCELS[api]))
    backend, job = made(fake, api), fake.add("RUNNING")

    outcome = await backend.act(Action(Verb.CANCEL, job.id))

    assert outcome.kind is OutcomeKind.UNKNOWN
    assert len(fake.changes) == 1
    await backend.close()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("api", APIS)
async def test_a_busy_server_is_not_asked_to_cancel_a_second_time(api: str, status: int) -> None:
    fake = FakeMrs()
    busy = answers(lambda: Response("busy", status, headers={"Retry-After": "0"}), to=ENDS_OF_CANCELS[api])
    fake.faults.append(busy)
    backend, job = made(fake, api), fake.add("RUNNING")

    outcome = await backend.act(Action(Verb.CANCEL, job.id))

    # A request that was throttled was not taken; of the others nobody knows.
    assert outcome.kind is (OutcomeKind.REFUSED if status == 429 else OutcomeKind.UNKNOWN)
    assert len(fake.changes) == 1
    await backend.close()


async def test_a_kill_that_mrs_says_has_failed_is_refused_though_it_comes_as_a_fault() -> None:
    fake = FakeMrs()
    fake.faults.append(answers(lambda: refusal(500, "0175", "Failed to kill the job."), to="/kill"))
    backend, job = made(fake), fake.add("RUNNING")

    outcome = await backend.act(Action(Verb.CANCEL, job.id))

    assert outcome.kind is OutcomeKind.REFUSED
    assert "0175 Failed to kill the job." in outcome.message
    assert REQUEST_ID in outcome.message
    await backend.close()


async def test_a_fault_without_a_code_leaves_a_kill_unknown() -> None:
    fake = FakeMrs()
    fake.faults.append(answers(lambda: HTMLResponse("<h1>500</h1>", 500), to="/kill"))
    backend, job = made(fake), fake.add("RUNNING")
    assert (await backend.act(Action(Verb.CANCEL, job.id))).kind is OutcomeKind.UNKNOWN
    await backend.close()


@pytest.mark.parametrize("page", ["<html>Please log in</html>", '"<Response 183 bytes [404 NOT FOUND]>"'])
async def test_a_cancel_that_is_answered_by_something_else_than_mrs_is_unknown(page: str) -> None:
    for api, end in ENDS_OF_CANCELS.items():
        if api == "v2" and page.startswith('"'):
            continue  # a kill has no answer to look at
        fake = FakeMrs()
        fake.faults.append(answers(lambda: Response(page), to=end))
        backend, job = made(fake, api), fake.add("RUNNING")
        assert (await backend.act(Action(Verb.CANCEL, job.id))).kind is OutcomeKind.UNKNOWN
        await backend.close()


async def test_no_cache_may_answer_a_cancel_that_is_a_get() -> None:
    fake = FakeMrs()
    backend, job = made(fake, "v1.1"), fake.add("RUNNING")
    await backend.act(Action(Verb.CANCEL, job.id))
    assert [asked.headers["cache-control"] for asked in fake.changes] == ["no-store"]
    await backend.close()


@pytest.mark.parametrize("api", APIS)
async def test_a_job_that_is_over_is_not_canceled(api: str) -> None:
    fake = FakeMrs()
    backend, job = made(fake, api), fake.add("FINISHED", "SUCCEEDED")
    outcome = await backend.act(Action(Verb.CANCEL, job.id))
    assert outcome.kind is OutcomeKind.ILLEGAL
    assert "it has ended" in outcome.message
    assert fake.changes == []
    await backend.close()


async def test_a_protected_execution_is_not_canceled_and_says_why() -> None:
    fake = FakeMrs()
    backend, job = made(fake, "v1.1"), fake.add("RUNNING", protected=True)
    (row,) = (await backend.jobs("")).items
    plan = await backend.plan(Action(Verb.CANCEL, job.id))
    outcome = await backend.act(Action(Verb.CANCEL, job.id))
    assert [offer.refusal[:15] for offer in row.offers or ()] == ["it is protected"]
    assert plan.refusal is not None
    assert "it is protected (is_protected)" in plan.refusal
    assert outcome.kind is OutcomeKind.ILLEGAL
    assert fake.changes == []
    await backend.close()


async def test_an_execution_without_an_end_can_be_canceled_with_a_word_of_doubt() -> None:
    fake = FakeMrs()
    backend, job = made(fake, "v1.1"), fake.add("RUNNING")
    (offer,) = (await backend.job(job.id)).job.offers or ()
    assert (offer.verb, offer.refusal) == (Verb.CANCEL, "")
    assert "active" in offer.note

    assert (await backend.act(Action(Verb.CANCEL, job.id))).kind is OutcomeKind.REQUESTED
    ended = await reached(backend, job.id, lambda detail: detail.job.has_ended)
    assert ended.job.native_status == "finished, result unknown"
    assert [asked.method for asked in fake.changes] == ["GET"]
    await backend.close()


async def test_what_changed_since_it_was_seen_is_a_conflict_and_nothing_is_sent() -> None:
    fake = FakeMrs()
    backend, job = made(fake), fake.add("ACCEPTED")
    seen = (await backend.jobs("")).items[0].version
    job.run()
    outcome = await backend.act(Action(Verb.CANCEL, job.id, expected_version=seen))
    assert outcome.kind is OutcomeKind.CONFLICT
    assert "RUNNING" in outcome.message
    assert fake.changes == []
    await backend.close()


@pytest.mark.parametrize("verb", [Verb.PAUSE, Verb.CONTINUE, Verb.SKIP, Verb.RESTART, Verb.REQUEUE])
async def test_what_mrs_cannot_do_is_refused_with_its_sentence(verb: Verb) -> None:
    fake = FakeMrs()
    backend, job = made(fake), fake.add("RUNNING")
    for node in (None, "job"):
        outcome = await backend.act(Action(verb, job.id, node))
        assert outcome.kind is OutcomeKind.REFUSED
        assert outcome.message.startswith("MRS")
        assert (await backend.plan(Action(verb, job.id, node))).refusal == outcome.message
    assert fake.changes == []
    await backend.close()


async def test_job_executions_are_deleted_each_on_a_connection_of_its_own() -> None:
    fake = FakeMrs()
    backend = made(fake, "v1.1")
    ids = [fake.add("FINISHED", "SUCCEEDED").id for _ in range(2)]
    await backend.delete(ids)
    assert fake.jobs == {}
    assert [(asked.method, asked.headers["connection"]) for asked in fake.changes] == [
        ("DELETE", "close")
    ] * 2
    await backend.close()


async def test_jobs_of_v2_are_deleted_in_one_request() -> None:
    fake = FakeMrs()
    backend = made(fake)
    ids = [fake.add("FINISHED", "SUCCEEDED").id for _ in range(2)]
    await backend.delete(ids)
    assert fake.jobs == {}
    assert len(fake.changes) == 1
    await backend.close()


@pytest.mark.parametrize("api", APIS)
async def test_a_delete_of_nothing_and_of_no_id_is_not_sent(api: str) -> None:
    fake = FakeMrs()
    backend = made(fake, api)
    with pytest.raises(BadRequest):
        await backend.delete([])
    with pytest.raises(NotFound):
        await backend.delete([fake.add("FINISHED", "FAILED").id, "../x"])
    assert fake.changes == []
    await backend.close()


async def test_a_batch_that_fails_is_not_said_to_have_done_nothing() -> None:
    fake = FakeMrs()
    backend = made(fake)
    with pytest.raises(ServerFault) as caught:
        await backend.delete(["no-such-job"])
    assert "0161" in caught.value.detail
    await backend.close()
