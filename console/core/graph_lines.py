"""On which line every slot of a drawn graph stands: near what it is linked to, none above another.

Slots stand on even lines only. So the ports of boxes have lines of their own: the first line of text is where
edges come and go, the second is for those that lead back and for those that would else be mistaken.
"""

from collections.abc import Sequence

from console.core.graph_slots import Slots

_PASS_WEIGHT = 4.0
"""How much more than a box a passing line wants to be straight."""


def place_on_lines(made: Slots) -> int:
    """Give every slot its line; returns how many lines the graph takes."""
    before: list[list[int]] = [[] for _ in made.slots]
    after: list[list[int]] = [[] for _ in made.slots]
    for gap in made.gaps:
        for link in gap:
            before[link.right].append(link.left)
            after[link.left].append(link.right)
    for rank in made.ranks:
        line = 0
        for slot in rank:
            made.slots[slot].y = line
            line += made.slots[slot].lines
    for _ in range(2):
        for rank in made.ranks[1:]:
            _settle(made, rank, before)
        for rank in reversed(made.ranks[:-1]):
            _settle(made, rank, after)
    top = min((slot.y for slot in made.slots), default=0)
    for slot in made.slots:
        slot.y -= top
    return max((slot.y + slot.lines for slot in made.slots), default=0)


def _settle(made: Slots, rank: Sequence[int], neighbours: Sequence[Sequence[int]]) -> None:
    """Bring the slots of a rank as near to their neighbours as their order allows, by least squares."""
    offset = 0
    blocks: list[tuple[float, float, int]] = []  # where it wants to be, its weight, its slots
    for number in rank:
        slot = made.slots[number]
        lines = sorted(made.slots[each].y for each in neighbours[number])
        wish = _middle(lines) if lines else slot.y
        weight = (_PASS_WEIGHT if slot.box is None else 1.0) if lines else 0.05
        block = (wish - offset, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            other = blocks.pop()
            total = other[1] + block[1]
            block = ((other[0] * other[1] + block[0] * block[1]) / total, total, other[2] + block[2])
        blocks.append(block)
        offset += slot.lines
    place = iter(rank)
    offset = 0
    for wish, _, count in blocks:
        base = 2 * round(wish / 2)
        for _ in range(count):
            slot = made.slots[next(place)]
            slot.y = base + offset
            offset += slot.lines


def _middle(lines: Sequence[int]) -> float:
    half = len(lines) // 2
    return lines[half] if len(lines) % 2 else (lines[half - 1] + lines[half]) / 2
