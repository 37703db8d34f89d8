"""How a host that starts in the background tells the one who waits for it: one JSON line on a pipe.

``{"listening": pid}`` once it answers, ``{"error": {...}}`` if it never will. A pipe that closes without a
line is a host that died; its log tells why.
"""

import json
import os
from contextlib import suppress

from console.model import Json


class StartReport:
    """The writing end. Without a pipe (a host in the foreground) it says nothing."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    def listening(self) -> None:
        """Say that requests are answered from now on."""
        self._tell({"listening": os.getpid()})

    def failed(self, error: dict[str, Json]) -> None:
        """Say that this host does not start, in the API's form of errors."""
        self._tell(error)

    def _tell(self, line: dict[str, Json]) -> None:
        if self._descriptor is None:
            return
        # Whoever waited may have been interrupted; the host starts all the same.
        with suppress(BrokenPipeError):
            os.write(self._descriptor, json.dumps(line).encode() + b"\n")
        os.close(self._descriptor)
        self._descriptor = None
