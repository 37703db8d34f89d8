"""Whether what is erased takes the ground that text would have, or the terminal's own."""

from collections.abc import Mapping
from typing import Final

_KNOWN: Final = (
    "alacritty",
    "contour",
    "foot",
    "ghostty",
    "gnome",
    "iterm",
    "kitty",
    "konsole",
    "linux",
    "mintty",
    "mlterm",
    "putty",
    "rio",
    "rxvt",
    "st-",
    "tmux",
    "vte",
    "wezterm",
    "xterm",
)
"""How the names of terminals begin that do: by their descriptions (`bce`), and tmux, since 2.3."""


def erases_in_colour(environment: Mapping[str, str]) -> bool:
    """Whether the terminal erases in the present ground.

    GNU screen does not unless it is told to, and calls itself `screen`, as an older tmux does. One that is
    not known is written over with spaces, which are right everywhere.
    """
    return "STY" not in environment and environment.get("TERM", "").startswith(_KNOWN)
