"""The colours of a log line in the terminal's own terms."""

from functools import lru_cache

from rich.color import Color as RichColor
from rich.style import Style as RichStyle

from console.core.sgr import Color, Style


@lru_cache(maxsize=1024)
def rich_style(style: Style, *, colourless: bool = False) -> RichStyle:
    """Return ``style`` for drawing; without its colours where there are none."""
    return RichStyle(
        color=None if colourless else _rich_color(style.fg),
        bgcolor=None if colourless else _rich_color(style.bg),
        bold=style.bold or None,
        dim=style.dim or None,
        italic=style.italic or None,
        underline=style.underline or None,
        reverse=style.reverse or None,
        strike=style.strike or None,
    )


def _rich_color(color: Color) -> RichColor | None:
    if color is None:
        return None
    return RichColor.from_ansi(color) if isinstance(color, int) else RichColor.from_rgb(*color)
