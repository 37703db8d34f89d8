"""Whether a node has ended for good, and whether that satisfies what comes after it."""

from typing import Final

from console.model import Node, NodeStatus, Resolution

_N = NodeStatus

# Looked up once: a summary asks this of every node of a job at every step.
_FAILED: Final = _N.FAILED
_FOR_A_PERSON: Final = Resolution.WAITING
_FINAL: Final = Resolution.FINAL
_CLOSED: Final = frozenset({_N.SUCCEEDED, _N.SKIPPED, _N.CANCELED, _N.BLOCKED})
_UNSATISFIED: Final = frozenset({_N.CANCELED, _N.BLOCKED})


def is_settled(node: Node) -> bool:
    """Whether the node has ended for good: nothing happens to it unless a person acts."""
    status = node.status
    return status in _CLOSED or (status is _FAILED and node.resolution is not _FOR_A_PERSON)


def is_bad(node: Node) -> bool:
    """Whether the node has ended for good in a way that does not satisfy its dependents."""
    status = node.status
    return status in _UNSATISFIED or (status is _FAILED and node.resolution is _FINAL)
