"""The sequences that take the terminal, and those that give it back."""

import re
from typing import Final

ALTERNATE_SCREEN: Final = "\x1b[?1049h"
NO_WRAP: Final = "\x1b[?7l"
HIDE_CURSOR: Final = "\x1b[?25l"
STANDING: Final = NO_WRAP + HIDE_CURSOR
"""What every frame stands on: said again before all is painted, since another program may have reset it."""

TELL_FOCUS: Final = "\x1b[?1004h"
BRACKETED_PASTE: Final = "\x1b[?2004h"

ASK_SYNCHRONIZED: Final = "\x1b[?2026$p"
"""Its answer comes when all before it has been shown, so it tells how far behind the terminal is."""

ANSWER: Final = re.compile(rb"\x1b\[\?2026;[0-9]*\$y")
"""An answer to it, also that of a terminal which has no such mode."""

KEYBOARD: Final = "\x1b[>25u"
"""Kitty's protocol: keys that can be told apart (1), all as sequences (8), with their text (16)."""

MOUSE: Final = "\x1b[?1000h\x1b[?1002h\x1b[?1006h"
"""Buttons, the wheel, and moves with a button held. Moves alone would travel up the line for nothing."""

NO_MOUSE: Final = "\x1b[?1000l\x1b[?1002l\x1b[?1006l"


def enter(*, mouse: bool, keyboard: bool) -> str:
    """Return what takes the terminal."""
    return "".join(
        (
            ALTERNATE_SCREEN,
            STANDING,
            TELL_FOCUS,
            BRACKETED_PASTE,
            MOUSE if mouse else "",
            KEYBOARD if keyboard else "",
        )
    )


def leave(*, mouse: bool, keyboard: bool) -> str:
    """Return what gives the terminal back, whatever was sent before it."""
    return "".join(
        (
            "\x1b[?2026l",  # a frame may have been cut off: the terminal would go on to wait for its end
            NO_MOUSE if mouse else "",
            "\x1b[?2004l\x1b[?1004l",
            "\x1b[<u" if keyboard else "",  # before the alternate screen goes: each screen has its own
            "\x1b[r\x1b[m\x1b[?7h",
            "\x1b[?1049l\x1b[?25h",
        )
    )
