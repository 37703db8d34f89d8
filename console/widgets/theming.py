"""From a theme of ours to one of Textual's."""

from rich.terminal_theme import TerminalTheme
from textual.color import Color
from textual.theme import Theme

from console.theme import ThemeData


def textual_theme(data: ThemeData) -> Theme:
    """Return a theme of Textual's with the colours of ours."""
    ground = "ansi_default" if data.ansi else data.background
    return Theme(
        name=data.name,
        dark=data.dark,
        ansi=data.ansi,
        primary=data.primary,
        secondary=data.secondary,
        accent=data.accent,
        background=data.background,
        surface=data.surface,
        panel=data.panel,
        foreground=data.foreground,
        success=data.success,
        warning=data.warning,
        error=data.error,
        variables={
            **data.variables,
            "block-cursor-background": data.variables["selection-background"],
            "block-cursor-foreground": data.variables["selection-foreground"],
            "scrollbar": data.panel if not data.ansi else "ansi_bright_black",
            "scrollbar-background": ground,
            "ansi-background": "ansi_default",
            "ansi-foreground": "ansi_default",
            "border": data.primary,
            "input-selection-background": data.variables["selection-background"],
            "input-selection-foreground": data.variables["selection-foreground"],
            "input-cursor-background": data.foreground,
            "input-cursor-foreground": data.background,
        },
    )


def sixteen_colours(data: ThemeData) -> TerminalTheme | None:
    """Return what the sixteen colours of a log are in this theme; None where they are the terminal's own.

    Each of them can be read on the theme's ground: "black" is not black on a dark one.
    """
    if data.ansi:
        return None
    ours = data.variables
    normal = (
        ours["muted"],
        ours["status-failed"],
        ours["status-succeeded"],
        ours["status-paused"],
        data.primary,
        ours["protected"],
        ours["status-running"],
        data.foreground,
    )
    bright = (data.secondary, data.error, data.success, data.warning, *normal[4:7], data.foreground)
    return TerminalTheme(
        Color.parse(data.background).rgb,
        Color.parse(data.foreground).rgb,
        [Color.parse(colour).rgb for colour in normal],
        [Color.parse(colour).rgb for colour in bright],
    )
