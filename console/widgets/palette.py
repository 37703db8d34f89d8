"""The styles that line widgets draw with, by the theme's own names."""

from functools import lru_cache
from typing import ClassVar, Final, cast

from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.widget import Widget

from console.widgets.contrast import Rgb

PLAIN: Final = "foreground"
"""The name of ordinary text."""


class Palette:
    """Rich styles for one theme. Names are those of `themes/README.md`, and a few attributes:

    ``bold``, ``dim`` and ``key`` (a key in the footer). Unknown names are plain text.
    """

    _latest: "ClassVar[tuple[dict[str, str], bool, Palette] | None]" = None

    def __init__(self, variables: tuple[tuple[str, str], ...], *, colourless: bool) -> None:
        self._variables = dict(variables)
        self._colourless = colourless
        self.ansi = self._variables.get("background", "").startswith("ansi_")
        """Whether these are the terminal's own colours."""
        self.ground = None if self.ansi or colourless else _rgb(self._variables.get("background", "#000000"))
        """What a screen stands on; None where the terminal decides."""
        self._styles: dict[str, Style] = {}

    @classmethod
    def of(cls, app: App[object]) -> "Palette":
        """Return the palette of the app's present theme, always the same one for the same theme."""
        variables, colourless = app.theme_variables, app.no_color
        latest = cls._latest
        # Asked for with every line that is drawn: a theme's variables are one object as long as it stands.
        if latest is None or latest[0] is not variables or latest[1] != colourless:
            found = _palette(tuple(sorted(variables.items())), colourless)
            latest = cls._latest = (variables, colourless, found)
        return latest[2]

    @property
    def colourless(self) -> bool:
        """Whether nothing may be told by colour."""
        return self._colourless

    def style(self, name: str) -> Style:
        """Return a style by its name; several, with spaces between, are laid over each other."""
        found = self._styles.get(name)
        if found is None:
            found = self._styles[name] = Style.combine([self._make(word) for word in name.split()])
        return found

    def _make(self, word: str) -> Style:
        match word:
            case "bold" | "dim" | "underline" | "reverse" | "italic":
                return Style.parse(word)
            case "cursor":
                return self._pair("selection", Style(reverse=True))
            case "match":
                return self._pair("search-match", Style(underline=True, bold=True))
            case "key":
                return self._colour("primary") + Style(bold=True)
            case "attention" | "protected" if self._colourless:
                return Style(bold=True)
            case "muted" if self._colourless or self._variables.get("muted") == "ansi_default":
                return Style(dim=True)
            case _:
                return self._colour(word)

    def _pair(self, name: str, colourless: Style) -> Style:
        if self._colourless:
            return colourless
        ground = self._colour(f"{name}-background").color
        return Style(color=self._colour(f"{name}-foreground").color, bgcolor=ground)

    def _colour(self, name: str) -> Style:
        value = self._variables.get(name)
        return Style() if value is None else Style(color=Color.parse(value).rich_color)


def _rgb(colour: str) -> Rgb:
    return Color.parse(colour).rgb


@lru_cache(maxsize=8)
def _palette(variables: tuple[tuple[str, str], ...], colourless: bool) -> Palette:
    return Palette(variables, colourless=colourless)


def palette_of(widget: Widget) -> Palette:
    """Return the palette of the present theme of the app that ``widget`` is in."""
    return Palette.of(cast("App[object]", widget.app))  # pyright: ignore[reportUnknownMemberType]
