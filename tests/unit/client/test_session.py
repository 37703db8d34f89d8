"""A session tells how the connection stands, sends an action once, and reads again what it does not know."""

import asyncio
from collections.abc import AsyncIterator

from tui.memory_backend import MemoryBackend

from console.backends.base import Forbidden, NotFound, Unreachable
from console.client.contexts import Policy
from console.client.session import CEILING, FLOOR, Connection, Link, Session
from console.client.trouble import Trouble, TroubleKind
from console.model import Action, JobStatus, NodeKind, OutcomeKind, Plan, StartRequest, Verb


def _session(backend: MemoryBackend, **more: object) -> Session:
    return Session(backend, clock=backend.clock, me="ada", **more)  # pyright: ignore[reportArgumentType]


async def test_a_good_answer_makes_it_live() -> None:
    backend = MemoryBackend()
    session = _session(backend)

    assert session.connection.link is Link.CONNECTING
    await session.counts()

    assert session.connection == Connection(Link.LIVE, backend.clock.now())


async def test_a_lost_connection_keeps_the_moment_of_the_last_answer() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    told: list[Link] = []
    session.on_connection = lambda connection: told.append(connection.link)
    await session.counts()
    before = backend.clock.now()
    backend.clock.advance(40)
    backend.fault = Unreachable("gone", advice="look")

    answer = await session.jobs("")

    assert answer == Trouble(TroubleKind.UNREACHABLE, "gone", "look")
    assert (session.connection.link, session.connection.since) == (Link.LOST, before)
    assert session.connection.is_stale
    assert told == [Link.LIVE, Link.LOST]


async def test_a_backend_that_never_answered_is_unreachable_and_one_that_refuses_is_forbidden() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    backend.fault = Unreachable("gone")
    await session.counts()
    assert session.connection.link is Link.UNREACHABLE

    backend.fault = Forbidden("the token has expired")
    await session.counts()
    assert session.connection.link is Link.FORBIDDEN


async def test_what_is_not_found_says_nothing_of_the_connection() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    await session.counts()

    answer = await session.job("1")

    assert isinstance(answer, Trouble)
    assert answer.kind is TroubleKind.NOT_FOUND
    assert session.connection.link is Link.LIVE


async def test_the_watch_comes_back_by_itself_ever_more_slowly_and_says_read_all_again() -> None:
    backend = MemoryBackend()
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 6:
            backend.mend()

    session = _session(backend, sleep=sleep)
    changes = session.changes()
    assert await anext(changes) == frozenset()
    backend.cut()

    again = await anext(changes)

    assert again == frozenset()
    assert waits == [FLOOR, 4.0, 8.0, 16.0, CEILING, CEILING]
    assert session.connection.link is Link.LIVE
    await _close(changes)


async def test_changed_ids_are_handed_on() -> None:
    backend = MemoryBackend()
    changes = _session(backend).changes()
    await anext(changes)

    backend.tell("4127")

    assert await anext(changes) == {"4127"}
    await _close(changes)


async def test_a_plan_is_worked_out_here_where_the_rules_are_known() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    reads = backend.reads

    plan = await session.plan(backend.details["4127"], Action(Verb.RESTART, "4127", "load"))

    assert isinstance(plan, Plan)
    assert plan.will_run == ("load", "publish", "notify")
    assert backend.reads == reads


async def test_a_plan_is_asked_for_where_the_rules_are_not_known() -> None:
    from dataclasses import replace

    backend = MemoryBackend()
    detail = backend.details["4127"]
    other = {id_: replace(n, rules=replace(n.rules, kind=NodeKind.OTHER)) for id_, n in detail.nodes.items()}
    reads = backend.reads

    await _session(backend).plan(replace(detail, nodes=other), Action(Verb.RESTART, "4127", "load"))

    assert backend.reads == reads + 1


async def test_a_plan_is_asked_for_where_the_answer_is_reserved_to_some() -> None:
    from dataclasses import replace

    backend = MemoryBackend()
    detail = backend.details["4127"]
    load = replace(detail.nodes["load"], rules=replace(detail.nodes["load"].rules, approvers=("dba",)))
    reads = backend.reads

    await _session(backend).plan(
        replace(detail, nodes={**detail.nodes, "load": load}), Action(Verb.SKIP, "4127", "load")
    )

    assert backend.reads == reads + 1, "only the backend knows the groups that a person is in"


async def test_an_action_is_sent_once_with_an_id_of_its_own() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    await session.connect()

    acted = await session.act(
        Action(Verb.PAUSE, "4128", expected_version=backend.details["4128"].job.version)
    )

    assert acted.outcome.kind is OutcomeKind.DONE
    assert len(backend.acted) == 1
    assert backend.acted[0].request_id


async def test_a_conflict_tells_what_it_is_now_and_who_did_it() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    seen = backend.details["4128"].job.version
    await backend.act(Action(Verb.CANCEL, "4128", actor="bob", reason="wrong day"))

    acted = await session.act(Action(Verb.PAUSE, "4128", expected_version=seen))

    assert acted.outcome.kind is OutcomeKind.CONFLICT
    assert acted.seen is not None
    assert acted.seen.job.status is JobStatus.CANCELING
    assert acted.by is not None
    assert (acted.by.actor, acted.by.verb, acted.by.reason) == ("bob", "cancel", "wrong day")


async def test_a_connection_that_breaks_after_sending_is_unknown_read_again_and_never_sent_again() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    backend.act_fault = Unreachable("the connection was reset")

    acted = await session.act(Action(Verb.PAUSE, "4128"))

    assert acted.outcome.kind is OutcomeKind.UNKNOWN
    assert acted.seen is not None
    assert len(backend.acted) == 1


async def test_nothing_is_sent_while_the_connection_is_lost() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    await session.connect()
    backend.fault = Unreachable("gone")
    await session.counts()

    acted = await session.act(Action(Verb.PAUSE, "4128"))

    assert acted.outcome.kind is OutcomeKind.REFUSED
    assert "gone" in acted.outcome.message
    assert backend.acted == []


async def test_a_read_only_context_sends_nothing() -> None:
    backend = MemoryBackend()
    session = _session(backend, policy=Policy(read_only=True))

    acted = await session.act(Action(Verb.PAUSE, "4128"))
    started = await session.start(StartRequest("backup", {}))

    assert acted.outcome.message == "the context local is read-only"
    assert isinstance(started, Trouble)
    assert backend.acted == []
    assert backend.started == []


async def test_errors_of_acting_become_outcomes() -> None:
    backend = MemoryBackend()
    session = _session(backend)
    for fault, kind in ((Forbidden("no"), OutcomeKind.FORBIDDEN), (NotFound("no"), OutcomeKind.NOT_FOUND)):
        backend.act_fault = fault
        session.connection = Connection(Link.LIVE)
        assert (await session.act(Action(Verb.PAUSE, "4128"))).outcome.kind is kind


async def _close(changes: AsyncIterator[frozenset[str]]) -> None:
    await changes.aclose()  # pyright: ignore[reportAttributeAccessIssue]
    await asyncio.sleep(0)
