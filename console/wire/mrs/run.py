"""One run of a job on MRS, whichever of its three APIs told of it, and its way to our model.

MRS knows no steps that a person could act on: a run is a job with one node, whose one execution is the run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from console.model import (
    Execution,
    ExecutionStatus,
    Job,
    JobDetail,
    JobStatus,
    Json,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    ParamValue,
    Resolution,
)

NODE: Final = "job"
"""The id of the one node that a run is shown with."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one of the APIs says of one run.

    ``native_status`` is its own words. ``ended`` says that it is over, also where ``ended_at`` or how it
    ended is not told. ``native_kind`` is the type of job, ``facts`` what else is worth showing beside it,
    ``params`` what it was started with. ``steps`` are those done and all, where MRS counts them.
    """

    id: str
    name: str
    workflow: str
    status: JobStatus
    native_status: str
    ended: bool
    created: datetime | None = None
    started: datetime | None = None
    ended_at: datetime | None = None
    updated: datetime | None = None
    owner: str | None = None
    queue: str | None = None
    is_protected: bool = False
    native_kind: str | None = None
    reason: str | None = None
    steps: tuple[int, int] | None = None
    params: Mapping[str, ParamValue] = field(default_factory=dict[str, ParamValue])
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    raw: Mapping[str, Json] = field(default_factory=dict[str, Json])

    def to_job(self, context: str) -> Job:
        """Return the row of a list. What can be done to it is for the backend to say."""
        over = self.status.is_terminal or self.ended
        return Job(
            self.id,
            self.name,
            self.workflow,
            self.status,
            context,
            native_status=self.native_status,
            reason=self.reason,
            at=None if over else NODE,
            done=None if self.steps is None else self.steps[0],
            total=None if self.steps is None else self.steps[1],
            queue=self.queue,
            owner=self.owner,
            created=self.created,
            queued=self.created,
            started=self.started,
            ended=self.ended_at,
        )

    def to_detail(self, context: str) -> JobDetail:
        """Return the job with its one node and its one execution. ``raw`` holds secrets still."""
        node = self._node()
        return JobDetail(
            self.to_job(context),
            {NODE: node},
            params=self.params,
            executions=(self._execution(),),
            raw=self.raw,
        )

    def _node(self) -> Node:
        return Node(
            NODE,
            self.name,
            _NODES[self.status],
            NodeRules(kind=NodeKind.OTHER),
            native_status=self.native_status,
            native_kind=self.native_kind,
            resolution=Resolution.FINAL if self.status is JobStatus.FAILED else None,
            reason=self.reason,
            execution=1,
            attempt=1,
            since=self.ended_at or self.started or self.created,
            started=self.started,
            ended=self.ended_at,
            outputs=self.facts,
        )

    def _execution(self) -> Execution:
        return Execution(
            NODE,
            1,
            _EXECUTIONS[self.status],
            native_status=self.native_status,
            reason=self.reason,
            queued=self.created,
            started=self.started,
            ended=self.ended_at,
        )


def facts_of(found: Mapping[str, object]) -> dict[str, str]:
    """Return what there is to show: fields that have a value, as text."""
    return {name: str(value) for name, value in found.items() if value not in (None, "", {})}


_NODES: Final = {
    JobStatus.QUEUED: NodeStatus.PENDING,
    JobStatus.RUNNING: NodeStatus.RUNNING,
    JobStatus.PAUSING: NodeStatus.RUNNING,
    JobStatus.PAUSED: NodeStatus.UNKNOWN,
    JobStatus.CANCELING: NodeStatus.STOPPING,
    JobStatus.SUCCEEDED: NodeStatus.SUCCEEDED,
    JobStatus.FAILED: NodeStatus.FAILED,
    JobStatus.CANCELED: NodeStatus.CANCELED,
    JobStatus.UNKNOWN: NodeStatus.UNKNOWN,
}
_EXECUTIONS: Final = {
    JobStatus.QUEUED: ExecutionStatus.STARTING,
    JobStatus.RUNNING: ExecutionStatus.RUNNING,
    JobStatus.PAUSING: ExecutionStatus.RUNNING,
    JobStatus.PAUSED: ExecutionStatus.UNKNOWN,
    JobStatus.CANCELING: ExecutionStatus.RUNNING,
    JobStatus.SUCCEEDED: ExecutionStatus.SUCCEEDED,
    JobStatus.FAILED: ExecutionStatus.FAILED,
    JobStatus.CANCELED: ExecutionStatus.CANCELED,
    JobStatus.UNKNOWN: ExecutionStatus.UNKNOWN,
}
