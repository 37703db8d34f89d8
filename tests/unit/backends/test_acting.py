"""One action on a remote backend: looked at first, sent once at most, and its end told as it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from console.backends.acting import acted, ended, planned
from console.backends.base import (
    BackendError,
    BadRequest,
    Busy,
    Conflict,
    Forbidden,
    NotFound,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
    Redirected,
    ServerFault,
    Throttled,
    Unauthorized,
    Unreachable,
)
from console.backends.versions import version_of
from console.model import (
    Action,
    Capabilities,
    Capability,
    Job,
    JobDetail,
    JobStatus,
    Node,
    NodeStatus,
    Offer,
    Outcome,
    OutcomeKind,
    Support,
    TargetKind,
    Verb,
)

CAN = Capabilities(
    verbs={
        (Verb.CANCEL, TargetKind.JOB): Capability(Support.NATIVE),
        (Verb.RESTART, TargetKind.NODE): Capability(Support.NATIVE),
        (Verb.PAUSE, TargetKind.JOB): Capability(Support.NONE, "it cannot pause a run"),
    }
)
VERSION = version_of("RUNNING", 3)


def detail(*offers: Offer) -> JobDetail:
    node = Node(
        "load", "load", NodeStatus.FAILED, version=5, offers=(Offer(Verb.RESTART, "it has not failed"),)
    )
    job = Job(
        "7", "n", "w", JobStatus.RUNNING, native_status="EXECUTING", version=VERSION, offers=tuple(offers)
    )
    return JobDetail(job, {"load": node})


@dataclass
class Server:
    """Keeps what was sent; fails as it is told."""

    seen: JobDetail = field(default_factory=lambda: detail(Offer(Verb.CANCEL)))
    on_read: BackendError | None = None
    on_send: BackendError | None = None
    sent: list[Action] = field(default_factory=list)

    async def read(self, job: str) -> JobDetail:
        if self.on_read is not None:
            raise self.on_read
        return self.seen

    async def carry_out(self, detail: JobDetail, action: Action) -> Outcome:
        self.sent.append(action)
        if self.on_send is not None:
            raise self.on_send
        return ended(action, OutcomeKind.REQUESTED, "asked to cancel")

    async def act(self, action: Action) -> Outcome:
        return await acted(action, CAN, read=self.read, carry_out=self.carry_out)


async def test_what_is_offered_is_sent_once() -> None:
    server = Server()
    action = Action(Verb.CANCEL, "7", expected_version=VERSION)

    assert (await server.act(action)).kind is OutcomeKind.REQUESTED
    assert server.sent == [action]


@pytest.mark.parametrize(
    ("action", "kind", "told"),
    [
        (Action(Verb.PAUSE, "7"), OutcomeKind.REFUSED, "it cannot pause a run"),
        (Action(Verb.CANCEL, "7", expected_version=1), OutcomeKind.CONFLICT, "EXECUTING now; nothing was"),
        (Action(Verb.RESTART, "7", "load"), OutcomeKind.ILLEGAL, "it has not failed"),
        (Action(Verb.RESTART, "7", "nowhere"), OutcomeKind.NOT_FOUND, "no node nowhere"),
    ],
)
async def test_what_is_not_possible_is_not_sent(action: Action, kind: OutcomeKind, told: str) -> None:
    server = Server()

    outcome = await server.act(action)

    assert outcome.kind is kind
    assert told in outcome.message
    assert server.sent == []


async def test_what_is_offered_no_more_is_not_sent() -> None:
    server = Server(seen=detail(Offer(Verb.CANCEL, "it has ended as COMPLETED")))

    outcome = await server.act(Action(Verb.CANCEL, "7"))

    assert (outcome.kind, server.sent) == (OutcomeKind.ILLEGAL, [])
    assert "it has ended as COMPLETED" in outcome.message


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFound("gone"), OutcomeKind.NOT_FOUND),
        (Unauthorized("who are you"), OutcomeKind.FORBIDDEN),
        (Unreachable("no answer"), OutcomeKind.REFUSED),
        (ProtocolError("a web page"), OutcomeKind.REFUSED),
    ],
)
async def test_what_cannot_be_looked_at_is_not_sent(error: BackendError, kind: OutcomeKind) -> None:
    server = Server(on_read=error)

    outcome = await server.act(Action(Verb.CANCEL, "7"))

    assert (outcome.kind, server.sent) == (kind, [])


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OutcomeUnknown("it broke off"), OutcomeKind.UNKNOWN),
        (NotSent("no connection"), OutcomeKind.REFUSED),
        (Redirected("elsewhere"), OutcomeKind.REFUSED),
        (BadRequest("what?", detail="detail: no such field"), OutcomeKind.REFUSED),
        (Forbidden("not you"), OutcomeKind.FORBIDDEN),
        (NotFound("gone meanwhile"), OutcomeKind.NOT_FOUND),
        (Conflict("not now"), OutcomeKind.CONFLICT),
        (ServerFault("it failed itself"), OutcomeKind.UNKNOWN),
        (Busy("later"), OutcomeKind.UNKNOWN),
        (Throttled("one a minute"), OutcomeKind.REFUSED),
        (Unreachable("the gateway has lost it"), OutcomeKind.UNKNOWN),
        (ProtocolError("half an answer"), OutcomeKind.UNKNOWN),
    ],
)
async def test_each_end_of_a_request_is_told_as_it_is(error: BackendError, kind: OutcomeKind) -> None:
    server = Server(on_send=error)

    outcome = await server.act(Action(Verb.CANCEL, "7"))

    assert outcome.kind is kind
    assert str(error) in outcome.message
    assert error.detail in outcome.message
    assert len(server.sent) == 1


def test_a_plan_says_what_is_in_the_way() -> None:
    assert planned(detail(Offer(Verb.CANCEL)), Action(Verb.CANCEL, "7")).refusal is None
    refusal = planned(detail(Offer(Verb.CANCEL, "it is protected")), Action(Verb.CANCEL, "7")).refusal
    assert refusal == "cannot cancel job 7: it is protected"
    assert planned(detail(), Action(Verb.RESTART, "7", "nowhere")).refusal == "job 7 has no node nowhere"


def test_a_version_is_the_same_for_the_same_state_in_every_process() -> None:
    assert version_of("RUNNING", None, 3) == 813839694
    assert version_of("RUNNING", None, 4) != version_of("RUNNING", None, 3)
