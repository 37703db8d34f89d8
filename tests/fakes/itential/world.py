"""The state of the platform: workflows, jobs and iterations as documents, and what moves them."""

from datetime import datetime
from typing import Any

from fakes.itential.documents import Document, Flow, Step, iso, new_iteration, new_job


class Refused(Exception):
    """The platform says no: its message, and per job what is wrong with it."""

    def __init__(self, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.message = message
        self.data = data


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
        job = new_job(id_, flow, options, self.tick())
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
        task |= {"status": "running", "start_time": iso(now)}
        self.iterations[uuid] = new_iteration(uuid, job, id_, step, iso(now))
        if step.child is not None:
            child = self.start(step.child, {}, {"_id": job["_id"], "task": id_})
            task["childJobs"] = [{"_id": child["_id"], "name": child["name"], "iteration": 0}]
        if step.does == "succeeds" or (step.does == "fails once" and len(task["iterations"]) > 1):
            self.finish(job, id_, "success")
        elif step.does in ("fails", "fails once"):
            self.fail(job, id_)
        job["last_updated"] = iso(self.milliseconds)

    def finish(self, job: Document, id_: str, state: str, outgoing: Document | None = None) -> None:
        """A task has finished: its transitions for ``state`` are taken."""
        now, task = self.tick(), job["tasks"][id_]
        self._end_iteration(
            task, now, state, "complete", {**self._step(job, id_).outgoing, **(outgoing or {})}
        )
        task |= {"status": "complete", "end_time": now, "finish_state": state}
        job["last_updated"] = iso(now)
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
            job["last_updated"] = iso(self.milliseconds)

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
        job["last_updated"] = iso(now)

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
        job["last_updated"] = iso(self.tick())

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
