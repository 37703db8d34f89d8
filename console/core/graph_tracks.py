"""The gap between two ranks: which upright track each net takes, and on which line it comes to its targets.

A net leaves on its source's line, turns into its track, and leaves that on the lines of its targets. Where
a target stands on the line that another net leaves on, that other net must have turned off before: its track
is further left. Where that cannot be had for both, a net comes to its targets one line lower, on which none
leaves. Sources that have the same targets are one net: their lines meet in one track.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from console.core.graph_slots import Link, Slots


@dataclass(slots=True)
class Net:
    """The lines from some slots to all those of the next rank that each of them is linked to.

    ``starts`` are the lines that it leaves on, ``ends`` maps a slot to the line that it is reached on.
    ``track`` counts from the left; -1 is a net that goes straight on.
    """

    starts: list[int]
    back: bool
    ends: dict[int, int] = field(default_factory=dict[int, int])
    track: int = -1

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last line of its track."""
        lines = (*self.starts, *self.ends.values())
        return min(lines), max(lines)

    @property
    def straight(self) -> bool:
        """Whether it needs no track."""
        first, last = self.span
        return first == last


@dataclass(frozen=True, slots=True)
class Gap:
    """The nets between two ranks, by their source slot and whether they lead back.

    ``starts`` are the lines that the sources leave on; there are so many ``tracks``.
    """

    nets: Mapping[tuple[int, bool], Net]
    starts: Mapping[tuple[int, bool], int]
    tracks: int


def tracks_of(made: Slots, links: Sequence[Link]) -> Gap:
    """Give the nets of a gap their tracks."""
    starts: dict[tuple[int, bool], int] = {}
    ends: dict[tuple[int, bool], dict[int, int]] = {}
    for link in links:
        left, right = made.slots[link.left], made.slots[link.right]
        source = (link.left, link.back)
        starts[source] = left.y + 1 + (link.back and left.box is not None)
        line = right.y + 1 + (link.back and right.box is not None)
        ends.setdefault(source, {})[link.right] = line
    alike: dict[tuple[bool, frozenset[int]], Net] = {}
    nets: dict[tuple[int, bool], Net] = {}
    for source, targets in ends.items():
        net = alike.setdefault((source[1], frozenset(targets)), Net([], source[1], targets))
        net.starts.append(starts[source])
        nets[source] = net
    found = list(alike.values())
    _place(made, found)
    return Gap(nets, starts, 1 + max((net.track for net in found), default=-1))


def _place(made: Slots, nets: list[Net]) -> None:
    """Give every net that turns its track: those that must be to the left of others first."""
    leaves = {line: net for net in nets for line in net.starts}
    waiting = [net for net in nets if not net.straight]
    waiting.sort(key=_wish)
    filled: list[list[tuple[int, int]]] = []
    while waiting:
        free = next((net for net in waiting if not _blockers(net, leaves)), None)
        if free is None:
            free = waiting[0]
            _come_lower(made, free, leaves)
        waiting.remove(free)
        free.track = _track(filled, free, leaves)


def _wish(net: Net) -> tuple[bool, int]:
    """Sort nets so that few cross: of those that go down the lowest first, then those that go up."""
    start = sum(net.starts) // len(net.starts)
    up = sum(net.ends.values()) < start * len(net.ends)
    return (up, start if up else -start)


def _blockers(net: Net, leaves: Mapping[int, Net]) -> list[int]:
    """Return the slots that the net may not be drawn to yet: a net without a track leaves on their line."""
    found: list[int] = []
    for slot, line in net.ends.items():
        other = leaves.get(line)
        if other is not None and other is not net and other.track < 0 and not other.straight:
            found.append(slot)
    return found


def _come_lower(made: Slots, net: Net, leaves: Mapping[int, Net]) -> None:
    for slot in _blockers(net, leaves):
        if net.back:
            continue
        lower = made.slots[slot].y + (0 if made.slots[slot].box is None else 2)
        net.ends[slot] = lower


def _track(filled: list[list[tuple[int, int]]], net: Net, leaves: Mapping[int, Net]) -> int:
    """Return the leftmost track that is free and right of all nets that it has to be right of."""
    others = [leaves[line] for line in net.ends.values() if line in leaves]
    least = max((other.track + 1 for other in others if other is not net), default=0)
    first, last = net.span
    for track in range(max(0, least), len(filled)):
        if all(last < begin or end < first for begin, end in filled[track]):
            filled[track].append((first, last))
            return track
    filled.append([(first, last)])
    return max(least, len(filled) - 1)
