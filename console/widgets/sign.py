"""Which signs can be drawn: ours, or what stands for them in ASCII."""

from dataclasses import dataclass
from typing import Final

_ASCII: Final = {
    "▶": ">", "‖": "=", "✖": "x", "◌": "o", "✔": "+", "⊘": "-", "▌": ">", "•": "*", "└": "`", "…": "~",
    "│": "|", "›": ">", "●": "(x)", "○": "( )", "·": "-", "⚠": "!", "↻": "r", "?": "?", "─": "-",
    "⏎": "enter", "↑": "up", "↓": "down", "▸": ">", "▾": "v", "░": ".", "▒": ":", "▓": "%", "█": "#",
    "▲": "^", "▼": "v", "→": ">", "←": "<", "▄": "_", "┃": "|",
}  # fmt: skip


@dataclass(slots=True)
class Glyphs:
    """Which signs to draw. ``ascii_only`` is for terminals that have no others."""

    ascii_only: bool = False

    def __call__(self, sign: str) -> str:
        """Return ``sign``, or what stands for it in ASCII."""
        return _ASCII.get(sign, sign) if self.ascii_only else sign


glyph: Final = Glyphs()
"""The process's signs; set once, before anything is drawn."""
