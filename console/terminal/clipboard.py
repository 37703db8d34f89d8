"""The terminal's own clipboard (OSC 52), as far as what stands between us and it lets it be reached."""

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE
from base64 import b64encode
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final

MOST_COPIED: Final = 50_000
"""Bytes that are handed to a terminal's clipboard at most: some cut longer ones off, silently."""

_PIECE: Final = 240
"""Characters of a sequence that GNU screen passes on at once."""

_WITHOUT: Final = frozenset({"linux", "dumb", "vt100", "vt102", "vt220", "cons25", "sun"})
"""Terminals, by TERM, that have no clipboard."""

_FIRST_VTE: Final = 7700
"""The version of GNOME's terminals that can be handed something; those before it throw it away."""


_PATIENCE: Final = 2.0
"""Seconds that tmux has to take a text."""


class Way(Enum):
    """What stands between us and the terminal."""

    PLAIN = "nothing"
    TMUX = "tmux"
    SCREEN = "screen"
    EITHER = "tmux or screen"  # at the other end of an ssh, where only TERM tells of them
    NONE = "no clipboard"


def way_to_clipboard(environment: Mapping[str, str]) -> Way:
    """Return how the clipboard is reached; `NONE` only where it is known not to be.

    Inside of tmux and screen nothing is known of the terminal around them.
    """
    term = environment.get("TERM", "")
    if environment.get("TMUX") or term.startswith("tmux"):
        return Way.TMUX
    if environment.get("STY"):
        return Way.SCREEN
    if term.startswith("screen"):
        return Way.EITHER
    vte = environment.get("VTE_VERSION", "")
    old = vte.isascii() and vte.isdigit() and int(vte) < _FIRST_VTE
    return Way.NONE if old or term in _WITHOUT else Way.PLAIN


def clipboard_sequence(text: str, way: Way) -> str:
    """Return what hands ``text`` to the clipboard; empty if there is none.

    tmux is given it twice: for itself (which it takes with ``set-clipboard on``), and to be passed on to the
    terminal (``allow-passthrough on``). Whatever is not allowed there does nothing.
    """
    plain = f"\x1b]52;c;{b64encode(text.encode('utf-8', 'replace')).decode()}\x07"
    match way:
        case Way.PLAIN:
            return plain
        case Way.TMUX:
            doubled = plain.replace("\x1b", "\x1b\x1b")
            return f"{plain}\x1bPtmux;{doubled}\x1b\\"
        case Way.SCREEN:
            return "".join(_for_screen(plain))
        case Way.EITHER:
            return plain + "".join(_for_screen(plain))
        case Way.NONE:
            return ""


async def give_to_tmux(text: str, environment: Mapping[str, str]) -> bool:
    """Hand ``text`` to the tmux that we run in, and by it to its terminal; False if it does not take it.

    Nobody has to allow this, as they have to for sequences. A tmux before 3.2 cannot pass it on: False.
    """
    if not environment.get("TMUX"):
        return False
    try:
        process = await asyncio.create_subprocess_exec(
            "tmux", "load-buffer", "-w", "-", stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL, env=environment
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(_PATIENCE):
            await process.communicate(text.encode("utf-8", "replace"))
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        return False
    return process.returncode == 0


def _for_screen(sequence: str) -> Iterator[str]:
    """Yield the pieces in which screen hands a sequence on to the terminal."""
    for begin in range(0, len(sequence), _PIECE):
        yield f"\x1bP{sequence[begin : begin + _PIECE]}\x1b\\"
