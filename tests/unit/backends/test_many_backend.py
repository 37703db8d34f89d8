"""Several contexts as one backend: names, routing, what is missing, and coming back by itself."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from tui.memory_backend import MemoryBackend
from tui.remote_samples import RemoteMemory
from tui.samples import chatty

from console.backends.base import (
    BackendError,
    BadRequest,
    Forbidden,
    NotFound,
    ServerFault,
    Unauthorized,
    Unreachable,
    Unsupported,
)
from console.backends.many import ManyBackend
from console.backends.many.absent import AbsentBackend
from console.model import Action, LogEnd, LogRef, OutcomeKind, StartRequest, Verb

DEADLINE = 5.0


def _both(**more: object) -> tuple[MemoryBackend, RemoteMemory, ManyBackend]:
    local, scale = MemoryBackend(), RemoteMemory()
    return local, scale, ManyBackend([local, scale], **more)  # pyright: ignore[reportArgumentType]


@asynccontextmanager
async def watched(many: ManyBackend) -> AsyncIterator[asyncio.Queue[frozenset[str] | BackendError]]:
    """What a watcher hears, as a queue."""
    heard: asyncio.Queue[frozenset[str] | BackendError] = asyncio.Queue()

    async def listen() -> None:
        try:
            async for changed in many.watch():
                heard.put_nowait(changed)
        except BackendError as error:
            heard.put_nowait(error)

    task = asyncio.create_task(listen())
    try:
        yield heard
    finally:
        task.cancel()
        await asyncio.wait((task,))


async def _until(heard: "asyncio.Queue[frozenset[str] | BackendError]", wanted: frozenset[str]) -> None:
    async with asyncio.timeout(DEADLINE):
        while await heard.get() != wanted:
            pass


async def test_jobs_carry_the_name_of_their_context() -> None:
    _, _, many = _both()

    page = await many.jobs("id:4127,900113")

    assert [(job.id, job.context) for job in page.items] == [
        ("scale-prod/900113", "scale-prod"),
        ("local/4127", "local"),
    ]
    assert many.context == "local,scale-prod"


class SearchesParts(MemoryBackend):
    """A context that searches a part of a log."""

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> Sequence[int]:
        found = await self.search_log(ref, pattern, first=first, limit=limit)
        return [number for number in found if number < last]


async def test_a_part_of_a_log_is_searched_by_its_own_context() -> None:
    many = ManyBackend([SearchesParts(), RemoteMemory()])
    ref = LogRef("local/4127", "load", 3)

    assert await many.search_log_part(ref, "orders", first=0, last=9, limit=10) == [3]
    assert await many.search_log_part(ref, "orders", first=0, last=3, limit=10) == []
    with pytest.raises(Unsupported, match="scale-prod does not search parts"):
        await many.search_log_part(LogRef("scale-prod/1", "x", 1), "x", first=0, last=1, limit=1)


class TellsEnds(MemoryBackend):
    """A context that tells the end of a log before it has counted its lines."""

    async def log_end(self, ref: LogRef, *, count: int) -> LogEnd:
        window = await self.log(ref, first=-count, count=count)
        return LogEnd(window.lines, 0.5)


async def test_the_end_of_a_log_is_told_by_its_own_context() -> None:
    many = ManyBackend([TellsEnds(), RemoteMemory()])

    assert len((await many.log_end(LogRef("local/4127", "load", 3), count=2)).lines) == 2
    with pytest.raises(Unsupported, match="scale-prod does not tell the end"):
        await many.log_end(LogRef("scale-prod/1", "x", 1), count=1)


async def test_everything_of_a_job_is_asked_of_its_own_context() -> None:
    local, scale, many = _both()

    assert (await many.job("local/4127")).job.id == "local/4127"
    assert {each.job.context for each in await many.related("local/4127")} == {"local"}
    assert (await many.log(LogRef("scale-prod/900113", "job", 2), first=0, count=1)).lines
    assert await many.search_log(LogRef("local/4127", "load", 3), "orders") == [3]
    outcome = await many.act(Action(Verb.CANCEL, "scale-prod/900114", expected_version=5))

    assert (outcome.kind, outcome.job) == (OutcomeKind.REQUESTED, "scale-prod/900114")
    assert [action.job for action in scale.acted] == ["900114"]
    assert local.acted == []


async def test_a_log_is_followed_in_its_own_context() -> None:
    _, _, many = _both()
    lines = [line async for batch in many.follow(LogRef("local/4127", "load", 3)) for line in batch]

    assert [line.number for line in lines] == list(range(6))


@pytest.mark.parametrize("job", ["4127", "nosuch/4127", "local/", "/4127"])
async def test_an_id_without_its_context_is_not_found_and_the_form_is_told(job: str) -> None:
    _, _, many = _both()

    with pytest.raises(NotFound) as caught:
        await many.job(job)

    assert "local/ID or scale-prod/ID" in caught.value.advice or job == "local/"


async def test_a_context_that_is_down_is_missing_and_the_others_are_listed() -> None:
    _, scale, many = _both()
    await many.capabilities()
    scale.fault = Unreachable("connection refused")

    page = await many.jobs("")

    assert {job.context for job in page.items} == {"local"}
    assert page.missing == ("scale-prod does not answer: connection refused",)
    assert page.total is None
    counts = await many.counts()
    assert counts is not None
    assert counts.at_least, "scale-prod is not in these figures"
    assert {item.job.context for item in await many.paused()} == {"local"}


async def test_a_context_that_was_down_from_the_beginning_is_missing_too() -> None:
    _, scale, many = _both()
    scale.fault = Unauthorized("scale-prod does not accept the credentials", advice="renew them")

    page = await many.jobs("")

    assert {job.context for job in page.items} == {"local"}
    assert page.missing == ("scale-prod does not accept the credentials",)  # its name once


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Forbidden("no right"), "scale-prod does not let you in: no right"),
        (ServerFault("a bug"), "scale-prod has failed: a bug"),
        (BackendError("odd"), "scale-prod cannot be read: odd"),
    ],
)
async def test_what_is_missing_says_why(error: BackendError, words: str) -> None:
    _, scale, many = _both()
    scale.fault = error

    assert (await many.jobs("")).missing == (words,)


async def test_a_query_that_one_context_refuses_is_answered_by_the_other() -> None:
    _, _, many = _both()

    async def refuses(*_args: object, **_more: object) -> None:
        raise BadRequest("it cannot order")

    many.members.each["scale-prod"].backend.jobs = refuses  # type: ignore[method-assign]
    page = await many.jobs("sort:name")

    assert page.missing == ("scale-prod refuses the query: it cannot order",)
    assert page.items


async def test_when_nobody_answers_that_is_an_error_with_every_reason() -> None:
    local, scale, many = _both()
    await many.capabilities()
    local.fault, scale.fault = Unreachable("no host"), Unreachable("no route")

    with pytest.raises(Unreachable) as caught:
        await many.jobs("")

    assert str(caught.value) == "none of local, scale-prod answers"
    assert caught.value.detail.splitlines() == [
        "local does not answer: no host",
        "scale-prod does not answer: no route",
    ]


async def test_a_query_that_nobody_understands_is_refused() -> None:
    _, _, many = _both()

    with pytest.raises(BadRequest):
        await many.jobs("nosuchfield:1")


async def test_counts_add_up_where_all_count() -> None:
    many = ManyBackend([MemoryBackend(context="a"), MemoryBackend(context="b")])

    counts = await many.counts()

    assert counts is not None
    assert counts.total == 2 * len(MemoryBackend().details) == sum(counts.by_status.values())


async def test_a_late_context_keeps_nobody_waiting_and_comes_when_it_answers() -> None:
    _, scale, many = _both()
    await many.capabilities()
    async with watched(many) as heard:
        await _until(heard, frozenset())
        scale.answer_after = asyncio.Event()

        many.members.patience = 0.2
        page = await many.jobs("status:failed")
        assert page.missing == ("scale-prod does not answer: no answer within 0.2 s",)
        many.members.patience = None
        while not heard.empty():
            heard.get_nowait()
        scale.answer_after.set()
        await _until(heard, frozenset())  # it says: look again

        assert (await many.jobs("status:failed")).missing == ()


async def test_the_watch_joins_all_and_comes_back_by_itself() -> None:
    async def soon(_seconds: float) -> None:
        await asyncio.sleep(0)

    local, scale, many = _both(sleep=soon)
    async with watched(many) as heard:
        await _until(heard, frozenset())
        await _until(heard, frozenset())
        scale.tell("900113")
        await _until(heard, frozenset({"scale-prod/900113"}))
        scale.cut()
        await _until(heard, frozenset())  # look again: it is missing now
        local.tell("4127")
        await _until(heard, frozenset({"local/4127"}))  # the other's watch goes on
        assert (await many.jobs("")).missing
        scale.mend()
        async with asyncio.timeout(DEADLINE):
            while many.members.missing:
                await heard.get()
        assert (await many.jobs("")).missing == ()


async def test_the_watch_ends_only_when_no_context_can_be_reached() -> None:
    local, scale, many = _both()
    local.fault, scale.fault = Unreachable("no host"), Unreachable("no route")
    async with watched(many) as heard:
        found = await asyncio.wait_for(heard.get(), DEADLINE)
        while not isinstance(found, BackendError):
            found = await asyncio.wait_for(heard.get(), DEADLINE)

    assert str(found) == "none of local, scale-prod answers"


async def test_a_context_that_did_not_answer_a_list_is_connected_again_and_then_told() -> None:
    """Its watch may still stand: without that nobody would notice that it is back."""

    async def soon(_seconds: float) -> None:
        await asyncio.sleep(0)

    _, scale, many = _both(sleep=soon)
    async with watched(many) as heard:
        await _until(heard, frozenset())
        await _until(heard, frozenset())
        scale.fault = Unreachable("a hiccup")
        assert (await many.jobs("")).missing
        scale.mend()

        async with asyncio.timeout(DEADLINE):
            while many.members.missing:
                await heard.get()


async def test_nothing_is_changed_in_a_read_only_context() -> None:
    _, scale, many = _both(read_only={"scale-prod": "the context scale-prod is read-only"})

    outcome = await many.act(Action(Verb.CANCEL, "scale-prod/900114"))
    plan = await many.plan(Action(Verb.CANCEL, "scale-prod/900114"))

    assert (outcome.kind, scale.acted) == (OutcomeKind.FORBIDDEN, [])
    assert plan.refusal == "the context scale-prod is read-only"
    assert (await many.act(Action(Verb.CANCEL, "local/4128"))).ok


async def test_a_job_is_started_where_its_workflow_is() -> None:
    local, _, many = _both()

    assert {each.id for each in await many.workflows()} == {
        "local/backup", "local/nightly-ingest", "local/rolling-restart"
    }  # fmt: skip
    started = await many.start(StartRequest("local/backup", {}))

    assert started.startswith("local/")
    assert [request.workflow for request in local.started] == ["backup"]


async def test_a_start_that_names_no_context_goes_to_the_only_one_that_can_else_it_is_asked() -> None:
    local, _, many = _both()
    assert (await many.start(StartRequest("backup", {}))).startswith("local/")
    two = ManyBackend([MemoryBackend(context="a"), MemoryBackend(context="b")])

    with pytest.raises(BadRequest) as caught:
        await two.start(StartRequest("backup", {}))

    assert caught.value.advice == "name the context: one of a, b"
    assert len(local.started) == 1


async def test_the_audit_of_all_is_the_newest_first() -> None:
    first, second = MemoryBackend(context="a"), MemoryBackend(context="b")
    second.clock.advance(60)
    await first.act(Action(Verb.PAUSE, "4128"))
    await second.act(Action(Verb.PAUSE, "4128"))
    many = ManyBackend([first, second])

    assert [entry.job for entry in await many.audit()] == ["b/4128", "a/4128"]
    assert [entry.job for entry in await many.audit("a/4128")] == ["a/4128"]


async def test_a_context_that_cannot_be_made_stands_among_the_others_and_says_why() -> None:
    many = ManyBackend([MemoryBackend(), AbsentBackend("broken", BackendError("no token is set"))])

    page = await many.jobs("")

    assert page.items
    assert page.missing == ("broken cannot be read: no token is set",)
    with pytest.raises(BackendError, match="no token is set"):
        await many.job("broken/1")


async def test_the_same_id_in_two_contexts_is_two_jobs() -> None:
    one = MemoryBackend([chatty()], context="a")
    job = chatty()
    other = MemoryBackend([replace(job, job=replace(job.job, name="another"))], context="b")
    many = ManyBackend([one, other])

    assert [job.id for job in (await many.jobs("")).items] == ["a/4128", "b/4128"]
    assert (await many.job("b/4128")).job.name == "another"
