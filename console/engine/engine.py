"""The embedded engine: what the host's routes call. One instance owns one state folder.

It runs on one asyncio loop; no call blocks it. What is returned has been committed: a job that `start`
names and an action that is `done` survive a power cut. Rules of jobs and nodes are `core.step`'s; the
rooms beside this file carry them out.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from console.core.clock import Clock, SystemClock
from console.model import (
    Action,
    AuditEntry,
    Counts,
    JobDetail,
    JobPage,
    LogLine,
    LogRef,
    LogWindow,
    Outcome,
    PausedItem,
    Plan,
    Related,
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
        self._clock = clock or SystemClock()
        self._state_dir = state_dir
        self._slots = slots
        self._run_dir = run_dir
        self._environment = environment

    async def start(self) -> None:
        """Open the store, take the commands of an earlier engine over, and begin to schedule.

        Raises StoreError.
        """
        raise NotImplementedError

    async def close(self, *, leave_running: bool = True) -> None:
        """Stop scheduling and close the store. Safe to call twice.

        Running commands go on and are adopted by the next engine, unless ``leave_running`` is False:
        then they are canceled first, as by `cancel_all`.
        """
        raise NotImplementedError

    async def jobs(self, query: str = "", *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of the jobs that match ``query``, newest first unless it sorts. Raises BadQuery.

        ``limit`` is cut to 1..1000.
        """
        raise NotImplementedError

    async def counts(self) -> Counts:
        """Count all jobs by status and by attention."""
        raise NotImplementedError

    async def job(self, job: str) -> JobDetail:
        """Return one job with its nodes and executions. Raises UnknownJob."""
        raise NotImplementedError

    async def related(self, job: str) -> Sequence[Related]:
        """Return the runs of the same workflow before and after this one. Raises UnknownJob."""
        raise NotImplementedError

    async def paused(self) -> Sequence[PausedItem]:
        """Return every node that waits for a person, oldest first."""
        raise NotImplementedError

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the workflows that were started here, the newest version of each, by name."""
        raise NotImplementedError

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        """Return recorded actions, newest first, of one job or of all. Raises UnknownJob."""
        raise NotImplementedError

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines ``first`` .. of a log. A negative ``first`` counts from the end.

        Raises UnknownJob, UnknownNode, UnknownExecution.
        """
        raise NotImplementedError

    def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield batches of lines from ``first`` on as they come; ends when the log has ended.

        A last line without its newline is sent as partial, and again under the same number when it grows.
        The first step raises UnknownJob, UnknownNode, UnknownExecution.
        """
        raise NotImplementedError

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines from ``first`` on that match a regular expression.

        Raises BadQuery for a pattern that is not one, UnknownJob, UnknownNode, UnknownExecution.
        """
        raise NotImplementedError

    def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of ids of jobs that changed; the first set comes at once and is empty.

        What changes while the consumer is busy is gathered into its next set. Ends when the engine closes.
        """
        raise NotImplementedError

    async def plan(self, action: Action) -> Plan:
        """Tell what ``action`` would do, without doing it. Raises UnknownJob."""
        raise NotImplementedError

    async def act(self, action: Action, *, claimed: Mapping[str, str] | None = None) -> Outcome:
        """Carry out one action; it is committed and audited, refused ones too, when this returns.

        ``action.actor`` is who the caller has proved to be; ``claimed`` is what the client said besides
        (SUDO_USER, SSH_CONNECTION). The same request id on the same target gets the stored answer.
        Raises StoreError if nothing could be written: then nothing was done.
        """
        raise NotImplementedError

    async def start_job(
        self, request: StartRequest, *, actor: str, claimed: Mapping[str, str] | None = None
    ) -> str:
        """Store a new job and return its id. The same request id gets the id of the first one.

        Raises InvalidWorkflow with every error of the file and the parameters, UnknownWorkflow, StoreError.
        """
        raise NotImplementedError

    def status(self) -> EngineStatus:
        """Tell what the engine is doing now."""
        raise NotImplementedError

    async def cancel_all(self, *, actor: str = "", reason: str | None = None) -> int:
        """Cancel every job that has a command running, start nothing else, and wait until none runs.

        Returns how many jobs were canceled. Their finally nodes still run. For `engine stop --kill`.
        """
        raise NotImplementedError
