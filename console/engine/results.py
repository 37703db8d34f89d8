"""What the nodes of a job offer to conditions, prompts and environments, looked up as it is asked for."""

from collections.abc import Iterator, Mapping

from console.core.ended import is_bad, is_settled
from console.core.expression import NodeResult, Scope
from console.engine.live import LiveJob
from console.model import JobDetail, JobStatus, Node


class _Results(Mapping[str, NodeResult]):
    """The nodes that have ended. A view: a job of thousands of nodes is not copied for each start."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes

    def __getitem__(self, id_: str) -> NodeResult:
        node = self._nodes[id_]
        if not is_settled(node):
            raise KeyError(id_)
        return NodeResult(str(node.status), node.exit_code, node.outputs)

    def __iter__(self) -> Iterator[str]:
        return (id_ for id_, node in self._nodes.items() if is_settled(node))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def scope_of(detail: JobDetail) -> Scope:
    """Return what can be said of a job now: its parameters, and the nodes that have ended."""
    return Scope(params=detail.params, nodes=_Results(detail.nodes))


def status_so_far(live: LiveJob, node: Node) -> JobStatus:
    """Return ``JOB_STATUS``: running, or for a finally node how the job will have ended."""
    nodes = live.detail.nodes
    if not node.rules.is_finally or any(not is_settled(nodes[id_]) for id_ in live.graph.main):
        return JobStatus.RUNNING
    if live.detail.cancel_requested:
        return JobStatus.CANCELED
    return JobStatus.FAILED if any(is_bad(nodes[id_]) for id_ in live.graph.main) else JobStatus.SUCCEEDED
