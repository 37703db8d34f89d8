"""The runner's end of the socket to its host, which may go away at any moment."""

from __future__ import annotations

import select
import socket
from typing import TYPE_CHECKING

from console.runner import protocol

if TYPE_CHECKING:
    from console.runner.protocol import Event, Request


class Host:
    """Sends events to the host and takes its requests; once the host has gone, quietly does neither."""

    def __init__(self, descriptor: int, poller: select.poll) -> None:
        self._socket: socket.socket | None = socket.socket(fileno=descriptor)
        self._socket.set_inheritable(False)
        self._socket.setblocking(True)
        self.descriptor = descriptor
        self._poller = poller
        self._buffer = memoryview(bytearray(protocol.INLINE_LIMIT))
        poller.register(descriptor, select.POLLIN)

    @property
    def gone(self) -> bool:
        """Whether the host has closed its end."""
        return self._socket is None

    def send(self, event: Event) -> None:
        """Tells the host, waiting for room if need be."""
        self._send(event, 0)

    def offer(self, event: Event) -> bool:
        """Tells the host if that takes no waiting; False when it would."""
        try:
            self._send(event, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        return True

    def receive(self) -> Request | None:
        """The next request; None when the host has gone. Raises ProtocolError."""
        if self._socket is None:
            return None
        try:
            size = self._socket.recv_into(self._buffer)
        except ConnectionError:
            size = 0
        if not size:
            self._lost()
            return None
        return protocol.receive_request(bytes(self._buffer[:size]))

    def _send(self, event: Event, flags: int) -> None:
        if self._socket is None:
            return
        try:
            self._socket.send(protocol.encode_event(event), flags)
        except ConnectionError:
            self._lost()

    def _lost(self) -> None:
        if self._socket is not None:
            self._poller.unregister(self.descriptor)
            self._socket.close()
            self._socket = None
