"""The jobs of the stand-in, and how each of the three APIs writes one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid5

PROJECT = "37caa80116e1403ab603e5eeb48a2f74"
CLUSTER = "ef7b54f2-3d92-49b2-a6d7-94607e1ea7df"
FIRST = 1_795_000_000_000
"""When the first job was submitted, in milliseconds; every other one a second later than the one before."""

V1_TYPES = {"MapReduce": 1, "Spark": 2, "SparkSubmit": 2, "Hive Script": 3, "DistCp": 5, "Spark Script": 6}
OVER = ("FINISHED", "FAILED", "KILLED")


@dataclass(slots=True)
class FakeJob:
    """One job, in the words of v2. Times are milliseconds, 0 for not yet."""

    id: str
    name: str = "wordcount"
    type: str = "MapReduce"
    user: str = "alice"
    queue: str | None = "default"
    cluster: str = CLUSTER
    template: str = ""
    arguments: list[str] = field(default_factory=list[str])
    properties: dict[str, str] = field(default_factory=dict[str, str])
    configs: object = None
    state: str = "ACCEPTED"
    result: str = "UNDEFINED"
    progress: float = 0.0
    submitted: int = FIRST
    started: int = 0
    finished: int = 0
    protected: bool = False
    tells: bool = False
    """Whether its job execution has the information of Oozie that the reference promises."""

    dying: int | None = None
    """How many more reads show it alive after it was killed."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.state in OVER

    def run(self) -> None:
        """Let it run."""
        self.state, self.started = "RUNNING", self.submitted + 500

    def end(self, state: str, result: str) -> None:
        """Let it end."""
        self.started = self.started or self.submitted + 500
        self.state, self.result, self.finished = state, result, self.started + 60_000
        self.progress = 100.0

    def seen(self) -> None:
        """Somebody has read it: a job that was killed dies after a few looks, never at once."""
        if self.dying is None or self.is_over:
            return
        self.dying -= 1
        if self.dying < 0:
            self.end("KILLED", "KILLED")

    def as_v2(self) -> dict[str, object]:
        """Write it as "Querying Information About a Job" shows it."""
        found: dict[str, object] = {
            "job_id": self.id,
            "user": self.user,
            "job_name": self.name,
            "job_result": self.result,
            "job_state": self.state,
            "job_progress": self.progress,
            "job_type": self.type,
            "started_time": self.started,
            "submitted_time": self.submitted,
            "finished_time": self.finished,
            "elapsed_time": max(0, self.finished - self.started),
            "queue": self.queue,
            "arguments": f"[{', '.join(self.arguments)}]",
            "launcher_id": f"application_{self.submitted}_0001",
            "properties": json.dumps(self.properties),
        }
        if self.started:
            found["app_id"] = f"application_{self.submitted}_0002"
        if self.type == "SparkSubmit":
            found["tracking_url"] = f"https://master:8090/proxy/application_{self.submitted}_0002/"
        return found

    def as_execution(self) -> dict[str, object]:
        """Write it as "Querying Job Execution Object Details" shows it: what could tell more is null."""
        return {
            "created_at": _iso(self.submitted),
            "updated_at": _iso(self.finished or self.started or self.submitted),
            "id": self.id,
            "tenant_id": PROJECT,
            "job_id": self.template,
            "start_time": _iso(self.submitted),
            "end_time": _iso(self.finished) if self.is_over else None,
            "cluster_id": self.cluster,
            "oozie_job_id": None,
            "return_code": None,
            "input_id": None,
            "output_id": None,
            "is_protected": self.protected,
            "is_public": None,
            "engine_job_id": None,
            "job_configs": self.configs,
            "data_source_urls": None,
            "info": {"status": self._oozie, "id": "0000001-oozie"} if self.tells else None,
        }

    @property
    def _oozie(self) -> str:
        return self.state if self.result == "UNDEFINED" else self.result

    def as_exe(self) -> dict[str, object]:
        """Write it as "Querying the exe Object List of Jobs" shows it."""
        states = {"ACCEPTED": 1, "RUNNING": 2, "FINISHED": 3, "FAILED": 4, "KILLED": -1}
        results = {"UNDEFINED": 0, "FAILED": 1, "SUCCEEDED": 2, "KILLED": 3}
        return {
            "id": self.id,
            "create_at": self.submitted,
            "update_at": self.finished or self.started or self.submitted,
            "tenant_id": PROJECT,
            "job_id": "",
            "job_name": self.name,
            "start_time": self.started or None,
            "end_time": self.finished or None,
            "cluster_id": self.cluster,
            "group_id": self.id,
            "jar_path": "s3a://bucket/program.jar",
            "input": "s3a://bucket/input/",
            "output": "s3a://bucket/output/",
            "job_log": "s3a://bucket/joblogs/",
            "job_type": V1_TYPES.get(self.type, 1),
            "file_action": "",
            "arguments": " ".join(self.arguments),
            "hql": "",
            "job_state": states.get(self.state, 0),
            "job_final_status": results.get(self.result, 0),
            "hive_script_path": None,
            "create_by": self.user,
            "finished_step": int(self.is_over),
            "job_main_id": "",
            "job_step_id": "",
            "postpone_at": self.submitted,
            "step_name": "",
            "step_num": 0,
            "task_num": 0,
            "update_by": self.user,
            "spend_time": None,
            "step_seq": 222,
            "progress": "first progress",
        }


def job_id(number: int) -> str:
    """Return the id of the job of this number: the same in every test, and in no order of time."""
    return str(uuid5(UUID(int=0), f"job {number}"))


def _iso(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
