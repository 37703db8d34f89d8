"""A session over several contexts: each has its own rules, its own connection, its own age."""

import asyncio
from collections.abc import Mapping

from tui.memory_backend import MemoryBackend
from tui.remote_samples import NO_SKIP, PAUSES_TYPE, RemoteMemory

from console.actions import JobFocus, MarksFocus
from console.backends.base import BackendError, Forbidden, Unauthorized, Unreachable
from console.backends.many.absent import AbsentBackend
from console.client.contexts import Policy
from console.client.home import Home
from console.client.many import ManySession
from console.client.proposal import Proposal, propose
from console.client.session import Link, Session
from console.client.trouble import Trouble, TroubleKind
from console.client.twin import twins
from console.model import Action, JobDetail, JobPage, OutcomeKind, StartRequest, Verb
from console.screens.standing import state_of, states_of


def _joined(policies: Mapping[str, Policy] | None = None) -> tuple[MemoryBackend, RemoteMemory, ManySession]:
    local, scale = MemoryBackend(), RemoteMemory()
    found = policies or {}
    members = [Session(each, policy=found.get(each.context), clock=local.clock) for each in (local, scale)]
    return local, scale, ManySession(members, clock=local.clock, me="ada")


async def _details(session: ManySession, *ids: str) -> list[JobDetail]:
    await session.connect()
    found = [await session.job(id_) for id_ in ids]
    return [each for each in found if isinstance(each, JobDetail)]


async def test_what_works_is_asked_of_the_jobs_own_context() -> None:
    _, _, session = _joined()
    local, scale = await _details(session, "local/4127", "scale-prod/900113")

    assert state_of(Verb.SKIP, JobFocus(local.job), session.home).live
    assert state_of(Verb.SKIP, JobFocus(scale.job), session.home).why_not == NO_SKIP
    assert session.home("scale-prod/900113").plain("scale-prod/900113") == "900113"


async def test_a_key_over_marks_of_two_contexts_counts_all_and_is_live_where_it_works_for_one() -> None:
    _, _, session = _joined()
    both = await _details(session, "local/4127", "scale-prod/900113")
    focus = MarksFocus(tuple(detail.job for detail in both))

    states = {state.label: state.why_not for state in states_of(focus, session.home)}

    assert states["cancel 2 jobs"] == ""
    assert states["skip 2 jobs"] == ""


async def test_what_one_context_cannot_do_is_left_out_of_a_bulk_with_its_sentence() -> None:
    _, _, session = _joined()
    both = await _details(session, "local/4128", "scale-prod/900114")

    proposal = propose(Verb.PAUSE, both, session.home)

    assert isinstance(proposal, Proposal)
    assert proposal.notes == (PAUSES_TYPE,)
    assert [target.home.context for target in proposal.ways[0].targets] == ["local", "scale-prod"]
    priority = propose(Verb.PRIORITY, both, session.home)
    assert isinstance(priority, Proposal)
    assert [name for name, _ in priority.left_out] == ["scale-prod/900114 ingest-granule 900114"]


async def test_a_read_only_context_is_left_out_of_a_bulk_and_its_keys_say_so() -> None:
    _, scale, session = _joined({"scale-prod": Policy(read_only=True)})
    both = await _details(session, "local/4128", "scale-prod/900114")

    proposal = propose(Verb.CANCEL, both, session.home)

    assert isinstance(proposal, Proposal)
    assert proposal.left_out == (
        ("scale-prod/900114 ingest-granule 900114", "the context scale-prod is read-only"),
    )
    assert state_of(Verb.CANCEL, JobFocus(both[1].job), session.home).why_not == "this context is read-only"
    acted = await session.act(Action(Verb.CANCEL, "scale-prod/900114"))
    assert (acted.outcome.kind, scale.acted) == (OutcomeKind.REFUSED, [])
    assert not session.policy.read_only


async def test_the_engines_own_rules_stay_for_a_local_job() -> None:
    _, _, session = _joined()
    (local,) = await _details(session, "local/4127")

    proposal = propose(Verb.RESTART, [local], session.home)

    assert isinstance(proposal, Proposal)
    assert [choice.key for choice in proposal.choices({})] == ["scope"]
    (action,) = proposal.actions({})
    plan = await session.plan(local, action)
    assert not isinstance(plan, Trouble)
    assert plan.will_run == ("load", "publish", "notify")


async def test_one_that_is_lost_is_stale_alone_and_its_jobs_are_not_acted_on() -> None:
    _, scale, session = _joined()
    await session.connect()
    scale.fault = Unreachable("no route")

    page = await session.jobs("")

    assert isinstance(page, JobPage)
    assert page.missing == ("scale-prod does not answer: no route",)
    assert session.connection.link is Link.LIVE
    assert session.connection_of("scale-prod/900113").link is Link.LOST
    assert session.connection_of("local/4127").link is Link.LIVE
    assert session.missing == page.missing
    acted = await session.act(Action(Verb.CANCEL, "scale-prod/900114"))
    assert acted.outcome.message == "not sent: the connection to scale-prod is lost: no route"
    assert (await session.act(Action(Verb.CANCEL, "local/4128"))).outcome.ok


async def test_the_whole_is_lost_only_with_the_last_of_them() -> None:
    local, scale, session = _joined()
    told: list[Link] = []
    await session.connect()
    session.on_connection = lambda connection: told.append(connection.link)
    local.fault = scale.fault = Unreachable("no network")

    answer = await session.jobs("")

    assert isinstance(answer, Trouble)
    assert session.connection.link is Link.LOST
    assert told[-1] is Link.LOST
    local.mend()
    await session.jobs("")
    assert session.connection.link is Link.LIVE


async def test_expired_credentials_of_one_are_told_as_its_own() -> None:
    _, scale, session = _joined()
    scale.fault = Unauthorized("scale-prod does not accept the credentials")

    await session.jobs("")

    assert session.connection_of("scale-prod/1").link is Link.UNAUTHORIZED
    assert session.connection.link is Link.LIVE


async def test_a_context_that_comes_later_is_asked_what_it_can_do() -> None:
    _, scale, session = _joined()
    scale.fault = Unreachable("not yet")
    await session.connect()
    assert session.is_known  # of all that answer

    scale.mend()
    await session.jobs("")

    assert session.is_known
    assert session.home("scale-prod/900113").capabilities.extra["priority"] == "lower runs first"


def test_the_command_of_a_bulk_names_each_context_with_plain_ids() -> None:
    homes = [Home("a", is_one_of_many=True), Home("b", is_one_of_many=True), Home("a", is_one_of_many=True)]
    actions = [Action(Verb.CANCEL, job) for job in ("a/1", "b/2", "a/3")]

    assert twins(homes, actions) == (
        "jobconsole --context a cancel 1 3 --yes; jobconsole --context b cancel 2"
    )


async def test_a_start_whose_answer_is_lost_is_unknown_and_nothing_invites_to_repeat_it() -> None:
    backend = MemoryBackend()
    session = Session(backend, clock=backend.clock)
    backend.fault = Unreachable("it broke after sending")

    answer = await session.start(StartRequest("backup", {}))

    assert isinstance(answer, Trouble)
    assert answer.kind is TroubleKind.UNKNOWN
    assert answer.lines == (
        "It is not known whether the job was started; it is not sent again.",
        "it broke after sending",
        "Look for it in the list first (4).",
    )


async def test_what_is_forbidden_of_one_job_says_nothing_of_the_connection() -> None:
    backend = MemoryBackend()
    session = Session(backend, clock=backend.clock)
    await session.counts()
    backend.fault = Forbidden("not this one")

    assert isinstance(await session.job("4127"), Trouble)

    assert session.connection.link is Link.LIVE


async def test_closing_it_closes_every_context() -> None:
    local, scale, session = _joined()
    closed: list[str] = []
    for backend in (local, scale):

        async def close(name: str = backend.context) -> None:
            await asyncio.sleep(0)
            closed.append(name)

        backend.close = close  # type: ignore[method-assign]

    await session.close()

    assert sorted(closed) == ["local", "scale-prod"]


async def test_a_context_that_cannot_be_made_does_not_stand_as_if_it_were_still_asked() -> None:
    local = MemoryBackend()
    members = [Session(local), Session(AbsentBackend("odd", BackendError("no token is set")))]
    session = ManySession(members, clock=local.clock)

    await session.jobs("")

    assert session.connections["odd"].link is Link.UNREACHABLE
    assert session.connection.link is Link.LIVE
