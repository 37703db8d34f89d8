"""One action on a remote backend: looked at before it is sent, sent once, and its end told as it is."""

from collections.abc import Awaitable, Callable
from typing import Final

from console.backends.base import (
    BackendError,
    BadRequest,
    Conflict,
    Forbidden,
    NotFound,
    NotSent,
    OutcomeUnknown,
    ServerFault,
    Throttled,
    Unreachable,
    Unsupported,
)
from console.core.legality import refusal
from console.model import Action, Capabilities, JobDetail, Outcome, OutcomeKind, Plan, Support

Read = Callable[[str], Awaitable[JobDetail]]
CarryOut = Callable[[JobDetail, Action], Awaitable[Outcome]]


async def acted(action: Action, capabilities: Capabilities, *, read: Read, carry_out: CarryOut) -> Outcome:
    """Carry out ``action`` if it is what the backend offers on the job as it stands now.

    ``read`` reads the job anew; ``carry_out`` sends the one request and says what came of it, raising
    BackendError where nothing good did. A version that was on the screen and is not any more is a
    conflict, and nothing is sent.
    """
    capability = capabilities.of(action.verb, action.target)
    if capability.support is Support.NONE:
        return ended(action, OutcomeKind.REFUSED, capability.sentence)
    try:
        detail = await read(action.job)
    except BackendError as error:
        return _not_looked(action, error)
    early = _before(detail, action)
    if early is not None:
        return early
    try:
        return await carry_out(detail, action)
    except BackendError as error:
        return ended(action, _kind(error), _words(error))


async def attempted(action: Action, sent: Awaitable[None], message: str) -> Outcome:
    """Return what came of something that was sent without a look at one job: requested, or why not."""
    try:
        await sent
    except BackendError as error:
        return ended(action, _kind(error), _words(error))
    return ended(action, OutcomeKind.REQUESTED, message)


def planned(detail: JobDetail, action: Action) -> Plan:
    """Return the plan of an action whose effects only the server knows: empty, or with the refusal."""
    return Plan(refusal=_gone(detail, action) or refusal(detail, action))


def ended(action: Action, kind: OutcomeKind, message: str, *, version: int | None = None) -> Outcome:
    """Return an outcome of ``action``. Remote servers keep no request ids, so it carries none."""
    return Outcome(action.job, action.node, kind, message, version)


def _before(detail: JobDetail, action: Action) -> Outcome | None:
    """Return why the action is not sent, None where nothing is in its way."""
    gone = _gone(detail, action)
    if gone:
        return ended(action, OutcomeKind.NOT_FOUND, gone)
    seen = detail.job if action.node is None else detail.nodes[action.node]
    if action.expected_version not in (None, seen.version):
        word = seen.native_status or seen.status
        what = f"job {action.job}" if action.node is None else f"{action.node} of job {action.job}"
        return ended(
            action,
            OutcomeKind.CONFLICT,
            f"{what} has changed since you saw it, and is {word} now; nothing was sent",
            version=seen.version,
        )
    why = refusal(detail, action)
    return ended(action, OutcomeKind.ILLEGAL, why) if why else None


def _gone(detail: JobDetail, action: Action) -> str:
    if action.node is None or action.node in detail.nodes:
        return ""
    return f"job {action.job} has no node {action.node}"


def _not_looked(action: Action, error: BackendError) -> Outcome:
    """Nothing was sent, because the job could not be looked at first."""
    if isinstance(error, NotFound):
        return ended(action, OutcomeKind.NOT_FOUND, f"there is no job {action.job}")
    kind = OutcomeKind.FORBIDDEN if isinstance(error, Forbidden) else OutcomeKind.REFUSED
    return ended(action, kind, f"nothing was sent: {_words(error)}")


_KINDS: Final[tuple[tuple[type[BackendError], OutcomeKind], ...]] = (
    (OutcomeUnknown, OutcomeKind.UNKNOWN),
    (NotSent, OutcomeKind.REFUSED),
    (Throttled, OutcomeKind.REFUSED),
    (Forbidden, OutcomeKind.FORBIDDEN),
    (NotFound, OutcomeKind.NOT_FOUND),
    (Conflict, OutcomeKind.CONFLICT),
    (BadRequest, OutcomeKind.REFUSED),
    (Unsupported, OutcomeKind.REFUSED),
    # A gateway's error, or one of the server's own: the request may have come through all the same.
    (ServerFault, OutcomeKind.UNKNOWN),
    (Unreachable, OutcomeKind.UNKNOWN),
)


def _kind(error: BackendError) -> OutcomeKind:
    """Return what an error after the request means. An answer that cannot be read leaves it unknown."""
    return next((kind for type_, kind in _KINDS if isinstance(error, type_)), OutcomeKind.UNKNOWN)


def _words(error: BackendError) -> str:
    detail = "; ".join(line.strip() for line in error.detail.splitlines() if line.strip())
    return f"{error}: {detail}" if detail else str(error)
