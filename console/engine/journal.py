"""What one turn of the loop changed, written as one change, with what waits for it to be on the disk.

A turn begins with the first `touch` or `add`, and ends when the loop is free (`soon`) or a little later
(`later`, for news that nobody waits for, so that it shares a commit with what follows).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from console.engine import rows
from console.engine.errors import StoreError
from console.engine.live import LiveJob
from console.engine.writer import SqlRow, Statement, Writer

LATER: Final = 0.02
"""Seconds that news may wait for company on its way to the disk."""


class Owner(Protocol):
    """What the journal asks of the engine."""

    def before_write(self) -> None:
        """Add what follows from this turn: free slots are given to ready nodes."""
        ...

    def written(self, jobs: frozenset[LiveJob]) -> None:
        """Hear that these jobs are on the disk as they were when the turn ended."""
        ...

    def write_failed(self, error: StoreError) -> None:
        """Hear that nothing of the turn is on the disk."""
        ...


@dataclass(slots=True)
class _Turn:
    jobs: dict[int, LiveJob] = field(default_factory=dict[int, LiveJob])
    new: list[Statement] = field(default_factory=list[Statement])
    new_jobs: set[int] = field(default_factory=set[int])
    statements: list[Statement] = field(default_factory=list[Statement])
    after: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])
    waiters: "list[asyncio.Future[None]]" = field(default_factory=list["asyncio.Future[None]"])


class Journal:
    """Gathers the changes of a turn and hands them to the writer."""

    def __init__(self, writer: Writer, owner: Owner) -> None:
        self._writer = writer
        self._owner = owner
        self._turn = _Turn()
        self._soon: asyncio.Handle | None = None
        self._later: asyncio.TimerHandle | None = None
        self._in_flight: set[asyncio.Future[None]] = set()

    def touch(self, live: LiveJob, *, urgent: bool = True) -> None:
        """Note that a job has changed."""
        self._turn.jobs[live.id] = live
        if urgent:
            self.soon()
        else:
            self.later()

    def add_job(self, live: LiveJob, statements: list[Statement]) -> None:
        """Add a job that is not in the store yet, before everything else of the turn."""
        self._turn.jobs[live.id] = live
        self._turn.new_jobs.add(live.id)
        self._turn.new.extend(statements)

    def add(self, sql: str, row: SqlRow) -> None:
        """Add a row of its own to the turn (an execution, an audit entry), after those of the jobs."""
        self._turn.statements.append(Statement(sql, (row,)))

    def after(self, call: Callable[[], None]) -> None:
        """Do this when the turn is on the disk. It is not done if that fails."""
        self._turn.after.append(call)

    async def committed(self) -> None:
        """Wait until this turn is on the disk. Raises StoreError if it cannot be written."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._turn.waiters.append(waiter)
        self.soon()
        await waiter

    def soon(self) -> None:
        """End the turn when the loop has done what it is at."""
        if self._soon is None:
            self._soon = asyncio.get_running_loop().call_soon(self.write)

    def later(self) -> None:
        """End the turn in a moment, unless something urgent ends it before."""
        if self._soon is None and self._later is None:
            self._later = asyncio.get_running_loop().call_later(LATER, self.write)

    def write(self) -> None:
        """End the turn now."""
        self._cancel_timers()
        self._owner.before_write()
        self._cancel_timers()
        turn, self._turn = self._turn, _Turn()
        jobs = [
            live
            for live in turn.jobs.values()
            if live.changed or live.job_changed or live.id in turn.new_jobs
        ]
        statements = [*turn.new, *_job_statements(jobs), *turn.statements]
        if not statements:
            self._finish(turn, jobs)
            return
        for live in jobs:
            live.changed.clear()
            live.job_changed = False
            live.unwritten += 1
        done = self._writer.submit(statements)
        self._in_flight.add(done)
        done.add_done_callback(lambda done: self._done(done, turn, jobs))

    async def drain(self) -> None:
        """Write what there is and wait for all that is under way; failures are told to their callers."""
        self.write()
        await self.settled()

    async def settled(self) -> None:
        """Wait for all that is under way."""
        while self._in_flight:
            await asyncio.wait(self._in_flight)

    def forget(self, error: StoreError) -> None:
        """Drop what was gathered: it was built on what is not on the disk."""
        self._cancel_timers()
        turn, self._turn = self._turn, _Turn()
        _fail(turn, error)

    def _cancel_timers(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _done(self, done: "asyncio.Future[None]", turn: _Turn, jobs: list[LiveJob]) -> None:
        self._in_flight.discard(done)
        error = done.exception()
        for live in jobs:
            live.unwritten -= 1
        if isinstance(error, StoreError):
            _fail(turn, error)
            self._owner.write_failed(error)
        else:
            self._finish(turn, jobs)

    def _finish(self, turn: _Turn, jobs: list[LiveJob]) -> None:
        for call in turn.after:
            _do(call)
        for waiter in turn.waiters:
            if not waiter.done():
                waiter.set_result(None)
        if jobs:
            self._owner.written(frozenset(jobs))


def _do(call: Callable[[], None]) -> None:
    """Do what waited for the disk; what goes wrong there holds up nobody else who waited."""
    try:
        call()
    except Exception as error:  # noqa: BLE001 - told to the loop's handler, as if it had been called by the loop
        told = {"message": "after a commit", "exception": error}
        asyncio.get_running_loop().call_exception_handler(told)


def _fail(turn: _Turn, error: StoreError) -> None:
    for waiter in turn.waiters:
        if not waiter.done():
            waiter.set_exception(error)


def _job_statements(jobs: list[LiveJob]) -> list[Statement]:
    job_rows: list[SqlRow] = [(*rows.job_values(live.detail), live.id) for live in jobs if live.job_changed]
    node_rows: list[SqlRow] = [
        (*rows.node_values(live.detail.nodes[id_]), live.id, live.index[id_])
        for live in jobs
        for id_ in live.changed
    ]
    statements: list[Statement] = []
    if job_rows:
        statements.append(Statement(rows.UPDATE_JOB, job_rows))
    if node_rows:
        statements.append(Statement(rows.UPDATE_NODE, node_rows))
    return statements
