"""The local backend: the protocol of `console.backends.base` over our own HTTP API."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import quote

import httpx

from console.backends.base import NotFound, OutcomeUnknown, ProtocolError, Unreachable
from console.backends.local.failing import error_of
from console.backends.local.host import HostConnection
from console.backends.local.introduction import Introduction
from console.backends.local.launch import LaunchOptions, wait_until_gone
from console.backends.local.resume import resumed
from console.config.paths import find_paths
from console.config.state import StateFolder
from console.model import (
    Action,
    AuditCheck,
    AuditEntry,
    Capabilities,
    Counts,
    JobDetail,
    JobPage,
    Json,
    LogEnd,
    LogLine,
    LogRef,
    LogWindow,
    Outcome,
    OutcomeKind,
    PausedItem,
    Plan,
    Related,
    StartPlan,
    StartRequest,
    WorkflowInfo,
)

if TYPE_CHECKING:
    from console.wire.local.engine import EngineDocument, StopDocument
    from console.wire.local.log import FollowLine, WatchLine

# Documents are imported where they are read: a verb needs one or two of them, and each costs milliseconds.

ACT_TIMEOUT: Final = 30.0
"""Seconds that an action or a start may take before its outcome is called unknown."""

_START_PLAN: Final = "/v1/start-plan"
_STOP_TIMEOUT: Final = 600.0  # commands that are canceled first have their grace
_GONE: Final = 20.0


class LocalBackend(Introduction):
    """Jobs of the embedded engine of one state folder. One instance serves one context.

    The host is started by the first call that needs it, unless ``start_host`` is False: then `Unreachable`
    says that none runs. ``slots`` and ``idle_after`` (seconds) are for a host that is started here.
    """

    def __init__(
        self,
        name: str,
        state_dir: Path,
        *,
        start_host: bool = True,
        slots: int | None = None,
        idle_after: float | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._name = name
        host = HostConnection(
            StateFolder(state_dir),
            start_host=start_host,
            options=LaunchOptions(slots, idle_after),
            transport=transport,
        )
        super().__init__(host)
        self._known: Capabilities | None = None

    @classmethod
    def create(cls, name: str, settings: Mapping[str, Json]) -> Self:
        """Return the backend of a context.

        Of its settings ``state_dir``, ``slots`` and ``idle_after`` (seconds) matter here.
        """
        state_dir, slots, idle = (settings.get(key) for key in ("state_dir", "slots", "idle_after"))
        return cls(
            name,
            Path(state_dir) if isinstance(state_dir, str) else find_paths().state.path,
            slots=slots if isinstance(slots, int) else None,
            idle_after=idle if isinstance(idle, int | float) else None,
        )

    @property
    def context(self) -> str:
        """The name of the context that this backend answers for."""
        return self._name

    async def capabilities(self) -> Capabilities:
        """Tell what works here."""
        from console.wire.local.capabilities import CapabilitiesDocument

        if self._known is None:
            self._known = (await self._host.read("/v1/capabilities", CapabilitiesDocument)).to_capabilities()
        return self._known

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of the jobs that match ``query``, newest first."""
        from console.wire.local.job_list import JobPageDocument

        params: dict[str, str | int] = {"query": query, "limit": limit}
        if cursor is not None:
            params["cursor"] = cursor
        return (await self._host.read("/v1/jobs", JobPageDocument, params)).to_page(self._name)

    async def jobs_at(self, query: str, row: int, *, limit: int = 100) -> JobPage:
        """Return the jobs from ``row`` on."""
        from console.wire.local.job_list import JobPageDocument

        params: dict[str, str | int] = {"query": query, "limit": limit, "row": row}
        return (await self._host.read("/v1/jobs", JobPageDocument, params)).to_page(self._name)

    async def counts(self) -> Counts | None:
        """Count all jobs."""
        from console.wire.local.job_list import CountsDocument

        return (await self._host.read("/v1/counts", CountsDocument)).to_counts()

    async def job(self, job: str) -> JobDetail:
        """Return one job with its graph and executions. Raises NotFound."""
        from console.wire.local.job import JobDocument

        return (await self._host.read(_path(job), JobDocument)).to_detail(self._name)

    async def related(self, job: str) -> Sequence[Related]:
        """Return the jobs that have to do with this one. Raises NotFound."""
        from console.wire.local.job_list import RelatedDocument

        found = await self._host.read(_path(job, "/related"), RelatedDocument)
        return tuple(item.to_related(self._name) for item in found.items)

    async def paused(self) -> Sequence[PausedItem]:
        """Return every node that waits for a person, oldest first."""
        from console.wire.local.catalog import PausedInboxDocument

        found = await self._host.read("/v1/paused", PausedInboxDocument)
        return tuple(item.to_paused(self._name) for item in found.items)

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the workflows that can be started by id."""
        from console.wire.local.catalog import WorkflowsDocument

        found = await self._host.read("/v1/workflows", WorkflowsDocument)
        return tuple(item.to_workflow() for item in found.items)

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        """Return recorded actions, newest first, of one job or of all."""
        from console.wire.local.catalog import AuditTrailDocument

        params: dict[str, str | int] = {"limit": limit} if job is None else {"limit": limit, "job": job}
        found = await self._host.read("/v1/audit", AuditTrailDocument, params)
        return tuple(item.to_entry() for item in found.items)

    async def check_audit(self) -> AuditCheck:
        """Have the host read its whole record of actions, and tell whether it is as it was written."""
        from console.wire.local.catalog import AuditCheckDocument

        return (await self._host.read("/v1/audit/check", AuditCheckDocument)).to_check()

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log; the host gives at most 10,000 at once."""
        from console.wire.local.log import LogWindowDocument

        params = {**_log_params(ref), "first": first, "count": count}
        return (await self._host.read(_path(ref.job, "/log"), LogWindowDocument, params)).to_window()

    async def log_end(self, ref: LogRef, *, count: int) -> LogEnd:
        """Return the last lines of a log that the host is still counting."""
        from console.wire.local.log import LogEndDocument

        params = {**_log_params(ref), "count": count}
        return (await self._host.read(_path(ref.job, "/log/end"), LogEndDocument, params)).to_end()

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines that match a regular expression, from ``first`` on."""
        from console.wire.local.log import LogSearchDocument

        params = {**_log_params(ref), "pattern": pattern, "first": first, "limit": limit}
        return (await self._host.read(_path(ref.job, "/log/search"), LogSearchDocument, params)).lines

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> Sequence[int]:
        """Return the numbers of matching lines of ``first`` .. ``last`` (excluded)."""
        from console.wire.local.log import LogSearchDocument

        params = {**_log_params(ref), "pattern": pattern, "first": first, "last": last, "limit": limit}
        return (await self._host.read(_path(ref.job, "/log/search"), LogSearchDocument, params)).lines

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield batches of lines from ``first`` on as they come; ends when the log has ended.

        A stream that is cut is taken up again from the first line that has not come whole. Raises
        Unreachable when that fails several times in a row.
        """
        from console.wire.local.log import FollowLine

        path, missing = _path(ref.job, "/log/follow"), first

        def open_stream() -> "AsyncGenerator[FollowLine]":
            return self._host.documents(path, FollowLine, {**_log_params(ref), "first": missing})

        async with aclosing(resumed(self._host, open_stream)) as stream:
            async for document in stream:
                if document.error is not None:
                    raise error_of(document.error)
                if lines := document.to_lines():
                    missing = lines[-1].number + (not lines[-1].partial)
                    yield lines
                if document.end:
                    return

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed. An empty set says: connected, or connected again.

        After an empty set look at everything that is on the screen anew. Raises Unreachable when the host
        stops or cannot be reached several times in a row.
        """
        from console.wire.local.log import WatchLine

        def open_stream() -> "AsyncGenerator[WatchLine]":
            return self._host.documents("/v1/watch", WatchLine)

        async with aclosing(resumed(self._host, open_stream)) as stream:
            async for document in stream:
                if document.error is not None:
                    raise error_of(document.error)
                if document.changed is not None:
                    yield frozenset(document.changed)
                if document.end:
                    raise Unreachable("the engine closes", advice="start the console or any command again")

    async def plan(self, action: Action) -> Plan:
        """Tell what ``action`` would do, without doing it. Raises NotFound."""
        from console.wire.local.action import PlanDocument, action_request

        asked = action_request(action)
        # A plan changes nothing, so a broken connection leaves nothing unknown.
        try:
            found = await self._host.send("/v1/plan", asked, PlanDocument, patience=ACT_TIMEOUT)
        except OutcomeUnknown:
            found = await self._host.send("/v1/plan", asked, PlanDocument, patience=ACT_TIMEOUT)
        return found.to_plan()

    async def act(self, action: Action) -> Outcome:
        """Carry out one action, sent once. The actor is whoever this process runs as, as the host sees it."""
        from console.wire.local.action import OutcomesDocument, action_request

        asked: dict[str, Json] = {"items": [action_request(action)]}
        try:
            found = await self._host.send("/v1/actions", asked, OutcomesDocument, patience=ACT_TIMEOUT)
        except OutcomeUnknown as error:
            message = f"{error}; {error.advice}"
            return Outcome(
                action.job, action.node, OutcomeKind.UNKNOWN, message, request_id=action.request_id
            )
        if len(found.items) != 1:
            raise ProtocolError("the host answered one action with another number of outcomes")
        return found.items[0].to_outcome()

    async def start(self, request: StartRequest) -> str:
        """Start a job and return its id. Raises BadRequest with every error of the file in ``detail``."""
        from console.wire.local.action import StartedDocument, start_request

        asked = start_request(request)
        return (await self._host.send("/v1/jobs", asked, StartedDocument, patience=ACT_TIMEOUT)).id

    async def plan_start(self, request: StartRequest) -> StartPlan:
        """Tell what a start would do, or all that is wrong with it. Raises NotFound."""
        from console.wire.local.action import start_request
        from console.wire.local.start_plan import StartPlanDocument

        asked = start_request(request)
        # It changes nothing, so a broken connection leaves nothing unknown.
        try:
            found = await self._host.send(_START_PLAN, asked, StartPlanDocument, patience=ACT_TIMEOUT)
        except OutcomeUnknown:
            found = await self._host.send(_START_PLAN, asked, StartPlanDocument, patience=ACT_TIMEOUT)
        return found.to_plan()

    async def start_host(self) -> "EngineDocument":
        """Start the host if none runs, whoever stopped it, and tell how it is.

        Raises Unreachable if it does not start.
        """
        await self._host.start()
        return await self.engine_status()

    async def engine_status(self) -> "EngineDocument":
        """Tell what the engine is doing, of a host of any version. Raises Unreachable if none runs."""
        from console.wire.local.engine import EngineDocument

        return await self._host.read("/v1/engine", EngineDocument, as_is=True)

    async def stop_host(self, *, force: bool = False, kill: bool = False) -> "StopDocument":
        """End the host, of any version, and wait until it is gone. Raises Conflict while commands run.

        ``force`` leaves them running for the next host to take over, ``kill`` cancels their jobs first.
        """
        from console.wire.local.engine import StopDocument

        asked: dict[str, Json] = {"force": force, "kill": kill}
        stopped = await self._host.send(
            "/v1/engine/stop", asked, StopDocument, patience=_STOP_TIMEOUT, as_is=True
        )
        await self._host.close()
        if not await asyncio.to_thread(wait_until_gone, self._host.folder, _GONE):
            raise Unreachable(
                f"the host has been asked to stop and still holds {self._host.folder.path}",
                advice=f"see {self._host.folder.log}",
            )
        return stopped

    async def close(self) -> None:
        """Let go of connections. The host and its jobs go on."""
        await self._host.close()


def _path(job: str, rest: str = "") -> str:
    """Return the path of a job. Raises NotFound for what cannot be the id of one."""
    if not job or "/" in job or job in (".", ".."):
        raise NotFound(f"there is no job {job}", advice="list the jobs to find its id")
    return f"/v1/jobs/{quote(job, safe='')}{rest}"


def _log_params(ref: LogRef) -> dict[str, str | int]:
    return {"node": ref.node, "execution": ref.execution}
