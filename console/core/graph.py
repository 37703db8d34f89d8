"""The shape of a job's graph, worked out once for a job and shared by every step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from console.model import Node


@dataclass(frozen=True, slots=True)
class Graph:
    """Who depends on whom. ``dependents`` maps a node's id to the ids that name it in their needs."""

    dependents: Mapping[str, tuple[str, ...]]
    main: tuple[str, ...]
    finals: tuple[str, ...]

    @classmethod
    def of(cls, nodes: Mapping[str, Node]) -> "Graph":
        """Work the graph out. Needs that name no node are left out: a backend may show half a graph."""
        dependents: dict[str, list[str]] = {id_: [] for id_ in nodes}
        for id_, node in nodes.items():
            for need in node.rules.needs:
                if need in dependents:
                    dependents[need].append(id_)
        return cls(
            dependents={id_: tuple(after) for id_, after in dependents.items()},
            main=tuple(id_ for id_, node in nodes.items() if not node.rules.is_finally),
            finals=tuple(id_ for id_, node in nodes.items() if node.rules.is_finally),
        )

    def downstream(self, start: Iterable[str]) -> tuple[str, ...]:
        """Return every node after ``start``, nearest first, without ``start`` itself. Loops are safe."""
        seen = set(start)
        found: list[str] = []
        frontier = list(seen)
        while frontier:
            reached: list[str] = []
            for id_ in frontier:
                for after in self.dependents.get(id_, ()):
                    if after not in seen:
                        seen.add(after)
                        reached.append(after)
            found.extend(reached)
            frontier = reached
        return tuple(found)
