"""One job as the API answers it, with its graph, read into the model."""

from collections.abc import Iterator

from pydantic import Field, JsonValue

from console.model import Execution, JobDetail
from console.wire.local.job_list import JobItem
from console.wire.local.node import ExecutionDocument, NodeDocument


class JobDocument(JobItem):
    """A job with its parameters, nodes and executions."""

    params: dict[str, str | bool | int | float | None] = Field(default={})
    operator_paused: bool = False
    cancel_requested: bool = False
    note: str | None = None
    max_parallel: int | None = None
    nodes: tuple[NodeDocument, ...] = ()
    executions: tuple[ExecutionDocument, ...] = Field(default=(), description="of the job, not of a node")
    raw: dict[str, JsonValue] = Field(default={})

    def to_detail(self, context: str) -> JobDetail:
        """Return the job with its graph, as one of ``context``."""
        return JobDetail(
            job=self.to_job(context),
            nodes={node.id: node.to_node() for node in self.nodes},
            params=dict(self.params),
            executions=tuple(self._executions()),
            operator_paused=self.operator_paused,
            cancel_requested=self.cancel_requested,
            note=self.note,
            max_parallel=self.max_parallel,
            raw=dict(self.raw),
        )

    def _executions(self) -> Iterator[Execution]:
        for node in self.nodes:
            yield from (execution.to_execution(node.id) for execution in node.executions)
        yield from (execution.to_execution("") for execution in self.executions)
