"""uvicorn as the host needs it: on a socket of ours, without signals, a log of requests or a tick."""

import contextlib
import socket
from collections.abc import Callable, Generator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from console.server.life import Life
from console.server.peer import PeerProtocol

BACKLOG: Final = 128
"""Connections that wait. Where descriptors run out, asyncio tries, and complains, as often in a row."""

GRACE: Final = 3
"""Seconds that requests under way have to end when the host stops."""

_KEEP_ALIVE: Final = 75  # seconds; longer than our client keeps a connection, so that it is never cut in use


class HostServer(uvicorn.Server):
    """Serves until `Life.stopping`, and calls ``listening`` once requests are answered."""

    def __init__(self, app: ASGIApp, life: Life, listening: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PeerProtocol,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                backlog=BACKLOG,
                timeout_keep_alive=_KEEP_ALIVE,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._life = life
        self._listening = listening

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leave signals to the host: uvicorn would raise them again at its end and kill the clean-up."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept, and say so."""
        await super().startup(sockets)
        self._listening()

    async def listen_too(self, listener: socket.socket) -> None:
        """Accept on another socket as well."""
        before = self.servers
        await super().startup([listener])
        self.servers = [*before, *self.servers]

    async def main_loop(self) -> None:
        """Wait for the end. uvicorn's own loop wakes ten times a second for a date header we do not send."""
        await self.on_tick(0)
        await self._life.stopping.wait()
