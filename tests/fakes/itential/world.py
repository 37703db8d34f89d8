"""The state of the platform: workflows, jobs and iterations as documents, and what moves them."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Document = dict[str, Any]

WORKFLOW_MADE = "2024-12-04T20:52:50.046Z"
"""Jobs carry the ``created`` of their workflow, as captured ones do."""

USER = "67506f5b00d71a000b4d443d"


class Refused(Exception):
    """The platform says no: its message, and per job what is wrong with it."""

    def __init__(self, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


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


class World:
    """Workflows and jobs. Everything happens at once; time goes on by a few milliseconds at each event."""

    def __init__(self, now: datetime) -> None:
        self.flows: dict[str, Flow] = {}
        self.jobs: dict[str, Document] = {}
        self.iterations: dict[str, Document] = {}
        self.made: dict[str, Flow] = {}
        self._held: dict[str, list[str]] = {}
        self.milliseconds = int(now.timestamp() * 1000)
        self._count = 0

    def add(self, flow: Flow) -> None:
        self.flows[flow.name] = flow

    # --- time and ids -------------------------------------------------------------------------------

    def tick(self) -> int:
        self.milliseconds += 7
        return self.milliseconds

    @staticmethod
    def iso(milliseconds: int) -> str:
        text = datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
        return text.replace("+00:00", "Z")

    def _next(self) -> int:
        self._count += 1
        return self._count

    # --- starting -----------------------------------------------------------------------------------

    def start(self, name: str, options: Document, parent: Document | None = None) -> Document:
        flow = self.flows.get(name)
        if flow is None:
            raise Refused(f"Cannot find workflow with name {name}")
        wanted = (flow.inputs or {}).get("required", [])
        missing = [key for key in wanted if key not in options.get("variables", {})]
        if missing:
            raise Refused(f"must have required property '{missing[0]}'")
        id_ = f"{0xAB0000000000000000000000 + self._next():024x}"
        job = _new_job(id_, flow, options, self.tick())
        if parent is not None:
            job["parent"] = {"job": parent["_id"], "task": parent["task"], "iteration": 0, "element": 0}
            job["ancestors"] = [*self.jobs[parent["_id"]]["ancestors"], id_]
        self.jobs[id_], self.made[id_], self._held[id_] = job, flow, []
        first = flow.steps[0].id if flow.steps else "workflow_end"
        self._begin(job, first)
        return job

    # --- one task -----------------------------------------------------------------------------------

    def _step(self, job: Document, id_: str) -> Step:
        return next(step for step in self.made[job["_id"]].steps if step.id == id_)

    def _begin(self, job: Document, id_: str) -> None:
        if job["status"] == "paused":
            self._held[job["_id"]].append(id_)
            return
        if id_ == "workflow_end":
            self._complete(job)
            return
        step, now = self._step(job, id_), self.tick()
        task = job["tasks"][id_]
        uuid = f"{self._next():08x}-5c1a-4d0e-9b7f-{job['_id'][-12:]}"
        task["iterations"].append(uuid)
        for key in ("end_time", "finish_state"):
            task.pop(key, None)
        task |= {"status": "running", "start_time": self.iso(now)}
        self.iterations[uuid] = _new_iteration(uuid, job, id_, step, self.iso(now))
        if step.child is not None:
            child = self.start(step.child, {}, {"_id": job["_id"], "task": id_})
            task["childJobs"] = [{"_id": child["_id"], "name": child["name"], "iteration": 0}]
        if step.does == "succeeds" or (step.does == "fails once" and len(task["iterations"]) > 1):
            self.finish(job, id_, "success")
        elif step.does in ("fails", "fails once"):
            self.fail(job, id_)
        job["last_updated"] = self.iso(self.milliseconds)

    def finish(self, job: Document, id_: str, state: str, outgoing: Document | None = None) -> None:
        """A task has finished: its transitions for ``state`` are taken."""
        now, task = self.tick(), job["tasks"][id_]
        self._end_iteration(
            task, now, state, "complete", {**self._step(job, id_).outgoing, **(outgoing or {})}
        )
        task |= {"status": "complete", "end_time": now, "finish_state": state}
        job["last_updated"] = self.iso(now)
        job["metrics"]["progress"] = self._progress(job)
        self._follow(job, id_, state)

    def fail(self, job: Document, id_: str) -> None:
        now, task = self.tick(), job["tasks"][id_]
        self._end_iteration(task, now, "error", "error", {}, self._step(job, id_).error)
        task |= {"status": "error", "end_time": now, "finish_state": "error"}
        job.setdefault("error", []).append(
            {"task": id_, "message": self._step(job, id_).error, "timestamp": now}
        )
        self._follow(job, id_, "error")

    def _follow(self, job: Document, id_: str, state: str) -> None:
        targets = [
            each["task"]
            for each in job["tasks"][id_]["transitions"].get(state, [])
            if each["type"] == "standard"
        ]
        for target in targets:
            self._begin(job, target)
        if not targets:
            message = "Job has no available transitions. The end of the workflow could not be reached."
            job.setdefault("error", []).append({"task": "job", "message": message, "timestamp": self.tick()})
            job["status"] = "error"
            job["last_updated"] = self.iso(self.milliseconds)

    def _end_iteration(
        self, task: Document, now: int, state: str, status: str, outgoing: Document, error: Any = ""
    ) -> None:
        iteration = self.iterations[task["iterations"][-1]]
        began = datetime.fromisoformat(task["start_time"]).timestamp() * 1000
        iteration["status"] = status
        iteration["metrics"] |= {"end_time": now, "finish_state": state, "run_time": now - round(began)}
        iteration["variables"] |= {"outgoing": outgoing, "error": error}
        task["variables"]["outgoing"] = dict.fromkeys(outgoing)

    def _complete(self, job: Document) -> None:
        now = self.tick()
        start = job["metrics"]["start_time"]
        job["tasks"]["workflow_end"] |= {
            "status": "complete",
            "metrics": {"end_time": now, "run_time": now - start},
        }
        job["status"] = "complete"
        job["metrics"] |= {"end_time": now, "progress": 1}
        job["last_updated"] = self.iso(now)

    def _progress(self, job: Document) -> float:
        tasks = job["tasks"].values()
        return sum(task.get("status") == "complete" for task in tasks) / len(tasks)

    # --- verbs --------------------------------------------------------------------------------------

    def change(self, verb: str, job: Document) -> None:
        """Pause, resume or cancel a job. Raises Refused."""
        status = job["status"]
        allowed = {"pause": {"running"}, "resume": {"paused"}, "cancel": {"running", "paused", "error"}}
        if status not in allowed[verb]:
            raise Refused(f"Job {job['_id']} cannot be changed by {verb}: it is {status}")
        getattr(self, f"_{verb}")(job)
        job["last_updated"] = self.iso(self.tick())

    def _pause(self, job: Document) -> None:
        job["status"] = "paused"

    def _resume(self, job: Document) -> None:
        job["status"] = "running"
        held, self._held[job["_id"]] = self._held[job["_id"]], []
        for id_ in held:
            self._begin(job, id_)

    def _cancel(self, job: Document) -> None:
        now = self.tick()
        job["status"] = "canceled"
        job["metrics"]["end_time"] = now
        for task in job["tasks"].values():
            if task.get("status") == "running":
                task |= {"status": "canceled", "end_time": now}
                self.iterations[task["iterations"][-1]]["status"] = "canceled"

    def retry(self, job: Document, id_: str) -> None:
        if job["tasks"].get(id_, {}).get("status") != "error" or job["status"] not in ("error", "running"):
            raise Refused(f"Task {id_} is not in error and cannot be retried")
        job["status"] = "running"
        self._begin(job, id_)

    def go_on_from(self, job: Document, id_: str) -> None:
        task = job["tasks"].get(id_)
        if task is None or not task.get("finish_state") or job["status"] not in ("error", "paused"):
            raise Refused(f"Job cannot continue from task {id_}")
        job["status"] = "running"
        self._follow(job, id_, task["finish_state"])

    def revert(self, job: Document, from_task: str, to_task: str) -> None:
        tasks = job["tasks"]
        if (
            tasks.get(from_task, {}).get("status") != "error"
            or tasks.get(to_task, {}).get("status") != "complete"
        ):
            raise Refused(f"Cannot revert from {from_task} to {to_task}")
        tasks[from_task]["status"] = "incomplete"
        job["status"] = "running"
        self._begin(job, to_task)

    def finish_manual(self, job: Document, id_: str, state: str, variables: Document) -> None:
        task = job["tasks"].get(id_)
        if task is None or task.get("type") != "manual" or task.get("status") != "running":
            raise Refused(f"Task {id_} is not a manual task that is running")
        if state not in ("success", "failure"):
            raise Refused(f"{state} is not a finish state")
        self.finish(job, id_, state, variables)

    def claim(self, uuid: str, owner: str | None) -> Document:
        iteration = self.iterations.get(uuid)
        if iteration is None:
            raise Refused("Task not found")
        held = iteration["metrics"].get("owner")
        if owner is not None and held not in (None, "", owner):
            raise Refused(f"Task is already claimed by {held}")
        iteration["metrics"]["owner"] = owner
        return iteration


def _new_job(id_: str, flow: Flow, options: Document, now: int) -> Document:
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
        "last_updated": World.iso(now),
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


def _new_iteration(uuid: str, job: Document, id_: str, step: Step, began: str) -> Document:
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
