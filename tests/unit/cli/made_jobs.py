"""Jobs for the tests of the verbs."""

from __future__ import annotations

from console.model import Job, JobDetail, JobStatus, Node, NodeStatus, Resolution


def detail(job: str = "7", status: JobStatus = JobStatus.RUNNING, **nodes: NodeStatus) -> JobDetail:
    """A job with nodes in these statuses, each needing nothing; a failed one waits."""
    made = {
        id_: Node(
            id_,
            id_,
            node_status,
            resolution=Resolution.WAITING if node_status is NodeStatus.FAILED else None,
            execution=0 if node_status is NodeStatus.PENDING else 1,
            version=3,
        )
        for id_, node_status in nodes.items()
    }
    return JobDetail(Job(job, f"job {job}", "flow", status, version=5), made)
