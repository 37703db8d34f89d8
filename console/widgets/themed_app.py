"""An app in the colours of a theme of ours."""

from pathlib import Path
from typing import Final

from textual import events, on
from textual.theme import Theme

from console.terminal.app import TerminalApp
from console.theme import ThemeData, load_themes
from console.widgets.theming import sixteen_colours, textual_theme

FALLBACK: Final = "dark"
OF_FEW_COLOURS: Final = "ansi"


class ThemedApp(TerminalApp):
    """Knows our themes and those of the person, and no other."""

    def __init__(self) -> None:
        super().__init__()
        self._themes: dict[str, ThemeData] = {}

    @on(events.Mount)
    def _watch_themes(self) -> None:
        self.theme_changed_signal.subscribe(self, self._colour_logs)  # pyright: ignore[reportUnknownMemberType]

    def load_themes(self, folder: Path | None, wanted: str) -> list[str]:
        """Load what can be chosen, and choose: ``wanted``, or what the terminal can show if that is empty.

        Returns what is wrong with any of it, a sentence each.
        """
        loaded = load_themes(folder)
        errors = [str(error) for error in loaded.errors]
        self._themes = dict(loaded.themes)
        for name in list(self.available_themes):
            if name not in loaded.themes:
                self.unregister_theme(name)
        for data in loaded.themes.values():
            self.register_theme(textual_theme(data))
        few = self.no_color or self.console.color_system in (None, "standard")
        chosen = wanted if wanted and not self.no_color else OF_FEW_COLOURS if few else FALLBACK
        if chosen not in loaded.themes:
            errors.append(f"there is no theme {chosen!r}; there are {', '.join(loaded.themes)}")
            chosen = FALLBACK
        self.theme = chosen
        self._colour_logs(self.current_theme)
        if self.no_color:
            self.without_colours()
        return errors

    def _colour_logs(self, theme: Theme) -> None:
        """Let a log's red be the theme's: that one can be read on its ground."""
        colours = sixteen_colours(self._themes[theme.name])
        if colours is not None:
            self.ansi_theme_dark = self.ansi_theme_light = colours
