"""Who we are to the engine of this machine, and which texts can be ids of its jobs."""

import getpass
from typing import Final

from console.backends.base import Identity
from console.backends.local.host import HostConnection

_LONGEST: Final = 18  # digits: ids are SQLite's integers


class Introduction:
    """What a backend tells at first use. Whoever reaches the socket is its owner, and may do everything."""

    def __init__(self, host: HostConnection) -> None:
        self._host = host

    @classmethod
    def may_be_id(cls, text: str) -> bool:
        """Tell whether ``text`` could be the id of a job here: a number."""
        return text.isascii() and text.isdigit() and len(text) <= _LONGEST

    async def identity(self) -> Identity:
        """Tell who we are to the engine. Starts its host, as every question does. Raises BackendError."""
        from console.wire.local.engine import EngineDocument

        engine = await self._host.read("/v1/engine", EngineDocument)
        try:
            who = getpass.getuser()
        except (KeyError, OSError):
            who = "you"  # a user whom the system has no name for
        # Both clocks are of one machine.
        return Identity(f"{who}, whose engine it is", True, engine.version, 0.0)
