"""Carrying out what a person asks of a job: one step, one audit entry, one transaction."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from console.core import plan as forecast
from console.core.stale import is_stale, version_of
from console.core.step import Refusal, step
from console.engine import audit_chain, questions
from console.engine.audit import audit_row, repeated
from console.engine.conflict import conflict_message
from console.engine.errors import UnknownJob
from console.engine.live import LiveJob
from console.engine.machine import Machine
from console.engine.once import Once
from console.model import (
    Action,
    AuditEntry,
    JobDetail,
    JobStatus,
    NodeStatus,
    Outcome,
    OutcomeKind,
    Plan,
    Verb,
)

_STILL_GOING: Final = frozenset({JobStatus.CANCELING, JobStatus.PAUSING})
_ENDINGS: Final = frozenset({"succeeded", "failed"})
_Request = tuple[str, str, str]


class Actions:
    """Answers actions, each once."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._once: Once[_Request, Outcome] = Once()

    async def act(self, action: Action, claimed: Mapping[str, str] | None) -> Outcome:
        """Carry out an action; the same request gets the same answer. Raises StoreError."""
        if action.request_id is None:
            return await self._act(action, claimed)
        key = (action.request_id, action.job, action.node or "")
        return await self._once.do(key, lambda: self._act_once(key, action, claimed))

    async def plan(self, action: Action) -> Plan:
        """Tell what an action would do. Raises UnknownJob, StoreError."""
        number = questions.job_number(action.job)
        live = None if number is None else self._machine.jobs.get(number)
        if live is not None:
            detail = live.detail
        else:
            stored = (
                None
                if number is None
                else await self._machine.reader.read(
                    lambda c: questions.find_job(c, number, executions=False)
                )
            )
            if stored is None:
                raise UnknownJob(action.job)
            detail = stored.detail
        return await asyncio.to_thread(forecast.plan, detail, action, now=self._machine.clock.now())

    async def _act_once(self, key: _Request, action: Action, claimed: Mapping[str, str] | None) -> Outcome:
        entry = await self._machine.reader.read(lambda c: questions.answer(c, *key))
        if entry is not None:
            return repeated(entry, action)
        return await self._act(action, claimed)

    async def _act(self, action: Action, claimed: Mapping[str, str] | None) -> Outcome:
        machine = self._machine
        if machine.trouble is not None:
            raise machine.trouble
        number = questions.job_number(action.job)
        live = None if number is None else await machine.find(number)
        if live is None:
            outcome = Outcome(
                action.job, action.node, OutcomeKind.NOT_FOUND, f"there is no job {action.job}",
                request_id=action.request_id,
            )  # fmt: skip
            await self._record(action, outcome, machine.clock.now(), None, None, claimed)
            return outcome
        history = await self._history(live, action)
        while machine.jobs.get(live.id) is not live:  # it ended meanwhile, or memory was thrown away
            if machine.trouble is not None:
                raise machine.trouble
            live = await machine.find(live.id)
            if live is None:
                raise UnknownJob(action.job)
        # From here to the answer nothing is awaited: nobody comes between the check and the change.
        now, before = machine.clock.now(), live.detail
        answer = step(before, action, now=now, graph=live.graph)
        if isinstance(answer, Refusal):
            outcome = self._refused(before, action, answer, history, now)
            await self._record(action, outcome, now, before, before, claimed)
            machine.jobs.drop_if_done(live)
            return outcome
        machine.change(live, answer, now)
        outcome = _done(live, action, unchanged=answer.unchanged)
        await self._record(action, outcome, now, before, live.detail, claimed)
        return outcome

    async def _history(self, live: LiveJob, action: Action) -> list[AuditEntry]:
        """Return who did what before, for an action that may have been overtaken."""
        if not is_stale(live.detail, action):
            return []
        job = str(live.id)
        return await self._machine.reader.read(lambda c: questions.changes_of(c, job, action.node))

    def _refused(
        self,
        detail: JobDetail,
        action: Action,
        refusal: Refusal,
        history: list[AuditEntry],
        now: datetime,
    ) -> Outcome:
        message = refusal.message
        if refusal.kind is OutcomeKind.CONFLICT:
            message = conflict_message(detail, action, history, now)
        version = version_of(detail, action.node)
        return Outcome(action.job, action.node, refusal.kind, message, version, action.request_id)

    async def _record(
        self,
        action: Action,
        outcome: Outcome,
        at: datetime,
        before: JobDetail | None,
        after: JobDetail | None,
        claimed: Mapping[str, str] | None,
    ) -> None:
        journal = self._machine.journal
        row = audit_row(action, outcome, at, before=before, after=after, claimed=claimed)
        journal.add(audit_chain.INSERT, row)
        await journal.committed()


def _done(live: LiveJob, action: Action, *, unchanged: bool) -> Outcome:
    detail = live.detail
    kind = OutcomeKind.DONE
    if action.node is None:
        status, name = str(detail.job.status), f"job {live.id}"
        if detail.job.status in _STILL_GOING and action.verb in (Verb.CANCEL, Verb.PAUSE):
            kind = OutcomeKind.REQUESTED
    else:
        node = detail.nodes[action.node]
        status, name = node.status.words, node.id
        if node.status is NodeStatus.STOPPING:
            kind = OutcomeKind.REQUESTED
    verb = "has" if status in _ENDINGS else "is"
    message = f"{name} {verb} {status}{' already' if unchanged else ''}"
    if action.verb is Verb.PRIORITY:
        message = f"{name} has priority {detail.job.priority}{' already' if unchanged else ''}"
    version = version_of(detail, action.node)
    return Outcome(action.job, action.node, kind, message, version, action.request_id)
