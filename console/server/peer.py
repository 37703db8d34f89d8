"""The kernel's word on who is at the other end of the socket, put where the routes find it.

uvicorn tells no peer of a Unix socket (its ``client`` is None there), so its HTTP protocol is extended by the
one thing that is missing.
"""

import asyncio
import os
import socket
import struct
from asyncio.trsock import TransportSocket
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

from console.server.caller import Peer

_UCRED: Final = struct.Struct("3i")  # struct ucred of Linux: pid, uid, gid


class PeerProtocol(H11Protocol):
    """HTTP/1.1 on a Unix socket whose requests carry the peer's credentials in their state."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Ask the kernel once a connection: credentials are those of the moment it was made."""
        super().connection_made(transport)
        found: object = transport.get_extra_info("socket")
        peer = peer_of(found) if isinstance(found, TransportSocket) else None
        self.app_state = {**self.app_state, "peer": peer}


def peer_of(connection: socket.socket | TransportSocket) -> Peer | None:
    """Return who is at the other end of a Unix socket; None for another kind of socket.

    Where the kernel has no SO_PEERCRED, the folder's mode is the proof: only we can have connected.
    """
    if connection.family != socket.AF_UNIX:
        return None
    if not hasattr(socket, "SO_PEERCRED"):
        return Peer(0, os.geteuid(), os.getegid())
    data = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)
    return Peer(*_UCRED.unpack(data))
