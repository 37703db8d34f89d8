"""The graph of a job as boxes and arrows: drawn line by line, and only what is in the window.

The cursor belongs to a box. Left and right follow the edges, up and down go to the box above or below, and at
the end of a column to the next one: whoever keeps pressing sees every box.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from console.core.graph_fold import FoldedGraph, fold
from console.core.graph_layout import GraphLayout, lay_out
from console.core.graph_slots import TooTangled
from console.core.graph_walk import along, beside, on_route
from console.keymap import Scope
from console.model import JobDetail, Node, NodeStatus
from console.widgets.bindings import bindings
from console.widgets.cell import Piece, shorten, strip_of
from console.widgets.graph_boxes import box_width
from console.widgets.graph_painter import GraphLine, GraphPainter, Spot
from console.widgets.job_columns import Moment
from console.widgets.node_columns import figures_of
from console.widgets.palette import Palette, palette_of

_NO_GRAPH: Final = FoldedGraph({}, (), frozenset(), {})
_NO_LAYOUT: Final = lay_out({}, ())

_WIDEST: Final = 36
"""Columns of text in a box, at most."""

_MOST_SHOWN: Final = 20
"""Nodes that were gone to and stand out of their group because of that: the last ones."""

_AROUND: Final = (4, 1)
"""Columns and lines around the cursor's box that are kept in view, so that its edges can be seen."""


class GraphView(ScrollView, can_focus=True, inherit_bindings=False):
    """Boxes and arrows. Nothing is drawn that is not in the window."""

    DEFAULT_CSS = """
    GraphView { height: 1fr; width: 1fr; overflow: hidden; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.LIST, Scope.GRAPH)

    class Moved(Message):
        """The cursor stands on another box, or other boxes are in view."""

    def __init__(self, moment: Callable[[], Moment], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.stale = False
        """Whether what is drawn is old: it is drawn as past."""
        self.trouble = ""
        """Why there is no drawing, as a sentence."""
        self.cursor = ""
        """The box under the cursor, by id."""
        self._moment = moment
        self._detail: JobDetail | None = None
        self._opened: frozenset[str] = frozenset()
        self._shown: tuple[str, ...] = ()
        self._widths: Mapping[str, int] = {}
        self._painter = GraphPainter(_NO_GRAPH, _NO_LAYOUT)
        self._lit: frozenset[tuple[int, int]] = frozenset()
        self._drawn: dict[int, GraphLine] = {}
        self._looks: tuple[Palette, Style] | None = None

    # --- what others ask and do -------------------------------------------------------------------

    @property
    def graph(self) -> FoldedGraph:
        """The boxes, and the edges between them."""
        return self._painter.graph

    @property
    def drawing(self) -> GraphLayout:
        """Where the boxes and the edges are."""
        return self._painter.layout

    @property
    def node(self) -> Node | None:
        """The node under the cursor; None on a group."""
        return self._painter.nodes.get(self.cursor)

    @property
    def steps(self) -> tuple[int, int]:
        """At which step of the work the cursor stands, and how many there are."""
        box = self.drawing.boxes.get(self.cursor)
        return (0 if box is None else box.rank + 1, len(self.drawing.ranks))

    @property
    def beyond(self) -> str:
        """The sides on which there is more than the window shows: of ``←→↑↓``."""
        (x, y), size, drawing = self.scroll_offset, self.size, self.drawing
        sides = {"←": x > 0, "→": x + size.width < drawing.width,
                 "↑": y > 0, "↓": y + size.height < drawing.height}  # fmt: skip
        return "".join(side for side, more in sides.items() if more)

    def show(self, detail: JobDetail) -> None:
        """Show a job as it stands now. The drawing is made anew only where the boxes are others."""
        self._detail = detail
        self._draw_anew()

    def go_to(self, node: str) -> bool:
        """Put the cursor on a node, taking it out of the group it is in; False if there is no such node."""
        if node not in self._painter.nodes:
            return False
        if node not in self.graph.boxes:
            self._shown = (*self._shown[1 - _MOST_SHOWN :], node)
            self._draw_anew()
        self.move_to(node)
        return node in self.graph.boxes

    def flip_group(self) -> bool:
        """Open or close the group under the cursor; False if there is none."""
        box = self.graph.boxes.get(self.cursor)
        if box is None or not box.is_group:
            return False
        self._opened ^= {box.id}
        self._draw_anew()
        return True

    def fold_again(self) -> bool:
        """Close all groups that were opened; False if there are none."""
        if not self._opened and not self._shown:
            return False
        self._opened, self._shown = frozenset(), ()
        self._draw_anew()
        return True

    def move_to(self, box: str) -> None:
        """Put the cursor on a box, and bring it into view."""
        if box not in self.drawing.boxes:
            return
        moved, self.cursor = box != self.cursor, box
        self._lit = on_route(self.drawing, box)
        self._keep_in_view()
        self.repaint_changed()
        if moved:
            self.post_message(self.Moved())

    def next_failed(self, step: int) -> bool:
        """Put the cursor on the next failed or lost node of the job, or the one before."""
        order = [id_ for box in self.graph.boxes.values() for id_ in box.members]
        here = self.graph.boxes.get(self.cursor)
        place = order.index(here.members[0]) if here is not None else -1
        found = [
            id_
            for number, id_ in enumerate(order)
            if (number - place) * step > 0
            and self._painter.nodes[id_].status in (NodeStatus.FAILED, NodeStatus.LOST)
        ]
        return self.go_to(found[0 if step > 0 else -1]) if found else False

    def repaint_changed(self) -> None:
        """Paint the visible lines that would look different now, and no others."""
        for y in range(self.size.height):
            if self._drawn.get(y) != self._line(y):
                self.refresh(Region(0, y, self.size.width, 1))

    # --- keys -------------------------------------------------------------------------------------

    def action_move(self, way: str) -> None:
        """Move the cursor: up, down, top, bottom, page_up, page_down, half_up or half_down."""
        page = max(2, self.size.height // 4)
        steps = {"up": -1, "down": 1, "page_up": -page, "page_down": page,
                 "half_up": -(page // 2), "half_down": page // 2}  # fmt: skip
        if way in steps:
            self.move_to(beside(self.drawing, self.cursor, steps[way]))
        elif self.drawing.ranks:
            end = -1 if way == "bottom" else 0
            self.move_to(self.drawing.ranks[end][end])

    def action_sideways(self, steps: int) -> None:
        """Follow an edge: to what comes after (1) or before (-1)."""
        self.move_to(along(self.drawing, self.cursor, steps))

    # --- drawing ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw a line of the window."""
        line = self._drawn[y] = self._line(y)
        end = line.skip + line.width
        whole = strip_of(line.pieces, end + _WIDEST + 4, *self._look)
        return whole.crop(line.skip, end)

    def on_resize(self, _event: events.Resize) -> None:
        """Fit the boxes to the new width."""
        if self._detail is not None:
            self._draw_anew()

    def on_focus(self) -> None:
        """Show that keys are heard here."""
        self.repaint_changed()

    def on_blur(self) -> None:
        """Show that keys are not heard here."""
        self.repaint_changed()

    def notify_style_update(self) -> None:
        """Forget what was drawn in another theme's colours."""
        self._drawn.clear()
        self._looks = None
        super().notify_style_update()

    def watch_scroll_x(self, old_value: float, new_value: float) -> None:
        """Tell that something else is in view."""
        super().watch_scroll_x(old_value, new_value)
        self.post_message(self.Moved())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell that something else is in view."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    @property
    def _look(self) -> tuple[Palette, Style]:
        """The styles of the theme and the ground, worked out once a theme and not once a line."""
        if self._looks is None:
            self._looks = (palette_of(self), self.rich_style)
        return self._looks

    def _draw_anew(self) -> None:
        """Draw the job as it is now; the boxes are laid out again only if they are others than before."""
        if self._detail is None:
            return
        graph = fold(self._detail.nodes, self._opened, frozenset(self._shown))
        widest = min(_WIDEST, max(18, self.size.width * 3 // 10 - 4))
        widths = {box.id: box_width(box, widest) for box in graph.boxes.values()}
        if (graph.edges, widths) != (self.graph.edges, self._widths):
            self._widths = widths
            self._painter = GraphPainter(graph, self._laid_out(graph))
            self.virtual_size = Size(max(1, self.drawing.width), max(1, self.drawing.height))
        self._painter.take(graph, self._detail.nodes, figures_of(self._detail))
        if self.cursor not in self.drawing.boxes:
            self.cursor = graph.box_of.get(self.cursor) or next(iter(self.drawing.boxes), "")
        self._lit = on_route(self.drawing, self.cursor)
        self._keep_in_view()
        self.repaint_changed()
        self.post_message(self.Moved())

    def _laid_out(self, graph: FoldedGraph) -> GraphLayout:
        """Lay the boxes out, or keep the sentence that says why they cannot be."""
        self.trouble = ""
        try:
            return lay_out(self._widths, graph.edges, graph.last)
        except TooTangled as error:
            self.trouble = f"{str(error).capitalize()}; the tree shows its nodes."
            return _NO_LAYOUT

    def _keep_in_view(self) -> None:
        box, size = self.drawing.boxes.get(self.cursor), self.size
        if box is None or not size.height:
            return
        around_x, around_y = _AROUND
        x = _scrolled(self.scroll_offset.x, box.x - around_x, box.right + 1 + around_x, size.width)
        y = _scrolled(self.scroll_offset.y, box.y - around_y, box.bottom + 1 + around_y, size.height)
        x = max(0, min(x, self.drawing.width - size.width))
        y = max(0, min(y, self.drawing.height - size.height))
        if (x, y) != tuple(self.scroll_offset):
            self.scroll_to(x=x, y=y, animate=False, force=True)

    def _line(self, y: int) -> GraphLine:
        left, top = self.scroll_offset
        width = self.size.width
        if y + top >= self.drawing.height:
            text = shorten(self.trouble, width - 2) if not y else ""
            return GraphLine((Piece(f" {text}", "warning"),), 0, width)
        palette, _ = self._look
        colours = not (palette.ansi or palette.colourless)
        spot = Spot(self.cursor, self.has_focus, self._lit, self._moment().now, colours)
        line = self._painter.line(y + top, left, width, spot)
        if self.stale:
            return GraphLine(tuple(Piece(piece.text, "muted") for piece in line.pieces), line.skip, width)
        return line


def _scrolled(offset: int, first: int, last: int, size: int) -> int:
    """Return the offset nearest to the present one from which ``first`` to ``last`` can be seen."""
    if first < offset or last - first > size:
        return max(0, first)
    return last - size if last > offset + size else offset
