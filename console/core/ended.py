"""Whether a node has ended for good, and whether that satisfies what comes after it."""

from typing import Final

from console.model import Node, NodeStatus, Resolution

_N = NodeStatus

_CLOSED: Final = frozenset({_N.SUCCEEDED, _N.SKIPPED, _N.CANCELED, _N.BLOCKED})


def is_settled(node: Node) -> bool:
    """Whether the node has ended for good: nothing happens to it unless a person acts."""
    return node.status in _CLOSED or (node.status is _N.FAILED and node.resolution is not Resolution.WAITING)


def is_bad(node: Node) -> bool:
    """Whether the node has ended for good in a way that does not satisfy its dependents."""
    return node.status in (_N.CANCELED, _N.BLOCKED) or (
        node.status is _N.FAILED and node.resolution is Resolution.FINAL
    )
