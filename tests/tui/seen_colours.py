"""The colours that a screen really shows: which signs stand in which colour on which ground."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.style import Style

    from console.app import ConsoleApp

Pair = tuple[str, str]
"""A foreground and a background, as #rrggbb, or as Rich names them where the terminal decides."""


def seen(app: ConsoleApp) -> dict[Pair, str]:
    """Every pair of colours in which something stands on the screen in front, with what stands in it.

    What lies behind a dialog, dimmed, is left out: nobody is to read it.
    """
    found: dict[Pair, list[str]] = defaultdict(list)
    for text, style in _pieces(app):
        if text.strip():
            found[_pair(style)].append(text.strip())
    return {pair: " ".join(texts) for pair, texts in found.items()}


def _pieces(app: ConsoleApp) -> Iterator[tuple[str, Style]]:
    width, height = app.size
    boxes = [child.region for child in app.screen.children] if app.screen.is_modal else [app.screen.region]
    for y, strip in enumerate(app.screen._compositor.render_strips()[:height]):
        x = 0
        for text, style, control in strip:
            if control or style is None:
                continue
            for character in text:
                if x < width and any(box.contains(x, y) for box in boxes):
                    yield character, style
                x += cell_len(character)


def _pair(style: Style) -> Pair:
    assert style.color is not None, style
    assert style.bgcolor is not None, style
    text, ground = _name(style.color), _name(style.bgcolor)
    if style.dim:
        text = f"dim {text}"
    return (ground, text) if style.reverse else (text, ground)


def _name(colour: object) -> str:
    triplet = getattr(colour, "triplet", None)
    return triplet.hex if triplet is not None else str(getattr(colour, "name", colour))
