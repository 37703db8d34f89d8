"""A line of a graph's window as pieces: the boxes in it, and the edges between them."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from console.core.graph_fold import FoldedGraph
from console.core.graph_layout import Box, GraphLayout, Point
from console.model import Node, NodeStatus
from console.widgets.cell import Piece, total_width
from console.widgets.graph_boxes import group_lines, node_lines
from console.widgets.graph_signs import Frame, line_sign
from console.widgets.node_columns import NodeFigures

_BAD: Final = (NodeStatus.FAILED, NodeStatus.LOST)


@dataclass(frozen=True, slots=True)
class GraphLine:
    """What a line of the window shows: pieces that begin ``skip`` columns left of it."""

    pieces: tuple[Piece, ...]
    skip: int
    width: int


@dataclass(frozen=True, slots=True)
class Spot:
    """What the look of a graph depends on besides its nodes: the cursor's box, and the cells of its edges."""

    cursor: str
    focused: bool
    lit: Set[Point]
    now: datetime
    colours: bool
    """Whether text keeps its colour on the cursor's ground; the terminal's own colours may clash."""


class GraphPainter:
    """Draws lines of one layout; `take` gives it the nodes as they stand now."""

    def __init__(self, graph: FoldedGraph, layout: GraphLayout) -> None:
        self.graph = graph
        self.layout = layout
        self.nodes: Mapping[str, Node] = {}
        self.figures: Mapping[str, NodeFigures] = {}
        self._counted: dict[str, tuple[list[Piece], list[Piece]]] = {}
        self._by_line: list[list[Box]] = [[] for _ in range(layout.height)]
        for box in sorted(layout.boxes.values(), key=lambda each: each.x):
            for line in range(box.y, box.bottom + 1):
                self._by_line[line].append(box)

    def take(self, graph: FoldedGraph, nodes: Mapping[str, Node], figures: Mapping[str, NodeFigures]) -> None:
        """Take over how the nodes stand. The boxes are those that were laid out."""
        self.graph, self.nodes, self.figures = graph, nodes, figures
        self._counted.clear()

    def line(self, line: int, left: int, width: int, spot: Spot) -> GraphLine:
        """Return what a line of the graph shows from column ``left`` on."""
        boxes = self._by_line[line]
        first = bisect_left(boxes, left, key=lambda box: box.right)
        begin = at = min(left, boxes[first].x) if first < len(boxes) else left
        pieces: list[Piece] = []
        for box in boxes[first:]:
            if box.x >= left + width:
                break
            pieces += self._edges(line, at, box.x, spot.lit)
            pieces += self._box(box, line, spot)
            at = box.right + 1
        pieces += self._edges(line, at, left + width, spot.lit)
        return GraphLine(tuple(pieces), left - begin, width)

    def _edges(self, line: int, begin: int, end: int, lit: Set[Point]) -> list[Piece]:
        """Return the cells of edges on a line, from column ``begin`` up to ``end``."""
        cells = self.layout.lines[line]
        pieces: list[Piece] = []
        text, style = "", "foreground"
        for x in range(begin, end):
            cell = cells.get(x)
            look = style if cell is None else "primary bold" if (x, line) in lit else "muted"
            if look != style and text:
                pieces.append(Piece(text, style))
                text = ""
            style = look
            text += " " if cell is None else line_sign(cell)
        return [*pieces, Piece(text, style)] if text else pieces

    def _box(self, box: Box, line: int, spot: Spot) -> Sequence[Piece]:
        """Return a line of a box."""
        on = box.id == spot.cursor
        frame = Frame(heavy=on)
        border = "primary bold" if on else "status-failed" if self._is_bad(box) else "muted"
        if line == box.y:
            return [Piece(frame.top(box.width), border)]
        if line == box.bottom:
            return [Piece(frame.bottom(box.width), border)]
        ports = self.layout.ports
        left = frame.port_left if (box.x, line) in ports else frame.side
        right = frame.port_right if (box.right, line) in ports else frame.side
        text = self._text(box, spot.now)[line - box.y - 1]
        free = " " * max(0, box.width - 4 - total_width(text))
        inside = [Piece(" "), *text, Piece(f"{free} ")]
        if on and spot.focused:
            inside = [Piece(piece.text, _on_cursor(piece.style, keeps=spot.colours)) for piece in inside]
        return [Piece(left, border), *inside, Piece(right, border)]

    def _is_bad(self, box: Box) -> bool:
        node = self.nodes.get(box.id)
        return node is not None and (node.needs_person or node.status in _BAD)

    def _text(self, box: Box, now: datetime) -> tuple[list[Piece], list[Piece]]:
        width, node = box.width - 4, self.nodes.get(box.id)
        if node is None:
            # Counted once for each state of the job: a group may be thousands of nodes.
            if box.id not in self._counted:
                self._counted[box.id] = group_lines(self.graph.boxes[box.id], self.nodes, width)
            return self._counted[box.id]
        loops = (box.id, box.id) in self.graph.edges
        return node_lines(node, self.figures[box.id], width, now, loops=loops)


def _on_cursor(style: str, *, keeps: bool) -> str:
    return f"cursor {style}" if keeps and style.startswith(("status-", "attention")) else "cursor"
