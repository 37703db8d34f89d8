"""The nodes of a file seen through the tree, whatever else is wrong with them.

The graph, the references and the node rules are checked on this, so that one bad field hides no other
error.
"""

import itertools
import math
from dataclasses import dataclass, field
from typing import Final

from console.core.matrix import instance_id
from console.workflow.errors import Findings, Place
from console.workflow.tree import Mapping, Marked, Path, Scalar, dotted, texts

MOST_NODES: Final = 10_000
"""The most nodes of a job, every instance of a matrix counted."""


@dataclass(frozen=True, slots=True)
class NodeOutline:
    """One node: what the others may say about it. None where that cannot be told from the file."""

    id: str
    place: Place
    path: Path
    body: Mapping
    is_finally: bool
    is_mapping: bool = True
    needs: tuple[Scalar, ...] = ()
    outputs: frozenset[str] | None = frozenset()
    axes: dict[str, tuple[str, ...]] | None = field(default_factory=dict[str, tuple[str, ...]])

    @property
    def has_matrix(self) -> bool:
        """Whether the node stands for several instances."""
        return self.axes != {}

    @property
    def count(self) -> int:
        """How many instances the node has: 1 without a matrix."""
        return 1 if self.axes is None else math.prod(len(values) for values in self.axes.values())

    @property
    def instances(self) -> tuple[str, ...]:
        """The ids of its instances, in the order of the matrix. Its own id without a matrix."""
        if not self.axes or self.count > MOST_NODES:
            return () if self.has_matrix else (self.id,)
        return tuple(instance_id(self.id, values) for values in itertools.product(*self.axes.values()))


@dataclass(frozen=True, slots=True)
class Outline:
    """The nodes of a file, `finally` after the others, each id once."""

    nodes: dict[str, NodeOutline]
    instances: dict[str, str] | None
    """The node of every instance of a matrix; None where there are more than can be run."""


def outline(tree: Mapping, findings: Findings) -> Outline:
    """Return the nodes of a document. A `finally` node with the id of another is noted and left out."""
    nodes: dict[str, NodeOutline] = {}
    for section in ("nodes", "finally"):
        for entry in tree.mapping(section) or ():
            if entry.key in nodes:
                line = nodes[entry.key].place.line
                message = f"node '{entry.key}' is given twice (first on line {line})"
                findings.add(entry.place, dotted((section, entry.key)), message)
                continue
            nodes[entry.key] = _node(section, entry.key, entry.place, entry.value)
    if sum(node.count for node in nodes.values()) > MOST_NODES:
        return Outline(nodes, None)
    instances = {
        instance: node.id for node in nodes.values() if node.has_matrix for instance in node.instances
    }
    return Outline(nodes, instances)


def _node(section: str, node_id: str, place: Place, value: Marked) -> NodeOutline:
    body = value if isinstance(value, Mapping) else Mapping(place)
    outputs = body.get("outputs")
    return NodeOutline(
        node_id,
        place,
        (section, node_id),
        body,
        section == "finally",
        isinstance(value, Mapping),
        texts(body.get("needs")),
        None if isinstance(outputs, Mapping) else frozenset(scalar.text for scalar in texts(outputs)),
        _axes(body),
    )


def _axes(body: Mapping) -> dict[str, tuple[str, ...]] | None:
    if "matrix" not in body:
        return {}
    matrix = body.mapping("matrix")
    if matrix is None:
        return None
    axes = {entry.key: tuple(scalar.text for scalar in texts(entry.value)) for entry in matrix}
    return axes if axes and all(axes.values()) else None
