"""The backend protocol: what answers for jobs. Small, asynchronous, and open to third parties.

Everything a face of the console does goes through these calls. Reads are safe to repeat; `act` and
`start` are sent once and never resent by themselves. Implementations raise only `BackendError` and its
children; an action that is refused is an `Outcome`, not an error.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from console.model import (
    Action,
    AuditCheck,
    AuditEntry,
    Capabilities,
    Counts,
    JobDetail,
    JobPage,
    LogEnd,
    LogLine,
    LogRef,
    LogWindow,
    Outcome,
    PausedItem,
    Plan,
    Related,
    StartPlan,
    StartRequest,
    Verb,
    WorkflowInfo,
)


class BackendError(Exception):
    """Something went wrong between us and the backend; ``str()`` is a sentence for a person.

    ``advice`` says what to do next. ``detail`` is what the server said, unsanitised.
    """

    def __init__(self, message: str, *, advice: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.advice = advice
        self.detail = detail


class Unreachable(BackendError):
    """No answer: the host is down, the network is cut, the socket is stale. Reads may be tried again."""


class NotSent(Unreachable):
    """No connection could be made: whatever was asked has not been asked of anybody."""


class Busy(Unreachable):
    """The server asks to be left alone for a while: ``retry_after`` seconds, None where it does not say."""

    def __init__(
        self, message: str, *, advice: str = "", detail: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, advice=advice, detail=detail)
        self.retry_after = retry_after


class Throttled(Busy):
    """The server counts our requests and took this one not: nothing was done."""


class ServerFault(BackendError):
    """The server says that it failed itself. Whether it did what was asked is not known."""


class Forbidden(BackendError):
    """The credentials are wrong, have expired, or may not do this."""


class Unauthorized(Forbidden):
    """The credentials are not accepted: they are wrong, or have expired."""


class NotFound(BackendError):
    """There is no such job, node, execution or workflow."""


class BadRequest(BackendError):
    """The backend did not understand: a query it refuses, a workflow with errors (one a line in detail)."""


class Redirected(BadRequest):
    """The server sends us elsewhere. It is never followed, so nothing was done and no token went there."""


class Conflict(BackendError):
    """It is not possible now: the sentence says what is in the way."""


class OutcomeUnknown(BackendError):
    """The connection broke after a request had been sent: it may have been done. Look before asking again."""


class VersionMismatch(BackendError):
    """The two sides are of different versions; the advice says which to restart or upgrade."""


class Unsupported(BackendError):
    """This backend has no such thing; the sentence says why."""


class ProtocolError(BackendError):
    """The server answered with something that is not its documented form."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are to a server, and what it says of itself. None is not known, which is told as such.

    ``clock_difference`` is seconds, the server's clock minus ours.
    """

    who: str | None = None
    may_act: bool | None = None
    version: str | None = None
    clock_difference: float | None = None
    notes: tuple[str, ...] = ()


@runtime_checkable
class Introduces(Protocol):
    """What a backend may have besides: it can tell who we are there."""

    async def identity(self) -> Identity:
        """Ask the server who we are and what we may. Changes nothing. Raises BackendError."""
        ...


@runtime_checkable
class ReadsAnywhere(Protocol):
    """What a backend may have besides: it reads a list from any row on, not only page after page.

    It is used where `jobs` tells the total, so that a person can go to the end of a million jobs at once.
    """

    async def jobs_at(self, query: str, row: int, *, limit: int = 100) -> JobPage:
        """Return the jobs from ``row`` (the first is 0) on, in the order and with the cursor of `jobs`."""
        ...


@runtime_checkable
class ActsAtOnce(Protocol):
    """What a backend may have besides: one request that changes all jobs that a query finds.

    The server finds them when the request comes, so they may be others than were counted. Whoever uses
    this says so, and asks for the number to be agreed to.
    """

    async def count_at_once(self, verb: Verb, query: str) -> int:
        """Return how many jobs ``verb`` would be asked for now, in whatever state.

        Raises BadRequest for a verb or a query that one request cannot say exactly.
        """
        ...

    async def act_at_once(
        self, verb: Verb, query: str, *, at_most: int, priority: int | None = None
    ) -> Outcome:
        """Send the one request, unless more than ``at_most`` match by now: then nothing is sent.

        The outcome's ``job`` is the query. Raises BadRequest as `count_at_once` does.
        """
        ...


@runtime_checkable
class SearchesParts(Protocol):
    """What a backend may have besides: it searches a part of a log, so that a long search shows progress."""

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> Sequence[int]:
        """Return the numbers of matching lines of ``first`` .. ``last`` (excluded), ``limit`` at most.

        Fewer than ``limit`` say that the whole part was looked at. Raises BackendError.
        """
        ...


@runtime_checkable
class TellsLogEnds(Protocol):
    """What a backend may have besides: it shows the end of a log before it has counted the lines."""

    async def log_end(self, ref: LogRef, *, count: int) -> LogEnd:
        """Return the last lines, ``count`` at most, of a log that is not counted. Raises BackendError."""
        ...


@runtime_checkable
class PlansStarts(Protocol):
    """What a backend may have besides: it tells what a start would do, of stored workflows and of files.

    A backend that has this also starts the text of a workflow file.
    """

    async def plan_start(self, request: StartRequest) -> StartPlan:
        """Tell what a start would do, and all that is wrong with it. Changes nothing. Raises BackendError."""
        ...


@runtime_checkable
class ChecksItsAudit(Protocol):
    """What a backend may have besides: it can tell whether its record of actions was tampered with."""

    async def check_audit(self) -> AuditCheck:
        """Read the whole record. Raises BackendError where it cannot be read."""
        ...


class Backend(Protocol):
    """What a console needs of an engine. One instance serves one context."""

    @property
    def context(self) -> str:
        """The name of the context that this backend answers for."""
        ...

    async def capabilities(self) -> Capabilities:
        """Tell what works here. Cached by the caller for the connection's life."""
        ...

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of the jobs that match ``query`` (core.query text), newest first.

        A leading ``sort:FIELD`` or ``sort:-FIELD`` term orders by a field the backend declares sortable.
        """
        ...

    async def counts(self) -> Counts | None:
        """Count all jobs, or None where the backend cannot."""
        ...

    async def job(self, job: str) -> JobDetail:
        """Return one job with its graph and executions. Raises NotFound."""
        ...

    async def related(self, job: str) -> Sequence[Related]:
        """Return the jobs that have to do with this one."""
        ...

    async def paused(self) -> Sequence[PausedItem]:
        """Return every node that waits for a person, oldest first."""
        ...

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the workflows that can be started by id."""
        ...

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        """Return recorded actions, newest first, of one job or of all."""
        ...

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log. A negative ``first`` counts from the end (-50: the last 50)."""
        ...

    def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield batches of lines from ``first`` on as they come; ends when the log has ended."""
        ...

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines that match a regular expression, from ``first`` on."""
        ...

    def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed. The first set comes at once and is empty: connected."""
        ...

    async def plan(self, action: Action) -> Plan:
        """Tell what ``action`` would do, without doing it."""
        ...

    async def act(self, action: Action) -> Outcome:
        """Carry out one action. A broken connection after sending is an unknown outcome, never resent."""
        ...

    async def start(self, request: StartRequest) -> str:
        """Start a job and return its id. Raises BadRequest with every error of the file or parameters."""
        ...

    async def close(self) -> None:
        """Let go of connections. Jobs go on."""
        ...
