"""Whether a node has ended for good, and whether that satisfies what comes after it."""

from typing import Final

from console.model import Node, NodeStatus, Resolution

_N = NodeStatus

# Members by name, compared with `is`: an enum's hash is a call, and a step asks this of every node of a job.
_SUCCEEDED, _SKIPPED, _CANCELED, _BLOCKED = _N.SUCCEEDED, _N.SKIPPED, _N.CANCELED, _N.BLOCKED
_FAILED: Final = _N.FAILED
_WAITING: Final = Resolution.WAITING
_FINAL: Final = Resolution.FINAL


def is_settled(node: Node) -> bool:
    """Whether the node has ended for good: nothing happens to it unless a person acts."""
    status = node.status
    if status is _FAILED:
        return node.resolution is not _WAITING
    return status is _SUCCEEDED or status is _SKIPPED or status is _CANCELED or status is _BLOCKED


def is_bad(node: Node) -> bool:
    """Whether the node has ended for good in a way that does not satisfy its dependents."""
    status = node.status
    if status is _FAILED:
        return node.resolution is _FINAL
    return status is _CANCELED or status is _BLOCKED
