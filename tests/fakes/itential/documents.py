"""The documents of a platform: what workflows are made of, and how jobs and iterations look at first."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Document = dict[str, Any]

WORKFLOW_MADE = "2024-12-04T20:52:50.046Z"
"""Jobs carry the ``created`` of their workflow, as captured ones do."""

USER = "67506f5b00d71a000b4d443d"


@dataclass(slots=True)
class Step:
    """A task of a workflow. ``does``: succeeds, runs, waits, fails, or ``fails once``."""

    id: str
    does: str = "succeeds"
    type: str = "operation"
    incoming: Document = field(default_factory=dict)
    outgoing: Document = field(default_factory=dict)
    decorators: list[Document] = field(default_factory=list)
    error: Any = "Could not connect to the device"
    leads: Mapping[str, list[tuple[str, str]]] | None = (
        None  # state -> (task, kind); None: success to the next
    )
    child: str | None = None


@dataclass(slots=True)
class Flow:
    """A workflow: its steps, in a row unless they lead elsewhere."""

    name: str
    steps: list[Step]
    inputs: Document | None = None
    sla: float = 0
    warnings: list[Document] = field(default_factory=list)
    decorators: list[Document] = field(default_factory=list)


def iso(milliseconds: int) -> str:
    """Return a time as the platform writes it."""
    text = datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def new_job(id_: str, flow: Flow, options: Document, now: int) -> Document:
    tasks = _tasks(flow, now)
    return {
        "_id": id_,
        "name": flow.name,
        "tasks": tasks,
        "transitions": {
            source: {
                each["task"]: {"state": state, "type": each["type"]}
                for state, targets in task["transitions"].items()
                for each in targets
            }
            for source, task in tasks.items()
        },
        "canvasVersion": 3,
        "type": options.get("type", "automation"),
        "font_size": 12,
        "errorHandler": None,
        "preAutomationTime": 0,
        "sla": flow.sla,
        "groups": options.get("groups", ["default"]),
        "last_updated": iso(now),
        "lastUpdatedVersion": "5.46.0-2023.1.41.1",
        "created": WORKFLOW_MADE,
        "created_by": USER,
        "createdVersion": "5.46.0-2023.1.41.1",
        "encodingVersion": 1,
        "last_updated_by": USER,
        "description": options.get("description", ""),
        "status": "running",
        "variables": {**options.get("variables", {}), "_id": id_, "initiator": "admin@pronghorn"},
        "watchers": [],
        "ancestors": [id_],
        "decorators": copy.deepcopy(flow.decorators),
        "metrics": {"start_time": now, "user": USER, "progress": 0},
        "warnings": copy.deepcopy(flow.warnings),
        "validationErrors": [],
    }


def _tasks(flow: Flow, now: int) -> dict[str, Document]:
    row = [step.id for step in flow.steps]
    after = dict(zip(row, [*row[1:], "workflow_end"], strict=True))
    first = row[0] if row else "workflow_end"
    tasks: dict[str, Document] = {
        "workflow_start": _end("workflow_start", {"success": [{"task": first, "type": "standard"}]}),
        "workflow_end": _end("workflow_end", {}),
    }
    tasks["workflow_start"] |= {
        "status": "complete",
        "metrics": {"start_time": now, "user": "Pronghorn", "finish_state": "success"},
    }
    for step in flow.steps:
        leads = step.leads if step.leads is not None else {"success": [(after[step.id], "standard")]}
        tasks[step.id] = {
            "name": step.id,
            "canvasName": step.id,
            "summary": step.id.capitalize(),
            "description": "",
            "location": "Application",
            "locationType": None,
            "app": "WorkFlowEngine",
            "type": step.type,
            "displayName": "WorkFlowEngine",
            "variables": {
                "incoming": copy.deepcopy(step.incoming),
                "outgoing": {},
                "error": "",
                "decorators": copy.deepcopy(step.decorators),
            },
            "actor": "Pronghorn",
            "groups": [],
            "nodeLocation": {"x": 0, "y": -312},
            "status": "incomplete",
            "taskId": step.id,
            "owner": "Pronghorn",
            "iterations": [],
            "transitions": {
                state: [{"task": task, "type": kind} for task, kind in targets]
                for state, targets in leads.items()
            },
            "serverId": "fa2bc25806492128f812d8fa8c9991fcc74f05fcdcab7e1e0b89c253d5e2b738",
        }
        if step.type == "manual":
            tasks[step.id]["view"] = "/workflow_engine/task/ViewData"
    return tasks


def _end(id_: str, transitions: Document) -> Document:
    """The start and the end of a workflow, which have no type, and the end no status before it is reached."""
    return {
        "name": id_,
        "groups": [],
        "nodeLocation": {"x": 0, "y": 0},
        "taskId": id_,
        "owner": "Pronghorn",
        "iterations": [],
        "transitions": transitions,
    }


def new_iteration(uuid: str, job: Document, id_: str, step: Step, began: str) -> Document:
    return {
        "_id": uuid,
        "name": step.id,
        "summary": step.id.capitalize(),
        "type": step.type,
        "status": "running",
        "view": "/workflow_engine/task/ViewData" if step.type == "manual" else None,
        "job": {
            "_id": job["_id"],
            "task": id_,
            "name": job["name"],
            "description": job["description"],
            "ancestors": job["ancestors"],
        },
        "metrics": {
            "user": "Pronghorn",
            "start_time": began,
            "owner": None if step.type == "manual" else "Pronghorn",
            "server_id": "02:42:ac:13:00:08:3000",
            "retrying": None,
        },
        "variables": {
            "incoming": copy.deepcopy(step.incoming),
            "outgoing": {},
            "error": "",
            "decorators": copy.deepcopy(step.decorators),
        },
    }
