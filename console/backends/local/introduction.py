"""Who we are to the engine of this machine, and which texts can be ids of its jobs."""

import getpass
from typing import TYPE_CHECKING, Final

from console.backends.base import Identity

if TYPE_CHECKING:
    from console.wire.local.engine import EngineDocument

_LONGEST: Final = 18  # digits: ids are SQLite's integers


def introduced(engine: "EngineDocument") -> Identity:
    """Return who we are: whoever reaches the socket is its owner, and may do everything."""
    try:
        who = getpass.getuser()
    except (KeyError, OSError):
        who = "you"  # a user whom the system has no name for
    # Both clocks are of one machine.
    return Identity(f"{who}, whose engine it is", True, engine.version, 0.0)


def may_be_id(text: str) -> bool:
    """Tell whether ``text`` could be the id of a job: a number."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST
