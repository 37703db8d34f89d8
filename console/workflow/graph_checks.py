"""What can be wrong with the graph of a file: nodes that are not there, rings, more nodes than can be run."""

from typing import Final

from console.core.quote import quoted
from console.core.suggestion import suggestion
from console.workflow.errors import Findings, Place
from console.workflow.graph import Ancestry, rings
from console.workflow.outline import MOST_NODES, NodeOutline, Outline
from console.workflow.tree import Mapping, Scalar, dotted

MOST_EDGES: Final = 100_000
"""The most dependencies between the nodes of a job, matrices written out."""

_SHOWN_OF_A_RING: Final = 8


def check_graph(tree: Mapping, outline: Outline, findings: Findings) -> Ancestry:
    """Note what is wrong with `needs`. Returns who comes before whom, as far as the ids are known."""
    needs: dict[str, tuple[str, ...]] = {}
    for node in outline.nodes.values():
        known: list[str] = []
        for index, scalar in enumerate(node.needs):
            message = _fault(node, scalar, outline)
            if message is None:
                known.append(scalar.text)
            else:
                # One value stands for a list of one; a list points at its item.
                path = dotted((*node.path, "needs"))
                findings.add(scalar.place if index or _is_list(node) else _key(node), path, message)
        needs[node.id] = tuple(known)
    for ring in rings(needs):
        node = outline.nodes[ring[0]]
        findings.add(_key(node), "", f"the nodes depend on each other in a ring: {_arrows(ring)}")
    _check_size(tree, outline, needs, findings)
    return Ancestry(_with_finally(outline, needs))


def _is_list(node: NodeOutline) -> bool:
    return not isinstance(node.body.get("needs"), Scalar)


def _key(node: NodeOutline) -> Place:
    return node.body.place_of("needs")


def _fault(node: NodeOutline, scalar: Scalar, outline: Outline) -> str | None:
    """Return what is wrong with one of a node's needs."""
    needed = outline.nodes.get(scalar.text)
    if needed is None:
        owner = (outline.instances or {}).get(scalar.text)
        if owner is not None:
            return f"needs takes whole nodes: write '{owner}', which stands for all of its instances"
        return f"there is no node {quoted(scalar.text)}{suggestion(scalar.text, outline.nodes)}"
    if needed.is_finally and not node.is_finally:
        return f"'{needed.id}' is a finally node, which runs after this one"
    if node.is_finally and not needed.is_finally:
        return f"finally nodes run after all the others: '{needed.id}' need not be named"
    return None


def _arrows(ring: tuple[str, ...]) -> str:
    if len(ring) > _SHOWN_OF_A_RING:
        left_out = len(ring) - _SHOWN_OF_A_RING
        ring = (*ring[: _SHOWN_OF_A_RING - 2], f"({left_out} more)", *ring[-2:])
    return " -> ".join(ring)


def _check_size(
    tree: Mapping, outline: Outline, needs: dict[str, tuple[str, ...]], findings: Findings
) -> None:
    place = tree.place_of("nodes")
    nodes = sum(node.count for node in outline.nodes.values())
    if nodes > MOST_NODES:
        findings.add(
            place, "nodes", f"a job has at most {MOST_NODES} nodes, matrices written out; this is {nodes}"
        )
        return
    counts = {node.id: node.count for node in outline.nodes.values()}
    edges = sum(
        counts[node] * sum(counts[needed] for needed in needed_by) for node, needed_by in needs.items()
    )
    if edges > MOST_EDGES:
        message = (
            f"a job has at most {MOST_EDGES} dependencies, matrices written out; these are {edges}: "
            "put a node between two large matrices"
        )
        findings.add(place, "nodes", message)


def _with_finally(outline: Outline, needs: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Let every finally node come after one that comes after all others.

    The empty id stands between them, so that the edges do not multiply.
    """
    whole = {"": tuple(node.id for node in outline.nodes.values() if not node.is_finally)}
    for node in outline.nodes.values():
        whole[node.id] = (*needs[node.id], "") if node.is_finally else needs[node.id]
    return whole
