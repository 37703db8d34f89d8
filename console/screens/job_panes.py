"""The upper part of a job's screen: its nodes as a tree, as a graph, or as a tree beside their timeline."""

from enum import StrEnum
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from console.core.pauses import Pause
from console.core.timeline import timeline
from console.model import JobDetail, Node
from console.screens.desk import Desk
from console.screens.job_words import Words, graph_title, nodes_title
from console.widgets.graph_view import GraphView
from console.widgets.line_list import LineList
from console.widgets.node_list import NodeList
from console.widgets.timeline_view import Legend, TimelineAxis, TimelineView

WIDE: Final = 120
"""Columns from which the timeline stands beside the nodes by itself."""

_NODES: Final = 62
"""Columns of the nodes beside a timeline, where there is room."""


class NodesLook(StrEnum):
    """How the nodes of a job are shown."""

    TREE = "tree"
    GRAPH = "graph"
    TIMELINE = "timeline"


class NodePanes(Vertical):
    """One cursor over three looks: each is brought to the node that the other stood on."""

    DEFAULT_CSS = """
    NodePanes { height: 1fr; width: 1fr; }
    NodePanes #titles { height: 1; width: 1fr; }
    NodePanes #panes { height: 1fr; width: 1fr; }
    NodePanes #nodes { width: 1fr; }
    NodePanes #timeline, NodePanes #axis, NodePanes #legend, NodePanes #graph { display: none; }
    NodePanes.-timeline #timeline, NodePanes.-timeline #axis { display: block; width: 1fr; }
    NodePanes.-timeline #legend { display: block; }
    NodePanes.-graph #graph { display: block; }
    NodePanes.-graph #nodes { display: none; }
    """

    class Moved(Message):
        """The cursor stands on another node, or its node has changed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="node-panes")
        self._desk = desk
        self._detail: JobDetail | None = None
        self.pauses: tuple[Pause, ...] = ()
        """When the job was held by a person, as far as is known."""
        self.wanted: NodesLook | None = None
        """The look that a person chose; None leaves it to the width."""

    def compose(self) -> ComposeResult:
        """Lay out titles and panes."""
        nodes = NodeList(lambda: self._desk.moment, id="nodes")
        view = TimelineView(nodes, id="timeline")
        with Horizontal(id="titles"):
            yield Words(id="nodes-title")
            yield TimelineAxis(view, self._desk.moment, id="axis")
        with Horizontal(id="panes"):
            yield nodes
            yield view
            yield GraphView(lambda: self._desk.moment, id="graph")
        yield Legend(id="legend")

    @property
    def nodes(self) -> NodeList:
        """The nodes as rows."""
        return self.query_one(NodeList)

    @property
    def graph(self) -> GraphView:
        """The nodes as boxes."""
        return self.query_one(GraphView)

    @property
    def look(self) -> NodesLook:
        """How the nodes are shown now."""
        if self.wanted is not None:
            return self.wanted
        return NodesLook.TIMELINE if self.screen.size.width >= WIDE else NodesLook.TREE

    @property
    def look_after(self) -> NodesLook:
        """The look that comes next: the graph comes first after the one that the width chose."""
        looks = list(NodesLook) if self.screen.size.width < WIDE else list(reversed(NodesLook))
        return looks[(looks.index(self.look) + 1) % len(looks)]

    @property
    def pane(self) -> NodeList | GraphView:
        """What has the cursor."""
        return self.graph if self.look is NodesLook.GRAPH else self.nodes

    @property
    def node(self) -> Node | None:
        """The node under the cursor; None on a group."""
        return self.pane.node

    @property
    def lines(self) -> int:
        """How many lines the nodes would take."""
        if self.look is NodesLook.GRAPH:
            return self.graph.drawing.height
        return len(self.nodes.rows) + (self.look is NodesLook.TIMELINE)  # and the legend

    def show(self, detail: JobDetail) -> None:
        """Show a job as it stands now."""
        self._detail = detail
        self.pane.show(detail)
        self.show_times()

    def change_look(self, look: NodesLook) -> None:
        """Show the nodes otherwise, with the cursor on the same node."""
        node, had = self.node, self.pane.has_focus
        self.wanted = look
        if self._detail is not None:  # what is not in view is not kept up to date
            self.pane.show(self._detail)
        if node is not None:
            self.pane.go_to(node.id)
        self.fit()
        if had:
            self.pane.focus()
        self.post_message(self.Moved())

    def fit(self) -> None:
        """Give every pane its part of the width."""
        look, width = self.look, self.screen.size.width
        self.set_class(look is NodesLook.TIMELINE, "-timeline")
        self.set_class(look is NodesLook.GRAPH, "-graph")
        columns = min(_NODES, max(24, width * 2 // 5))
        for name in ("#nodes", "#nodes-title"):
            self.query_one(name).styles.width = columns if look is NodesLook.TIMELINE else None
        self.show_times()
        self.retitle()

    def age(self, *, stale: bool) -> None:
        """Grey what may not be true any more."""
        for pane in (self.nodes, self.graph):
            pane.stale = stale
            pane.repaint_changed()

    def show_times(self) -> None:
        """Let running times go on."""
        self.pane.repaint_changed()
        axis = self.query_one(TimelineAxis)
        if self._detail is not None and self.look is NodesLook.TIMELINE:
            seen = timeline(self._detail, now=self._desk.now, pauses=self.pauses)
            self.query_one(TimelineView).show(seen)
            self.query_one(Legend).show(seen)
            axis.moment = self._desk.moment
        axis.changed()

    def retitle(self) -> None:
        """Bring the title up to date, and show whether keys are heard here."""
        if self._detail is None or not self.is_mounted:
            return
        job, focused = self._detail.job, self.pane.has_focus
        words = nodes_title(job, focused=focused)
        if self.look is NodesLook.GRAPH:
            words = graph_title(job, self.graph.steps, self.graph.beyond, focused=focused)
        self.query_one("#nodes-title", Words).say(*words)

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self.query_one(TimelineView).refresh()
        self.post_message(self.Moved())

    @on(GraphView.Moved)
    def _moved_in_graph(self, event: GraphView.Moved) -> None:
        event.stop()
        self.retitle()
        self.post_message(self.Moved())

    @on(LineList.Scrolled)
    def _scrolled(self, event: LineList.Scrolled) -> None:
        event.stop()
        self.query_one(TimelineView).refresh()
