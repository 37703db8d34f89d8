"""Which node follows which, from the names of parents that a workflow's nodes carry."""

from collections.abc import Mapping, Sequence

from console.wire.aom.document import DefinedNode


def needs_of(nodes: Sequence[DefinedNode]) -> Mapping[str, tuple[str, ...]]:
    """Return the ids that each node comes after, without anything that leads in a circle.

    ``parent_node`` is documented as a name; an id is understood, too. A name that several nodes have says
    nothing, and neither does one that nobody has.
    """
    known = {node.id for node in nodes if node.id}
    needs: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        if not node.id or node.id in needs:
            continue
        found: list[str] = []
        for parent in node.parent_node:
            id_ = parent if parent in known else _only_one(nodes, parent)
            if id_ is not None and id_ not in found and not _leads_to(needs, id_, node.id):
                found.append(id_)
        needs[node.id] = tuple(found)
    return needs


def _only_one(nodes: Sequence[DefinedNode], name: str) -> str | None:
    for attribute in ("name", "task_name"):
        found = {node.id for node in nodes if getattr(node, attribute) == name and node.id}
        if len(found) == 1:
            return found.pop()
    return None


def _leads_to(needs: Mapping[str, tuple[str, ...]], start: str, goal: str) -> bool:
    """Whether ``start`` comes, at any distance, after ``goal``."""
    open_, seen = [start], set[str]()
    while open_:
        here = open_.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            open_ += needs.get(here, ())
    return False
