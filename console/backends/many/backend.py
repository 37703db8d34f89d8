"""The backend over several contexts. A job's id is ``CONTEXT/ID`` here, and its context answers for it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar, cast

from console.backends.base import Backend, BackendError, BadRequest, Forbidden, NotFound
from console.backends.many.abilities import joint_capabilities, joint_counts, when_done
from console.backends.many.asking import Call, Members, nobody, parted
from console.backends.many.cursor import Place, read_cursor, write_cursor
from console.backends.many.member import Member, is_silent, sentence
from console.backends.many.merging import Position, merged
from console.backends.many.one import OneOfMany
from console.backends.many.query import split_over
from console.backends.many.renaming import (
    detail_of,
    entry_of,
    job_of,
    outcome_of,
    paused_of,
    related_of,
    workflow_of,
)
from console.backends.many.watching import Sleep, Watch
from console.core.context_name import LIST, full_name, split_name
from console.model import (
    Action,
    AuditEntry,
    Capabilities,
    Counts,
    JobDetail,
    JobPage,
    Outcome,
    OutcomeKind,
    PausedItem,
    Plan,
    Related,
    StartRequest,
    WorkflowInfo,
)

T = TypeVar("T")

_LAST = datetime.max.replace(tzinfo=UTC)


class ManyBackend(OneOfMany):
    """Several contexts in one list.

    ``read_only`` maps the contexts in which nothing may be changed to the sentence why. ``patience`` is how
    many seconds a context may keep a list waiting; None waits for each as long as its own time-out lets it.
    """

    def __init__(
        self,
        backends: Sequence[Backend],
        *,
        read_only: Mapping[str, str] | None = None,
        patience: float | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        super().__init__(Members(backends, patience=patience))
        self.members.came_late = lambda _: self._look_again()
        self._read_only = dict(read_only or {})
        self._sleep = sleep
        self._watches: list[Watch] = []

    @property
    def context(self) -> str:
        """The names of all contexts."""
        return LIST.join(self.members.each)

    async def capabilities(self) -> Capabilities:
        """Tell what works in any of the contexts. Raises BackendError where none of them answers."""
        errors = await self.members.learn()
        if not self.members.known:
            raise nobody(errors)
        return joint_capabilities(self.members.known)

    # --- lists ------------------------------------------------------------------------------------

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """Return one page of all contexts' jobs; ``missing`` tells which contexts are not in it."""
        begun = None if cursor is None else read_cursor(query, cursor)
        unknown = await self.members.learn()
        known = self.members.known
        if not known:
            raise nobody(unknown)
        asked = split_over(query, known)
        errors: dict[str, BackendError] = {**asked.refused}
        errors |= {name: error for name, error in unknown.items() if begun is None or name in begun.positions}
        begin = Position() if begun is None else Position(out=True)
        places: Mapping[str, Position] = {} if begun is None else begun.positions
        positions = {name: places.get(name, begin) for name in asked.texts}
        size = max(1, limit) if begun is None else begun.size

        async def read(name: str, cursor: str | None, limit: int) -> JobPage:
            text = asked.texts[name]

            async def page(backend: Backend) -> JobPage:
                return await backend.jobs(text, cursor=cursor, limit=limit)

            found = await self._ask(name, ("jobs", text, cursor, limit), page)
            return replace(found, items=tuple(job_of(name, job) for job in found.items))

        answer = await merged(positions, read, asked.order, max(1, limit), size=size)
        errors |= answer.errors
        errors |= {name: self._left_out(name) for name, at in positions.items() if at.out}
        self._break_off({**unknown, **answer.errors})
        if errors and not answer.items and len(errors) == len({*positions, *errors}):
            raise nobody(errors)
        following = None if answer.positions is None else write_cursor(query, Place(answer.positions, size))
        missing = tuple(sentence(name, error) for name, error in sorted(errors.items()))
        return JobPage(answer.items, following, None if errors else answer.total, missing)

    async def counts(self) -> Counts | None:
        """Count the jobs of all contexts; None where one of them does not count, or does not answer."""

        async def count(backend: Backend) -> Counts | None:
            return await backend.counts()

        found, errors = parted(await self._ask_all("counts", count))
        return None if errors else joint_counts(list(found.values()))

    async def paused(self) -> Sequence[PausedItem]:
        """Return every node that waits for a person in the contexts that answer, oldest first."""

        async def wait(backend: Backend) -> Sequence[PausedItem]:
            return await backend.paused()

        found, _ = parted(await self._ask_all("paused", wait))
        items = [paused_of(name, item) for name, each in found.items() for item in each]
        return sorted(items, key=lambda item: item.since or _LAST)

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return what can be started in the contexts that answer."""

        async def start(backend: Backend) -> Sequence[WorkflowInfo]:
            return await backend.workflows()

        await self.members.learn()
        able = [name for name, each in self.members.known.items() if each.start]
        found, _ = parted(await self._ask_all("workflows", start, names=able))
        return [workflow_of(name, each) for name, workflows in found.items() for each in workflows]

    async def audit(self, job: str | None = None, *, limit: int = 200) -> Sequence[AuditEntry]:
        """Return recorded actions, newest first, of one job or of all contexts that answer."""
        if job is not None:
            member, id_ = self.of(job)
            entries = await self.members.of_one(member, member.backend.audit(id_, limit=limit))
            return [entry_of(member.name, entry) for entry in entries]

        async def record(backend: Backend) -> Sequence[AuditEntry]:
            return await backend.audit(limit=limit)

        found, _ = parted(await self._ask_all(("audit", limit), record))
        all_ = [entry_of(name, entry) for name, each in found.items() for entry in each]
        return sorted(all_, key=when_done, reverse=True)[:limit]

    # --- one job ----------------------------------------------------------------------------------

    async def job(self, job: str) -> JobDetail:
        """Return one job. Raises NotFound, also for an id without its context."""
        member, id_ = self.of(job)
        return detail_of(member.name, await self.members.of_one(member, member.backend.job(id_)))

    async def related(self, job: str) -> Sequence[Related]:
        """Return the jobs of the same context that have to do with this one."""
        member, id_ = self.of(job)
        found = await self.members.of_one(member, member.backend.related(id_))
        return [related_of(member.name, each) for each in found]

    # --- changes ----------------------------------------------------------------------------------

    async def watch(self) -> AsyncIterator[frozenset[str]]:
        """Yield sets of changed ids of all contexts; each is connected again by itself.

        Raises BackendError only when none of them can be reached.
        """
        watch = Watch(self.members, self._sleep)
        self._watches.append(watch)
        try:
            async with aclosing(cast("AsyncGenerator[frozenset[str]]", watch.changes())) as changes:
                async for changed in changes:
                    yield changed
        finally:
            self._watches.remove(watch)

    async def plan(self, action: Action) -> Plan:
        """Ask the job's context what ``action`` would do."""
        member, id_ = self.of(action.job)
        if (why := self._read_only.get(member.name)) is not None:
            return Plan(refusal=why)
        return await self.members.of_one(member, member.backend.plan(replace(action, job=id_)))

    async def act(self, action: Action) -> Outcome:
        """Let the job's context carry out one action."""
        try:
            member, id_ = self.of(action.job)
        except NotFound as error:
            return Outcome(action.job, action.node, OutcomeKind.NOT_FOUND, f"{error}; {error.advice}")
        if (why := self._read_only.get(member.name)) is not None:
            return Outcome(action.job, action.node, OutcomeKind.FORBIDDEN, f"nothing was sent: {why}")
        outcome = await self.members.of_one(member, member.backend.act(replace(action, job=id_)))
        return outcome_of(member.name, outcome)

    async def start(self, request: StartRequest) -> str:
        """Start a job in the context that ``request.workflow`` names, or in the only one that can."""
        member, workflow = await self._starter(request)
        if (why := self._read_only.get(member.name)) is not None:
            raise Forbidden(f"nothing was started: {why}")
        started = member.backend.start(replace(request, workflow=workflow))
        return full_name(member.name, await self.members.of_one(member, started))

    async def close(self) -> None:
        """Let go of every context's connections. Jobs go on."""
        await self.members.close()

    # --- inside -----------------------------------------------------------------------------------

    async def _starter(self, request: StartRequest) -> tuple[Member, str | None]:
        """Return where a job is to be started, and what it is called there. Raises BadRequest."""
        await self.members.learn()
        parts = None if request.workflow is None else split_name(request.workflow, self.members.each)
        if parts is not None:
            return self.members.each[parts[0]], parts[1]
        able = [name for name, each in self.members.known.items() if each.start]
        if len(able) == 1:
            return self.members.each[able[0]], request.workflow
        where = f"one of {', '.join(able)}" if able else "none of these contexts can start jobs"
        raise BadRequest("it is not said in which context to start it", advice=f"name the context: {where}")

    async def _ask(self, name: str, question: object, call: Call[T]) -> T:
        return await self.members.ask(self.members.each[name], question, call)

    async def _ask_all(
        self, question: object, call: Call[T], *, names: Sequence[str] | None = None
    ) -> dict[str, T | BackendError]:
        answers = await self.members.ask_all(question, call, names=names)
        self._break_off({name: each for name, each in answers.items() if isinstance(each, BackendError)})
        return answers

    def _left_out(self, name: str) -> BackendError:
        return self.members.each[name].trouble or BackendError("it did not answer when this list was begun")

    def _break_off(self, errors: Mapping[str, BackendError]) -> None:
        """Let whoever watches connect again what did not answer: so it is noticed when it is back."""
        for name, error in errors.items():
            if is_silent(error) and not self.members.each[name].mending:
                for watch in self._watches:
                    watch.broke(name)

    def _look_again(self) -> None:
        for watch in self._watches:
            watch.look_again()
