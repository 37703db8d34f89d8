"""The colours of a log line in the terminal's own terms."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

from rich.color import Color as RichColor
from rich.style import Style as RichStyle

from console.core.sgr import Color, Style
from console.widgets.contrast import Rgb, readable

_OF_THE_THEME: Final = 16
"""Colours that a log names and the theme mixes; beyond them a log says what it wants to the last bit."""

_MUTED: Final = 0
"""What a theme makes of black, which cannot be read on a dark ground."""


_DARK: Final = (0, 8)
_GREYS: Final = (*_DARK, 7, 15)
"""Black and white, usual and bright: of each there are terminals on whose ground it is not seen."""


@lru_cache(maxsize=1024)
def rich_style(style: Style, *, colourless: bool = False, ground: Rgb | None = None) -> RichStyle:
    """Return ``style`` for drawing; without its colours where there are none.

    ``ground`` is what the line stands on; None where the terminal's own colours are used: then black and
    white are the terminal's text, which can be read on whatever ground. On a ground that we know every colour
    is made one that can be read. The theme's sixteen can be read on the ground, but not on
    one another: text on one of them is drawn in the ground's colour.
    """
    if colourless:
        style = replace(style, fg=None, bg=None)
    elif ground is not None:
        style = _undimmed(style)
        style = _inverted(style) or _readable(style, ground)
    elif style.bg is None and not style.reverse and style.fg in _GREYS:
        style = replace(style, fg=None, dim=style.dim or style.fg in _DARK)
    return RichStyle(
        color=_rich_color(style.fg),
        bgcolor=_rich_color(style.bg),
        bold=style.bold or None,
        dim=style.dim or None,
        italic=style.italic or None,
        underline=style.underline or None,
        reverse=style.reverse or None,
        strike=style.strike or None,
    )


def _undimmed(style: Style) -> Style:
    """Return a dimmed style as a muted one: a colour that is mixed with its ground cannot be read."""
    if not style.dim:
        return style
    return replace(style, dim=False, fg=_MUTED if style.fg is None else style.fg)


def _inverted(style: Style) -> Style | None:
    """Return a style with one of the sixteen as its ground as that colour, inverted; None if it has none."""
    text, ground = (style.bg, style.fg) if style.reverse else (style.fg, style.bg)
    if style.bg is None or not _is_the_themes(ground) or not (text is None or _is_the_themes(text)):
        return None
    return replace(style, fg=ground, bg=None, reverse=True)


def _readable(style: Style, ground: Rgb) -> Style:
    """Return a style whose own colour can be read; with a ground of its own it is as the log wants it."""
    if style.fg is None or style.bg is not None or _is_the_themes(style.fg):
        return style
    exact = style.fg if isinstance(style.fg, tuple) else tuple(RichColor.from_ansi(style.fg).get_truecolor())
    return replace(style, fg=readable(exact, ground))


def _is_the_themes(color: Color) -> bool:
    return isinstance(color, int) and color < _OF_THE_THEME


def _rich_color(color: Color) -> RichColor | None:
    if color is None:
        return None
    return RichColor.from_ansi(color) if isinstance(color, int) else RichColor.from_rgb(*color)
