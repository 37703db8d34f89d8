"""The jobs of the fake, and what happens to them: the transitions of Scale 7.2.2."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from console.core.clock import FixedClock
from fakes.scale.things import NODE_A, TIMEOUT, FakeExecution, FakeJob, FakeRecipe, FakeRow, FakeType

NOW: Final = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)

_STEP: Final = timedelta(microseconds=1000)


def stamp(when: datetime | None) -> str | None:
    """Write a time as Scale does: six digits, none where they are zero."""
    return None if when is None else when.replace(tzinfo=None).isoformat() + "Z"


class World:
    """Jobs, and messages about them that take effect later: ``lag`` is after how many reads."""

    def __init__(self, *, lag: int = 1) -> None:
        self.clock = FixedClock(NOW)
        self.lag = lag
        self.random = random.Random(7)
        self.types: dict[int, FakeType] = {}
        self.jobs: dict[int, FakeJob] = {}
        self.recipes: dict[int, FakeRecipe] = {}
        self.executions: dict[int, FakeExecution] = {}
        self.files: set[int] = {1, 2, 3}
        self.messages: list[tuple[int, Any]] = []
        self._modified = NOW
        self.clip = self.add_type("clip", "1.0.0", "Clip raster", files=[_file("INPUT_FILE")])
        self.tile = self.add_type("tile", "2.1.0", "Tile raster", files=[_file("INPUT_FILE")])

    # --- making -----------------------------------------------------------------------------------

    def add_type(self, name: str, version: str, title: str, **more: Any) -> FakeType:
        found = FakeType(13 + len(self.types), name, version, title, **more)
        self.types[found.id] = found
        return found

    def add_job(self, type_: FakeType | None = None, *, status: str = "QUEUED", **more: Any) -> FakeJob:
        now = self.tick()
        id_ = len(self.jobs) + 1
        job = FakeJob(id_, type_ or self.clip, "PENDING", now, now, **more)
        job.priority = more.get("priority", job.type.priority)
        self.jobs[id_] = job
        if not job.input["files"]:
            job.input = {"files": {"INPUT_FILE": [1]}, "json": {}}
        if status in ("PENDING", "BLOCKED"):
            self._become(job, status)
            return job
        self.queue(job)
        if status in ("RUNNING", "COMPLETED", "FAILED"):
            self.run(job)
        if status == "COMPLETED":
            self.complete(job)
        elif status == "FAILED":
            self.fail(job)
        elif status == "CANCELED":
            self.cancel(job)
        return job

    def add_recipe(
        self, graph: dict[str, tuple[FakeType, list[str]]], title: str = "Clip then tile"
    ) -> FakeRecipe:
        now = self.tick()
        recipe = FakeRecipe(len(self.recipes) + 1, "clip-tile", title, now, now)
        self.recipes[recipe.id] = recipe
        for name, (type_, needs) in graph.items():
            job = self.add_job(type_, status="PENDING", recipe=recipe)
            recipe.nodes[name] = (job, needs)
        self.settle_recipe(recipe)
        return recipe

    # --- what happens -----------------------------------------------------------------------------

    def tick(self) -> datetime:
        """Return the moment, later than every one before."""
        self._modified = max(self.clock.now(), self._modified + _STEP)
        return self._modified

    def queue(self, job: FakeJob) -> None:
        job.num_exes += 1
        job.node = job.error = job.started = job.ended = None
        self._become(job, "QUEUED")
        job.queued = job.changed
        if job.fate is not None:
            self.later(lambda: self._meet_fate(job))

    def run(self, job: FakeJob) -> FakeExecution:
        assert job.status == "QUEUED", job.status
        now = self.tick()
        execution = FakeExecution(
            len(self.executions) + 1, job.num_exes, "RUNNING", job.queued, now, started=now, node=NODE_A
        )
        self.executions[execution.id] = execution
        job.executions.append(execution)
        job.started, job.node = now, NODE_A
        self._become(job, "RUNNING")
        return execution

    def complete(self, job: FakeJob) -> None:
        self._end(job, "COMPLETED", None, 0)
        job.output = {"files": {"OUT": [9]}, "json": {}}

    def fail(self, job: FakeJob, error: dict[str, Any] | None = None, *, retry: bool = False) -> None:
        error = error or TIMEOUT
        self._end(job, "FAILED", error, 3)
        if retry or (error["should_be_retried"] and job.num_exes < job.max_tries):
            # The job never shows FAILED: only its execution does.
            self.queue(job)

    def cancel(self, job: FakeJob) -> None:
        if job.status in ("COMPLETED", "CANCELED"):
            return
        before = job.status
        job.node = job.error = None
        self._become(job, "CANCELED")
        if before == "RUNNING":
            self.later(lambda: self._kill(job, "CANCELED"))
        elif before == "QUEUED" and not job.type.is_paused:
            self.later(lambda: self._drain(job))

    def requeue(self, job: FakeJob, priority: int | None = None) -> None:
        if job.status == "COMPLETED":
            return
        if job.num_exes == 0:
            if job.status == "CANCELED":
                self._become(job, "PENDING")
                if job.recipe is not None:
                    self.settle_recipe(job.recipe)
            return
        if job.is_superseded:
            return
        for execution in job.executions:
            if execution.ended is None:
                self._kill(job, "CANCELED")
        if job.status == "QUEUED":
            self._drain(job)
        job.max_tries = job.num_exes + job.type.max_tries
        self.queue(job)

    def supersede(self, recipe: FakeRecipe) -> FakeRecipe:
        """Reprocess a recipe: its jobs are superseded, unfinished ones canceled, and new ones made."""
        now = self.tick()
        recipe.is_superseded, recipe.superseded = True, now
        newer = FakeRecipe(len(self.recipes) + 1, recipe.name, recipe.title, now, now, supersedes=recipe)
        self.recipes[newer.id] = newer
        recipe.superseded_by = newer
        for name, (job, needs) in recipe.nodes.items():
            job.is_superseded, job.superseded = True, now
            self.cancel(job)
            fresh = self.add_job(job.type, status="PENDING", recipe=newer, supersedes=job)
            job.superseded_by = fresh
            self._touch(job)
            newer.nodes[name] = (fresh, needs)
        self.settle_recipe(newer)
        return newer

    def settle_recipe(self, recipe: FakeRecipe) -> None:
        bad = {"FAILED", "CANCELED", "BLOCKED"}
        for job, needs in recipe.nodes.values():
            if job.num_exes or job.status not in ("PENDING", "BLOCKED"):
                continue
            before = {recipe.nodes[need][0].status for need in needs}
            if before & bad:
                if job.status != "BLOCKED":
                    self._become(job, "BLOCKED")
            elif before <= {"COMPLETED"}:
                job.input = {"files": {"INPUT_FILE": [1]}, "json": {}}
                self.queue(job)
            elif job.status == "BLOCKED":
                self._become(job, "PENDING")
        recipe.last_modified = self.tick()

    def write(
        self,
        execution: FakeExecution,
        *messages: str,
        stream: str = "stdout",
        when: datetime | None = None,
        shown: datetime | None = None,
    ) -> None:
        """Write lines, one a millisecond. ``shown`` is when the server has them, now if not given."""
        for message in messages:
            at = when or self.tick()
            order = at.microsecond * 1000 + len(execution.log) % 1000
            digits = f"{at.microsecond * 1000 + len(execution.log) % 1000:09d}"
            text = f"{at.replace(microsecond=0, tzinfo=None).isoformat()}.{digits}+00:00"
            row = FakeRow(
                f"AX{len(execution.log):06d}", text, order, message, stream, shown or self.clock.now()
            )
            execution.log.append(row)

    # --- messages ---------------------------------------------------------------------------------

    def later(self, what: Any) -> None:
        self.messages.append((self.lag, what))

    def pass_messages(self) -> None:
        """Let what is due take effect; called at each read."""
        due = [what for left, what in self.messages if left <= 0]
        self.messages = [(left - 1, what) for left, what in self.messages if left > 0]
        for what in due:
            what()

    def settle(self) -> None:
        """Let everything take effect."""
        while self.messages:
            self.pass_messages()

    # --- inside -----------------------------------------------------------------------------------

    def _become(self, job: FakeJob, status: str) -> None:
        job.status = status
        job.changed = self._touch(job)
        if job.recipe is not None and job.recipe.nodes:
            self.settle_recipe(job.recipe)

    def _touch(self, job: FakeJob) -> datetime:
        job.last_modified = self.tick()
        return job.last_modified

    def _end(self, job: FakeJob, status: str, error: dict[str, Any] | None, code: int) -> None:
        assert job.status == "RUNNING", job.status
        now = self.tick()
        execution = job.executions[-1]
        execution.status, execution.ended, execution.error, execution.exit_code = status, now, error, code
        job.ended, job.error = now, error
        self._become(job, status)

    def _meet_fate(self, job: FakeJob) -> None:
        if job.status == "QUEUED" and not job.type.is_paused:
            self.run(job)
            if job.fate == "FAILED":
                self.fail(job)
            else:
                self.complete(job)

    def _kill(self, job: FakeJob, status: str) -> None:
        for execution in job.executions:
            if execution.ended is None:
                execution.status, execution.ended = status, self.tick()

    def _drain(self, job: FakeJob) -> None:
        """A canceled row of the queue becomes an execution that never started."""
        if any(each.number == job.num_exes for each in job.executions):
            return
        now = self.tick()
        execution = FakeExecution(
            len(self.executions) + 1, job.num_exes, "CANCELED", job.queued, now, ended=now
        )
        self.executions[execution.id] = execution
        job.executions.append(execution)


def _file(name: str) -> dict[str, Any]:
    return {"name": name, "required": True, "multiple": False, "partial": False, "mediaTypes": []}
