"""From a request to a job on the disk: the file is checked whole, its text kept, its nodes planned."""

import asyncio
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from console.core.event import Begun
from console.core.step import Refusal, step
from console.engine import audit_chain, questions, rows
from console.engine.audit import start_row
from console.engine.errors import Fault, InvalidWorkflow, UnknownWorkflow
from console.engine.live import LiveJob
from console.engine.machine import Machine
from console.engine.moments import to_us
from console.engine.once import Once
from console.engine.prompts import fill_prompts
from console.engine.rules_text import rules_text, text_key
from console.engine.writer import SqlRow, Statement
from console.model import Job, JobDetail, JobStatus, Node, StartRequest
from console.workflow import (
    ParameterErrors,
    ParameterValue,
    Plan,
    Workflow,
    WorkflowErrors,
    describe_unsupported,
    expand,
    job_name,
    parse,
    resolve_params,
    workflow_info,
)

_FIND_WORKFLOW: Final = "SELECT id FROM workflow WHERE sha256 = ?"


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A start that can be carried out."""

    workflow: Workflow
    params: Mapping[str, ParameterValue]
    plan: Plan
    name: str
    sha256: str


class Starts:
    """Stores new jobs."""

    def __init__(self, machine: Machine, *, last_job: int, last_workflow: int) -> None:
        self._machine = machine
        self._last_job = last_job
        self._last_workflow = last_workflow
        self._workflow_ids: dict[str, int] = {}
        self._once: Once[str, str] = Once()

    async def start(self, request: StartRequest, actor: str, claimed: Mapping[str, str] | None) -> str:
        """Store a new job and return its id; the same request gets the same job.

        Raises InvalidWorkflow, UnknownWorkflow, StoreError.
        """
        if request.request_id is None:
            return await self._start(request, actor, claimed)
        key = request.request_id
        return await self._once.do(key, lambda: self._start_once(key, request, actor, claimed))

    async def _start_once(
        self, request_id: str, request: StartRequest, actor: str, claimed: Mapping[str, str] | None
    ) -> str:
        entry = await self._machine.reader.read(lambda c: questions.started_by(c, request_id))
        return entry.job if entry is not None else await self._start(request, actor, claimed)

    async def _start(self, request: StartRequest, actor: str, claimed: Mapping[str, str] | None) -> str:
        machine = self._machine
        if machine.trouble is not None:
            raise machine.trouble
        text, source, folder = await self._text(request)
        today = machine.clock.now().astimezone().date()
        prepared = await asyncio.to_thread(lambda: _prepare(text, source, folder, request, today))
        workflow_id = await self._workflow_id(prepared.sha256)
        try:
            return await self._store(prepared, workflow_id, request, actor, claimed)
        except BaseException:
            # Whether the workflow's row is there is not known any more: it is looked up next time.
            self._workflow_ids.pop(prepared.sha256, None)
            raise

    async def _text(self, request: StartRequest) -> tuple[str, str, str]:
        if request.text is not None:
            folder = request.folder or str(Path.home())
            if not os.path.isabs(folder) or "\0" in folder:
                raise InvalidWorkflow([Fault("", 0, 0, "", f"the folder {folder!r} is no absolute path")])
            return request.text, request.source or "workflow", folder
        name = request.workflow
        if name is None:
            raise InvalidWorkflow([Fault("", 0, 0, "", "name a workflow or give the text of a file")])
        stored = await self._machine.reader.read(lambda c: questions.workflow_named(c, name))
        if stored is None:
            raise UnknownWorkflow(name)
        return stored.text, stored.source, stored.folder

    async def _workflow_id(self, sha256: str) -> int:
        if sha256 not in self._workflow_ids:
            row = await self._machine.reader.read(lambda c: c.execute(_FIND_WORKFLOW, (sha256,)).fetchone())
            if sha256 not in self._workflow_ids:  # nobody else found or made it meanwhile
                if row is None:
                    self._last_workflow += 1
                self._workflow_ids[sha256] = self._last_workflow if row is None else int(row["id"])
        return self._workflow_ids[sha256]

    async def _store(
        self,
        prepared: _Prepared,
        workflow_id: int,
        request: StartRequest,
        actor: str,
        claimed: Mapping[str, str] | None,
    ) -> str:
        machine, now = self._machine, self._machine.clock.now()
        self._last_job += 1
        number = self._last_job
        detail = _new_job(number, prepared, request, actor, created=now)
        live = LiveJob(number, workflow_id, str(prepared.workflow.folder), detail)
        live.plan = prepared.plan
        answer = step(detail, Begun(), now=now, graph=live.graph)
        if isinstance(answer, Refusal):
            raise AssertionError(answer.message)
        live.apply(fill_prompts(live, answer, machine.plans, now))
        live.changed.clear()
        live.job_changed = False
        machine.journal.add_job(live, _rows(live, prepared, to_us(now)))
        machine.enter(live)
        message = f"job {number} is {live.detail.job.status}"
        row = start_row(number, actor, message, now, request.request_id, claimed)
        machine.journal.add(audit_chain.INSERT, row)
        await machine.journal.committed()
        return str(number)


def _prepare(text: str, source: str, folder: str, request: StartRequest, today: date) -> _Prepared:
    try:
        workflow = parse(text, source, Path(folder))
        unsupported = describe_unsupported(workflow)
        if unsupported:
            raise WorkflowErrors(unsupported)
    except WorkflowErrors as error:
        raise InvalidWorkflow(
            Fault(e.source, e.line, e.column, e.path, e.message) for e in error.errors
        ) from None
    params = _params(workflow, request.params, today)
    plan = expand(workflow, params)
    name = (request.name or "").strip() or job_name(workflow, params)
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _Prepared(workflow, params, plan, name, sha256)


def _params(workflow: Workflow, given: Mapping[str, str], today: date) -> dict[str, ParameterValue]:
    try:
        return resolve_params(workflow, given, today)
    except ParameterErrors as error:
        raise InvalidWorkflow(
            Fault(workflow.source, 0, 0, "", str(fault)) for fault in error.errors
        ) from None


def _new_job(
    number: int, prepared: _Prepared, request: StartRequest, actor: str, *, created: datetime
) -> JobDetail:
    workflow = prepared.workflow
    job = Job(
        id=str(number),
        name=prepared.name,
        workflow=workflow.name,
        status=JobStatus.QUEUED,
        done=0,
        total=len(prepared.plan),
        priority=workflow.priority if request.priority is None else request.priority,
        queue=workflow.queue,
        owner=actor or None,
        created=created,
        queued=created,
    )
    nodes = {node.id: Node(node.id, node.name, rules=node.rules, since=created) for node in prepared.plan}
    return JobDetail(job, nodes, params=prepared.params, max_parallel=workflow.max_parallel)


def _rows(live: LiveJob, prepared: _Prepared, now_us: int) -> list[Statement]:
    detail, workflow = live.detail, prepared.workflow
    info = workflow_info(workflow, workflow.name)
    stored = (
        live.workflow_id, prepared.sha256, workflow.name, workflow.description, workflow.text,
        workflow.source, live.folder, rows.params_text(info.params), len(prepared.plan), now_us, now_us,
    )  # fmt: skip
    fixed = (
        live.id, live.workflow_id, workflow.name, detail.job.name, detail.job.owner, detail.job.queue, "[]",
        json.dumps(dict(detail.params), ensure_ascii=False), live.folder, detail.max_parallel,
        len(detail.nodes), now_us,
    )  # fmt: skip
    specs: dict[bytes, SqlRow] = {}
    nodes: list[SqlRow] = []
    for id_, node in detail.nodes.items():
        text = rules_text(node.rules)
        key = text_key(text)
        specs[key] = (key, text)
        nodes.append((live.id, live.index[id_], id_, node.name, key, *rows.node_values(node)))
    return [
        Statement(rows.UPSERT_WORKFLOW, (stored,)),
        Statement(rows.INSERT_JOB, ((*fixed, *rows.job_values(detail)),)),
        Statement(rows.INSERT_SPEC, list(specs.values())),
        Statement(rows.INSERT_NODE, nodes),
    ]
