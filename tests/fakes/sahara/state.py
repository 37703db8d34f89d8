"""What the stand-in has in its database, and how executions move on by themselves."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PROJECT = "37caa80116e1403ab603e5eeb48a2f74"
OTHER = "f" * 32

TERMINATED = ("DONEWITHERROR", "FAILED", "KILLED", "SUCCEEDED", "SUSPENDFAILED")
_ENGINE_ENDS = {"KILLED", "FAILED", "SUCCEEDED"}


def _id() -> str:
    return str(uuid.uuid4())


@dataclass
class Execution:
    """A row. ``coming`` are statuses that it takes, one with each request that the server is asked.

    ``engine`` is what the cluster's engine would say if it were asked; None: it says nothing.
    """

    id: str
    job_id: str
    cluster_id: str
    tenant_id: str = PROJECT
    status: str | None = "PENDING"
    engine: str | None = None
    coming: list[str] = field(default_factory=list)
    info: dict[str, object] = field(default_factory=dict)
    created_at: str | None = None
    updated_at: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    engine_job_id: str | None = None
    return_code: str | None = None
    job_configs: dict[str, object] = field(default_factory=dict)
    is_public: bool = False
    is_protected: bool = False
    deleting: bool = False


@dataclass
class Template:
    id: str
    name: str
    type: str = "Shell"
    interface: list[dict[str, object]] = field(default_factory=list)


@dataclass
class Cluster:
    """A cluster; what it runs goes through ``course`` and ends in its last status."""

    id: str
    name: str
    status: str = "Active"
    course: tuple[str, ...] = ("RUNNING",)


class State:
    """A project's Sahara: two templates, clusters that let jobs end or run, and no execution yet."""

    def __init__(self) -> None:
        self._clock = datetime(2026, 11, 20, 7, 34, 35)  # noqa: DTZ001 - Sahara's own are naive
        self.executions: dict[str, Execution] = {}
        self.templates = {
            each.id: each for each in (Template(_id(), "nightly"), Template(_id(), "spark", "Spark"))
        }
        self.clusters: dict[str, Cluster] = {}
        for name, course in (
            ("ends", ("SUCCEEDED",)),
            ("runs", ("RUNNING",)),
            ("fails", ("RUNNING", "FAILED")),
        ):
            self._add(Cluster(_id(), name, course=course))
        self._add(Cluster(_id(), "dead", status="Error", course=()))

    def _add(self, cluster: Cluster) -> None:
        self.clusters[cluster.id] = cluster

    def now(self) -> str:
        """A second later than the last time."""
        self._clock += timedelta(seconds=1)
        return self._clock.isoformat()

    def local(self) -> str:
        """The server's own time, eight hours east."""
        return (self._clock + timedelta(hours=8)).isoformat()

    def template(self, name: str) -> Template:
        return next(each for each in self.templates.values() if each.name == name)

    def cluster(self, name: str) -> Cluster:
        return next(each for each in self.clusters.values() if each.name == name)

    def add(
        self, status: str | None, *, cluster: str = "runs", template: str = "nightly", **fields: object
    ) -> str:
        """Put an execution into the database and return its id."""
        row = Execution(_id(), self.template(template).id, self.cluster(cluster).id, status=status, **fields)  # type: ignore[arg-type]
        row.created_at = row.created_at or self.now()
        if status not in ("PENDING", None):
            row.start_time = row.start_time or self.local()
            row.engine_job_id = row.engine_job_id or "0000001-oozie-W"
        if status in TERMINATED and status != "SUSPENDFAILED":
            row.end_time = row.end_time or self.local()
            row.updated_at = row.updated_at or self.now()
        row.engine = row.engine or status
        self.executions[row.id] = row
        return row.id

    def go_on(self) -> None:
        """Let a moment pass: every execution takes its next status, and what is deleted goes."""
        for row in list(self.executions.values()):
            if row.deleting:
                del self.executions[row.id]
            elif row.coming:
                self.move(row, row.coming.pop(0))

    def move(self, row: Execution, status: str) -> None:
        """Let an execution take a status, as Sahara's engine writes it."""
        row.status = row.engine = status
        row.updated_at = self.now()
        if row.start_time is None and status != "PENDING":
            row.start_time, row.engine_job_id = self.local(), "0000002-oozie-W"
        if status in _ENGINE_ENDS:
            row.end_time = self.local()

    def refresh(self, row: Execution) -> None:
        """Ask the engine, as refresh-status does: it is stored, and the whole workflow comes with it."""
        if (
            self.clusters[row.cluster_id].status != "Active"
            or row.engine is None
            or row.engine_job_id is None
        ):
            return
        if row.engine != row.status or not row.info:
            self.move(row, row.engine)
        row.info = {
            "id": row.engine_job_id,
            "user": "hadoop",
            "conf": "<configuration/>",
            "startTime": "Fri, 20 Nov 2026 07:34:52 GMT",
            "endTime": "Fri, 20 Nov 2026 07:34:59 GMT" if row.status in _ENGINE_ENDS else None,
            "consoleUrl": f"http://oozie:11000/oozie?job={row.engine_job_id}",
            "actions": [{"name": "job-node", "type": "shell", "status": "RUNNING", "errorCode": None}],
        }
