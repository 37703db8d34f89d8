"""The lines of a drawn graph as characters: for a terminal of any font, or of ASCII alone."""

from typing import Final

from console.core.graph_layout import ARROW_LEFT, ARROW_RIGHT, EAST, JOIN, NORTH, SOUTH, WEST
from console.widgets.sign import glyph

_N, _E, _S, _W = NORTH, EAST, SOUTH, WEST

_SIGNS: Final = {
    _N: "│", _S: "│", _N | _S: "│", _E: "─", _W: "─", _E | _W: "─",
    _S | _E: "┌", _S | _W: "┐", _N | _E: "└", _N | _W: "┘",
    _N | _S | _E: "├", _N | _S | _W: "┤", _S | _E | _W: "┬", _N | _E | _W: "┴",
    _N | _E | _S | _W: "┼",
}  # fmt: skip
_CROSSING: Final = _N | _E | _S | _W


def line_sign(cell: int) -> str:
    """Return how a cell of an edge is drawn. Where lines only cross, the upright one goes over the other."""
    if cell & ARROW_RIGHT:
        return glyph("→")
    if cell & ARROW_LEFT:
        return glyph("←")
    sides = cell & _CROSSING
    if sides == _CROSSING and not cell & JOIN:
        return glyph("│")
    sign = _SIGNS.get(sides, " ")
    return _plain(sign) if glyph.ascii_only else sign


def _plain(sign: str) -> str:
    return {"│": "|", "─": "-", " ": " "}.get(sign, "+")


class Frame:
    """The parts of a box's border: heavy under the cursor, so that it is not told by colour alone."""

    def __init__(self, *, heavy: bool) -> None:
        signs = ("┏━┓┃┗┛┣┫" if heavy else "┌─┐│└┘├┤") if not glyph.ascii_only else (
            "#=######" if heavy else "+-+|++++"
        )  # fmt: skip
        self.left_top, self.across, self.right_top, self.side = signs[:4]
        self.left_bottom, self.right_bottom, self.port_right, self.port_left = signs[4:]

    def top(self, width: int) -> str:
        """Return the upper border."""
        return self.left_top + self.across * (width - 2) + self.right_top

    def bottom(self, width: int) -> str:
        """Return the lower border."""
        return self.left_bottom + self.across * (width - 2) + self.right_bottom
