"""The nodes of a job, one line each; very many are grouped by state."""

from collections.abc import Callable, Hashable, Mapping, Sequence

from textual.strip import Strip

from console.core.outline import GroupRow, NodeRow, OutlineRow, outline, state_of
from console.model import JobDetail, Node, NodeStatus
from console.widgets.cell import Piece, strip_of
from console.widgets.glyph import glyph
from console.widgets.job_columns import Moment
from console.widgets.line_list import LineList
from console.widgets.node_columns import NodeFigures, columns_for, figures_of, group_row, node_row

_GROUP = "\0"
"""Begins the id of a group's row: no node is called so."""


class NodeList(LineList):
    """The outline of a job. The cursor belongs to a node, wherever its row goes."""

    def __init__(self, moment: Callable[[], Moment], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.stale = False
        """Whether the rows are old: they are drawn as past."""
        self.rows: tuple[OutlineRow, ...] = ()
        self._ids: list[str] = []
        self._by_id: Mapping[str, Node] = {}
        self._figures: Mapping[str, NodeFigures] = {}
        self._flipped: frozenset[str] = frozenset()
        self._moment = moment

    @property
    def node(self) -> Node | None:
        """The node under the cursor; None on a group."""
        row = self.row_at_cursor
        return self._by_id.get(row.id) if isinstance(row, NodeRow) else None

    @property
    def row_at_cursor(self) -> OutlineRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def show(self, detail: JobDetail) -> None:
        """Show a job as it stands now."""
        self._by_id = detail.nodes
        self._figures = figures_of(detail)
        self._lay_out()

    def flip_group(self) -> bool:
        """Open or close the group under the cursor; False if there is none."""
        row = self.row_at_cursor
        if not isinstance(row, GroupRow):
            return False
        self._flipped ^= {row.state}
        self._lay_out()
        return True

    def go_to(self, node: str) -> bool:
        """Put the cursor on a node, opening the group it is in; False if there is no such node."""
        if node not in self._by_id:
            return False
        if node not in self._ids:
            self._flipped ^= {state_of(self._by_id[node])}
            self._lay_out()
        return self.move_to_id(node)

    def next_failed(self, step: int) -> bool:
        """Put the cursor on the next failed or lost node, or the one before; False if there is none."""
        order = [
            place
            for place, row in enumerate(self.rows)
            if isinstance(row, NodeRow) and _is_failed(self._by_id[row.id])
        ]
        found = [place for place in order if (place - self.cursor) * step > 0]
        if not found:
            return False
        self.move_to(found[0] if step > 0 else found[-1])
        return True

    def _lay_out(self) -> None:
        self.rows = outline(self._by_id, self._flipped)
        self._ids = [row.id if isinstance(row, NodeRow) else _GROUP + row.state for row in self.rows]
        self.rows_changed()

    def row_ids(self) -> Sequence[str]:
        """Return the id of every row."""
        return self._ids

    def row_look(self, row: int) -> Hashable:
        """Return the row, its node and its running time."""
        shown = self.rows[row]
        if isinstance(shown, GroupRow):
            return (shown, self.stale)
        node = self._by_id[shown.id]
        figures = self._figures[shown.id]
        return (shown, node.id, node.version, node.status, node.resolution, figures,
                figures.took(self._moment().now), self.stale)  # fmt: skip

    def draw_row(self, row: int, width: int, *, under_cursor: bool, marked: bool) -> Strip:  # noqa: ARG002
        """Draw a node or a group."""
        shown = self.rows[row]
        if isinstance(shown, GroupRow):
            cells = group_row(shown, width)
        else:
            node, figures = self._by_id[shown.id], self._figures[shown.id]
            cells = node_row(shown, node, figures, columns_for(width), self._moment().now)
        if self.stale:
            cells = [Piece(cell.text, "muted") for cell in cells]
        gutter = [Piece(" "), Piece(glyph("▌"), "primary bold") if under_cursor else Piece(" "), Piece(" ")]
        under = ("cursor" if self.has_focus else "bold") if under_cursor else ""
        return strip_of([*gutter, *cells], width, self.palette, self.base, under)


def _is_failed(node: Node) -> bool:
    return node.status in (NodeStatus.FAILED, NodeStatus.LOST)
