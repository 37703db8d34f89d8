"""What a box of the graph says: a node's name, state and time, or of how many nodes it stands for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from console.core.graph_fold import FoldedBox
from console.core.standing import node_word
from console.model import Node, NodeStatus
from console.widgets.cell import Piece, fit, shorten, text_width, total_width
from console.widgets.glyph import glyph, node_sign, node_style
from console.widgets.node_columns import NodeFigures

LEAST: Final = 17
"""Columns of text in a box, at least: a sign, the longest word of a state, and a short time."""

_URGENT: Final = {
    status: rank
    for rank, status in enumerate(
        (NodeStatus.LOST, NodeStatus.FAILED, NodeStatus.WAITING, NodeStatus.RETRY_WAIT, NodeStatus.STOPPING,
         NodeStatus.RUNNING, NodeStatus.STARTING, NodeStatus.READY, NodeStatus.PENDING, NodeStatus.UNKNOWN)
    )
}  # fmt: skip


def box_width(box: FoldedBox, widest: int) -> int:
    """Return the width of a box with its borders; its text has ``widest`` columns at most."""
    return 4 + max(LEAST, min(text_width(title_of(box)), widest))


def title_of(box: FoldedBox) -> str:
    """Return the first line of a box."""
    return f"{glyph('▸')} {box.title} ({len(box.members):,})" if box.is_group else box.title


def node_lines(
    node: Node, figures: NodeFigures, width: int, now: datetime, *, loops: bool
) -> tuple[list[Piece], list[Piece]]:
    """Return the two lines of a node, each in ``width`` columns at most."""
    name = f"{shorten(node.id, width - 2)} {glyph('↻')}" if loops else shorten(node.id, width)
    # Nothing leads to what runs at the end: the word says why it stands there.
    last = ", last" if node.rules.is_finally and node.status is NodeStatus.PENDING else ""
    word = shorten(f"{node_word(node)}{last}", width - 2)
    state = [node_sign(node), Piece(f" {word}", node_style(node))]
    left = width - total_width(state)
    took = figures.took(now)
    if took and left > len(took):
        state.append(Piece(fit(took, left, "right")))
    return [Piece(name, "bold" if node.needs_person else "foreground")], state


def group_lines(box: FoldedBox, nodes: Mapping[str, Node], width: int) -> tuple[list[Piece], list[Piece]]:
    """Return the two lines of a group: its title, and how many of its nodes stand how."""
    title = f"{glyph('▸')} {shorten(box.title, max(4, width - 5 - len(str(len(box.members)))))}"
    count = f" ({len(box.members):,})"
    states = list(_states(nodes[id_] for id_ in box.members))
    if len(states) == 1:
        (node, _) = states[0]
        said = [node_sign(node), Piece(f" {shorten(f'all {node_word(node)}', width - 2)}", node_style(node))]
        return [Piece(shorten(title + count, width), "secondary")], said
    pieces: list[Piece] = []
    for node, number in states:
        piece = Piece(f"{number:,} ", node_style(node))
        if total_width(pieces) + 1 + piece.width > width:
            break
        pieces += [node_sign(node), piece]
    return [Piece(shorten(title + count, width), "secondary")], pieces


def _states(nodes: Iterable[Node]) -> Iterable[tuple[Node, int]]:
    """Yield a node of each state and how many there are, the most urgent first."""
    counts: Counter[tuple[str, str]] = Counter()
    samples: dict[tuple[str, str], Node] = {}
    for node in nodes:
        key = (str(node.status), node_style(node))
        counts[key] += 1
        samples.setdefault(key, node)
    for key in sorted(samples, key=lambda each: _URGENT.get(samples[each].status, len(_URGENT))):
        yield samples[key], counts[key]
