"""One context as every face sees it: reads that know their age, changes that reconnect, plan and act.

Nothing here raises `BackendError`: what went wrong is a `Trouble`, and the connection's state tells
whether what is on the screen can still be trusted.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from console.backends.base import Backend, BackendError, PlansStarts, ReadsAnywhere
from console.client.connection import Connection, Link, link_after, stale_sentence
from console.client.contexts import Policy
from console.client.home import NO_CAPABILITIES, Home
from console.client.trouble import IN_DOUBT, Trouble, TroubleKind, trouble_of
from console.core.clock import Clock, SystemClock
from console.core.query import evaluated_fields
from console.model import (
    Action,
    AuditEntry,
    Capabilities,
    Counts,
    JobDetail,
    JobPage,
    LogRef,
    LogWindow,
    NodeKind,
    Outcome,
    OutcomeKind,
    PausedItem,
    Plan,
    Related,
    StartPlan,
    StartRequest,
    WorkflowInfo,
)

T = TypeVar("T")

FLOOR: Final = 2.0
"""Seconds before the first try to reconnect; no poller of ours is faster."""

CEILING: Final = 30.0
"""Seconds between tries, at most."""


@dataclass(frozen=True, slots=True)
class Acted:
    """What came of an action. ``seen`` is the job read again, where that tells more than the outcome."""

    outcome: Outcome
    seen: JobDetail | None = None
    by: AuditEntry | None = None  # the last recorded action on the job, after a conflict


class Session:
    """One backend, with its capabilities, the state of the connection to it and the context's policy."""

    def __init__(
        self,
        backend: Backend,
        *,
        policy: Policy | None = None,
        clock: Clock | None = None,
        me: str | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Wrap ``backend``. ``me`` is whom ``owner:me`` means, and the actor where none is recorded."""
        self.backend = backend
        self.policy = policy or Policy()
        self.clock: Clock = clock or SystemClock()
        self.me = me
        self.capabilities: Capabilities = NO_CAPABILITIES
        self.connection = Connection()
        self.on_connection: Callable[[Connection], None] | None = None
        self.latency: float | None = None
        """Seconds until it answered when it was connected to; None as long as it has not."""
        self._sleep = sleep
        self._reads_anywhere = isinstance(backend, ReadsAnywhere)

    def adopt(self, policies: Mapping[str, Policy]) -> None:
        """Let other policies hold from now on, by context; those of contexts not here are ignored."""
        self.policy = policies.get(self.context, self.policy)

    @property
    def policies(self) -> Mapping[str, Policy]:
        """What each context allows now."""
        return {self.context: self.policy}

    @property
    def latencies(self) -> Mapping[str, float]:
        """Seconds that each context took to answer when it was connected to, of those that have answered."""
        return {} if self.latency is None else {self.context: self.latency}

    @property
    def context(self) -> str:
        """The name of the context."""
        return self.backend.context

    @property
    def is_many(self) -> bool:
        """Whether jobs of several contexts stand here: then ids begin with the name of theirs."""
        return False

    @property
    def is_known(self) -> bool:
        """Whether what can be done here has been told."""
        return bool(self.capabilities.verbs)

    @property
    def evaluated(self) -> frozenset[str | None]:
        """The fields of a query that the backend evaluates itself, None among them for free text."""
        return evaluated_fields(self.capabilities.query_fields)

    @property
    def missing(self) -> tuple[str, ...]:
        """Sentences on contexts that are left out of what is read now. Of a single context there are none."""
        return ()

    def home(self, job: str) -> Home:
        """Return the context of a job, or of a workflow, by its id."""
        del job
        return Home(self.context, self.capabilities, self.policy)

    @property
    def connections(self) -> Mapping[str, Connection]:
        """How the connection to each context stands."""
        return {self.context: self.connection}

    def connection_of(self, job: str) -> Connection:
        """Return how the connection to a job's context stands."""
        del job
        return self.connection

    async def sleep(self, seconds: float) -> None:
        """Wait, as this session waits between two tries."""
        await self._sleep(seconds)

    async def connect(self) -> Trouble | None:
        """Learn what the backend can do. Safe to repeat; returns what is wrong, or None."""
        asked = self.clock.monotonic()
        try:
            self.capabilities = await self.backend.capabilities()
        except BackendError as error:
            return self._bad(error, of_all=True)
        # Some know by heart what they can do: nothing has been read, so nothing on the screen is old.
        self._become(Connection(Link.LIVE, self.connection.since))
        if self.latency is None:  # later it may come from memory
            self.latency = self.clock.monotonic() - asked
        return None

    # --- reads -----------------------------------------------------------------------------------

    async def jobs(self, query: str, cursor: str | None = None, limit: int = 100) -> JobPage | Trouble:
        """Return one page of the jobs that match ``query``."""
        return await self._read(self.backend.jobs(query, cursor=cursor, limit=limit), of_all=True)

    @property
    def reads_anywhere(self) -> bool:
        """Whether a list can be read from any row on."""
        return self._reads_anywhere

    async def jobs_at(self, query: str, row: int, limit: int = 100) -> JobPage | Trouble:
        """Return the jobs from ``row`` on; only where `reads_anywhere`."""
        assert isinstance(self.backend, ReadsAnywhere)  # noqa: S101 - the caller has asked
        return await self._read(self.backend.jobs_at(query, row, limit=limit), of_all=True)

    async def counts(self) -> Counts | Trouble | None:
        """Count all jobs; None where the backend cannot."""
        return await self._read(self.backend.counts(), of_all=True)

    async def job(self, job: str) -> JobDetail | Trouble:
        """Return one job with its graph."""
        return await self._read(self.backend.job(job))

    async def related(self, job: str) -> Sequence[Related] | Trouble:
        """Return the jobs that have to do with ``job``."""
        return await self._read(self.backend.related(job))

    async def paused(self) -> Sequence[PausedItem] | Trouble:
        """Return every node that waits for a person."""
        return await self._read(self.backend.paused(), of_all=True)

    async def workflows(self) -> Sequence[WorkflowInfo] | Trouble:
        """Return what can be started."""
        return await self._read(self.backend.workflows())

    async def audit(self, job: str | None = None, limit: int = 200) -> Sequence[AuditEntry] | Trouble:
        """Return recorded actions, newest first."""
        return await self._read(self.backend.audit(job, limit=limit))

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow | Trouble:
        """Return a window of a log; a negative ``first`` counts from the end."""
        return await self._read(self.backend.log(ref, first=first, count=count))

    async def changes(self) -> AsyncIterator[frozenset[str]]:
        """Yield the ids of jobs that changed, for ever. An empty set means: (re)connected, read all again."""
        wait = FLOOR
        while True:
            try:
                async for changed in self.backend.watch():
                    self._good()
                    wait = FLOOR
                    yield changed
            except BackendError as error:
                self._bad(error, of_all=True)
            await self._sleep(wait)
            wait = min(wait * 2, CEILING)

    # --- plan and act ----------------------------------------------------------------------------

    async def plan(self, detail: JobDetail, action: Action) -> Plan | Trouble:
        """Tell what ``action`` would do to the job on the screen.

        Where its rules are known, by the same steps that the engine takes; else the backend is asked. So it
        is where the answer is reserved to some: only the backend knows the groups that a person is in.
        """
        action = replace(action, actor=action.actor or self.me or "")
        node = detail.nodes.get(action.node) if action.node is not None else None
        reserved = node is not None and bool(node.rules.approvers)
        if knows_rules(detail) and not reserved:
            # Imported here: nobody who opens a list waits for the rules of a whole job.
            from console.core import plan as blast

            return blast.plan(detail, action, now=self.clock.now())
        return await self._read(self.backend.plan(action))

    async def act(self, action: Action) -> Acted:
        """Send one action, once. What is not known afterwards is read again, never sent again."""
        home, connection = self.home(action.job), self.connection_of(action.job)
        if home.policy.read_only:
            return Acted(_outcome(action, OutcomeKind.REFUSED, read_only_sentence(home)))
        if connection.is_stale:
            return Acted(_outcome(action, OutcomeKind.REFUSED, stale_sentence(home.context, connection)))
        action = replace(action, request_id=action.request_id or uuid.uuid4().hex)
        try:
            outcome = await self.backend.act(action)
        except BackendError as error:
            outcome = self._failed_act(action, error)
        if outcome.kind is OutcomeKind.CONFLICT:
            return Acted(outcome, await self._seen(action.job), await self._last_action(action.job))
        if outcome.kind is OutcomeKind.UNKNOWN:
            return Acted(outcome, await self._seen(action.job))
        return Acted(outcome)

    async def start(self, request: StartRequest) -> str | Trouble:
        """Start a job and return its id. Never sent again: where the answer was lost, it is UNKNOWN."""
        home = self.home(request.workflow or "")
        if home.policy.read_only:
            return Trouble(TroubleKind.FORBIDDEN, read_only_sentence(home))
        request = replace(request, request_id=request.request_id or uuid.uuid4().hex)
        answer = await self._read(self.backend.start(request))
        return _in_doubt(answer) if isinstance(answer, Trouble) and answer.kind in IN_DOUBT else answer

    @property
    def why_no_files(self) -> str:
        """Why no workflow file can be started from here, nothing where one can."""
        return "" if isinstance(self.backend, PlansStarts) else _no_files(self.context)

    async def plan_start(self, request: StartRequest) -> StartPlan | Trouble | None:
        """Tell what a start would do, and all that is wrong with it; None where the backend does not tell."""
        if not isinstance(self.backend, PlansStarts):
            return None
        answer = await self._read(self.backend.plan_start(request))
        unsupported = isinstance(answer, Trouble) and answer.kind is TroubleKind.UNSUPPORTED
        return None if unsupported else answer

    async def close(self) -> None:
        """Let go of the connection. Jobs go on."""
        await self.backend.close()

    def note(self, error: BackendError | None) -> None:
        """Take note of what somebody else heard of this context: an answer (None), or an error."""
        if error is None:
            self._good()
            return
        trouble = self._bad(error, of_all=True)
        if self.connection.link is Link.CONNECTING:  # it has answered, if by an error, and never with data
            self._become(Connection(Link.UNREACHABLE, None, trouble))

    # --- inside ----------------------------------------------------------------------------------

    async def _read(self, call: Awaitable[T], *, of_all: bool = False) -> T | Trouble:
        try:
            answer = await call
        except BackendError as error:
            return self._bad(error, of_all=of_all)
        self._good()
        return answer

    def _good(self) -> None:
        self._become(Connection(Link.LIVE, self.clock.now()))

    def _bad(self, error: BackendError, *, of_all: bool = False) -> Trouble:
        """Take note of an error. ``of_all``: of what everybody sees; else it may be about one thing only."""
        trouble = trouble_of(error)
        link = link_after(trouble, self.connection.since, of_all=of_all)
        if link is not None:
            self._become(Connection(link, self.connection.since, trouble))
        return trouble

    def _become(self, connection: Connection) -> None:
        before, self.connection = self.connection, connection
        changed = (before.link, before.trouble) != (connection.link, connection.trouble)
        if changed and self.on_connection is not None:
            self.on_connection(connection)

    def _failed_act(self, action: Action, error: BackendError) -> Outcome:
        trouble = self._bad(error)
        kind = OutcomeKind.UNKNOWN
        if trouble.kind not in IN_DOUBT:
            kind = _OUTCOMES.get(trouble.kind, OutcomeKind.REFUSED)
        return _outcome(action, kind, " ".join(filter(None, (trouble.sentence, trouble.advice))))

    async def _seen(self, job: str) -> JobDetail | None:
        answer = await self.job(job)
        return None if isinstance(answer, Trouble) else answer

    async def _last_action(self, job: str) -> AuditEntry | None:
        answer = await self.audit(job, limit=5)
        if isinstance(answer, Trouble):
            return None
        done = (OutcomeKind.DONE, OutcomeKind.REQUESTED)
        return next((entry for entry in answer if entry.result in done), None)


def knows_rules(detail: JobDetail) -> bool:
    """Whether a job's nodes say enough of themselves for its future to be worked out here."""
    return bool(detail.nodes) and all(node.rules.kind is not NodeKind.OTHER for node in detail.nodes.values())


def _no_files(context: str) -> str:
    return f"{context} starts the workflows that it knows: a file of this machine is nothing to it"


def read_only_sentence(home: Home) -> str:
    """Say that nothing can be changed in a context, and why."""
    return home.policy.read_only_reason or f"the context {home.context} is read-only"


_OUTCOMES: Final = {
    TroubleKind.UNAUTHORIZED: OutcomeKind.FORBIDDEN,
    TroubleKind.FORBIDDEN: OutcomeKind.FORBIDDEN,
    TroubleKind.NOT_FOUND: OutcomeKind.NOT_FOUND,
    TroubleKind.CONFLICT: OutcomeKind.CONFLICT,
}


def _in_doubt(trouble: Trouble) -> Trouble:
    """Return what to say when a job may have been started: nothing that invites to start it again."""
    told = "\n".join((trouble.sentence, *trouble.detail.splitlines()))
    return Trouble(
        TroubleKind.UNKNOWN,
        "It is not known whether the job was started; it is not sent again.",
        "Look for it in the list first (4).",
        told,
    )


def _outcome(action: Action, kind: OutcomeKind, message: str) -> Outcome:
    return Outcome(action.job, action.node, kind, message, request_id=action.request_id)
