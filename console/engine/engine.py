"""The embedded engine: what the host's routes call. One instance owns one state folder.

It runs on one asyncio loop; no call blocks it. What is returned has been committed: a job that `start`
names and an action that is `done` survive a power cut. Rules of jobs and nodes are `core.step`'s; the
rooms beside this file carry them out.
"""

import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

from console.core.clock import Clock, SystemClock
from console.engine import audit_chain, questions
from console.engine.actions import Actions
from console.engine.base_environment import base_environment
from console.engine.clean import clean, clean_action, clean_claims, clean_request
from console.engine.drain import cancel_all
from console.engine.errors import Closed, UnknownJob
from console.engine.folder import OwnedFolder
from console.engine.inbox import paused_items
from console.engine.job_list import JobList
from console.engine.log_search import END
from console.engine.logs import Logs
from console.engine.machine import Machine
from console.engine.places import Places
from console.engine.reader import Reader
from console.engine.recovery import recover, resync
from console.engine.start import Starts
from console.engine.writer import Writer
from console.model import (
    Action,
    AuditCheck,
    AuditEntry,
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
    WorkflowInfo,
)


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What the engine is doing. ``running`` counts commands, adopted ones too; ``queued`` ready nodes."""

    pid: int
    slots: int
    running: int
    queued: int
    jobs: int
    """Jobs that have not ended."""
    adopted: int
    """Commands that were started by an earlier host and still run."""
    state_dir: str
    trouble: str | None = None
    """Why nothing can be written at present (disk full), or None."""


class Engine:
    """Runs jobs on this machine, out of one state folder."""

    def __init__(
        self,
        state_dir: Path,
        *,
        slots: int,
        clock: Clock | None = None,
        run_dir: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Prepare an engine; nothing is touched before `start`.

        ``slots`` is how many commands run at a time, at least 1. ``run_dir`` holds control files and is
        ``state_dir/run`` unless given (a tmpfs makes starts cheaper). ``environment`` is the host's own,
        of which commands see PATH, HOME, USER, LOGNAME, LANG, SHELL and TZ; the process's if None.
        """
        if slots < 1:
            raise ValueError(f"an engine needs at least one slot, not {slots}")
        self._clock = clock or SystemClock()
        self._places = Places(state_dir, run_dir)
        self._slots = slots
        self._environment = environment
        self._open: _Open | None = None

    async def start(self) -> None:
        """Open the store, take the commands of an earlier engine over, and begin to schedule.

        Raises StoreError.
        """
        if self._open is not None:
            return
        folder = OwnedFolder.take(self._places.state)
        writer = Writer(self._places.database)
        try:
            self._places.make()
            writer.open()
            self._open = await self._begin(folder, writer)
        except BaseException:
            await writer.close()
            folder.release()
            raise

    async def close(self, *, leave_running: bool = True) -> None:
        """Stop scheduling and close the store. Safe to call twice.

        Running commands go on and are adopted by the next engine, unless ``leave_running`` is False:
        then they are canceled first, as by `cancel_all`.
        """
        opened, self._open = self._open, None
        if opened is None:
            return
        if not leave_running:
            await cancel_all(opened.machine, opened.actions, "", "the engine is closed")
        await opened.machine.close()
        # The writer last: only the last connection brings the log of the changes home into the file.
        await opened.reader.close()
        await opened.writer.close()
        opened.folder.release()

    async def jobs(
        self,
        query: str = "",
        *,
        cursor: str | None = None,
        limit: int = 100,
        row: int = 0,
        me: str | None = None,
        zone: tzinfo = UTC,
    ) -> JobPage:
        """Return one page of the jobs that match ``query``, newest first unless it sorts. Raises BadQuery.

        ``limit`` is cut to 1..1000. Without a cursor the page begins at ``row``. ``me`` is the owner that
        ``owner:me`` means, dates are those of ``zone``.
        """
        return await self._now.list.page(query, cursor, limit, row=row, me=me, zone=zone)

    async def counts(self) -> Counts:
        """Count all jobs by status and by attention."""
        return await self._now.reader.read(questions.counts)

    async def job(self, job: str) -> JobDetail:
        """Return one job with its nodes and executions. Raises UnknownJob."""
        number = self._number(job)
        found = await self._now.reader.read(lambda c: questions.find_job(c, number))
        if found is None:
            raise UnknownJob(job)
        return found.detail

    async def related(self, job: str) -> Sequence[Related]:
        """Return the runs of the same workflow before and after this one. Raises UnknownJob."""
        number = self._number(job)
        found = await self._now.reader.read(lambda c: questions.related(c, number))
        if found is None:
            raise UnknownJob(job)
        return found

    async def paused(self) -> Sequence[PausedItem]:
        """Return every node that waits for a person, oldest first."""
        return paused_items(self._now.machine.jobs, self._clock.now())

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the workflows that were started here, the newest version of each, by name."""
        return await self._now.reader.read(questions.workflows)

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        """Return recorded actions, newest first, of one job or of all. Raises UnknownJob."""
        if job is not None:
            number = self._number(job)
            if not await self._now.reader.read(lambda c: questions.exists(c, number)):
                raise UnknownJob(job)
        return await self._now.reader.read(lambda c: questions.audit(c, job, max(1, limit)))

    async def check_audit(self) -> AuditCheck:
        """Read the whole record of actions, and tell whether it is as it was written."""
        return await self._now.reader.read(audit_chain.check)

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log. A negative ``first`` counts from the end.

        Raises UnknownJob, UnknownNode, UnknownExecution.
        """
        return await self._now.logs.window(ref, first, count)

    async def log_end(self, ref: LogRef, *, count: int) -> LogEnd:
        """Return the last lines of a log whose lines have still to be counted; see `LogEnd`."""
        return await self._now.logs.end(ref, count)

    def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield batches of lines from ``first`` on as they come; ends when the log has ended.

        A last line without its newline is sent as partial, and again under the same number when it grows.
        The first step raises UnknownJob, UnknownNode, UnknownExecution.
        """
        return self._now.logs.follow(ref, first)

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, last: int | None = None, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines ``first`` .. ``last`` (excluded) that match a regular expression.

        Raises BadQuery for a pattern that is not one, UnknownJob, UnknownNode, UnknownExecution.
        """
        return await self._now.logs.search(
            ref, pattern, range(max(0, first), END if last is None else last), limit
        )

    def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed; the first set comes at once and is empty.

        What changes while the consumer is busy is gathered into its next set. Ends when the engine closes.
        """
        return self._now.machine.watchers.listen()

    async def plan(self, action: Action) -> Plan:
        """Tell what ``action`` would do, without doing it. Raises UnknownJob."""
        return await self._now.actions.plan(clean_action(action))

    async def act(self, action: Action, *, claimed: Mapping[str, str] | None = None) -> Outcome:
        """Carry out one action; it is committed and audited, refused ones too, when this returns.

        ``action.actor`` is who the caller has proved to be; ``claimed`` is what the client said besides
        (SUDO_USER, SSH_CONNECTION). The same request id on the same target gets the stored answer.
        Raises StoreError if nothing could be written: then nothing was done.
        """
        return await self._now.actions.act(clean_action(action), clean_claims(claimed))

    async def start_job(
        self, request: StartRequest, *, actor: str, claimed: Mapping[str, str] | None = None
    ) -> str:
        """Store a new job and return its id. The same request id gets the id of the first one.

        Raises InvalidWorkflow with every error of the file and the parameters, UnknownWorkflow, StoreError.
        """
        request = clean_request(request)
        return await self._now.starts.start(request, clean(actor), clean_claims(claimed))

    async def plan_start(self, request: StartRequest) -> StartPlan:
        """Tell what a start would do, with everything that is wrong with it. Stores nothing.

        Raises UnknownWorkflow, StoreError.
        """
        return await self._now.starts.plan(clean_request(request))

    def status(self) -> EngineStatus:
        """Tell what the engine is doing now."""
        machine = self._now.machine
        return EngineStatus(
            pid=os.getpid(),
            slots=self._slots,
            running=len(machine.executions),
            queued=sum(len(live.ready) for live in machine.jobs),
            jobs=len(machine.jobs),
            adopted=len(machine.adopted),
            state_dir=str(self._places.state),
            trouble=None if machine.trouble is None else str(machine.trouble),
        )

    @property
    def owns_folder(self) -> bool:
        """Whether the state folder is still the one that was opened: it may have been removed or replaced.

        Raises OSError.
        """
        return self._now.folder.is_ours

    async def cancel_all(self, *, actor: str = "", reason: str | None = None) -> int:
        """Cancel every job that has a command running, start nothing else, and wait until none runs.

        Returns how many jobs were canceled. Their finally nodes still run. For `engine stop --kill`.
        """
        return await cancel_all(self._now.machine, self._now.actions, actor, reason)

    @property
    def _now(self) -> "_Open":
        if self._open is None:
            raise Closed
        return self._open

    def _number(self, job: str) -> int:
        number = questions.job_number(job)
        if number is None:
            raise UnknownJob(job)
        return number

    async def _begin(self, folder: OwnedFolder, writer: Writer) -> "_Open":
        reader = Reader(self._places.database)
        writer.run()
        machine = Machine(
            self._places,
            writer,
            reader,
            slots=self._slots,
            clock=self._clock,
            base=base_environment(self._environment),
            host=socket.gethostname(),
        )
        machine.on_failure = lambda: resync(machine, writer)
        try:
            last_job, _ = await reader.read(questions.last_ids)
            last_workflow = await reader.read(questions.last_workflow)
            await recover(machine)
        except BaseException:
            await machine.close()
            await reader.close()
            raise
        return _Open(
            folder,
            writer,
            reader,
            machine,
            Actions(machine),
            Starts(machine, last_job=last_job, last_workflow=last_workflow),
            JobList(reader, self._clock),
            Logs(reader, self._places, machine.log_bells, machine.running),
        )


@dataclass(frozen=True, slots=True)
class _Open:
    """What an engine has while it is started."""

    folder: OwnedFolder
    writer: Writer
    reader: Reader
    machine: Machine
    actions: Actions
    starts: Starts
    list: JobList
    logs: Logs
