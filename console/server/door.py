"""The host's socket in its folder: ours for as long as it is the one that we put there.

Others may take it away (whoever cleans /tmp does), or the whole folder with it, and put another in its place:
what lies there then is another host's, and not ours to remove.
"""

import os
import socket
from pathlib import Path

from console.server.listener import listen


class Door:
    """Where a host listens."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity: tuple[int, int] | None = None

    def open(self) -> socket.socket:
        """Listen, in place of whatever lies there. Raises OSError."""
        listener = listen(self._path)
        self._identity = self._found()
        return listener

    @property
    def is_ours(self) -> bool:
        """Whether who connects comes to us. Raises OSError where that cannot be seen."""
        return self._identity is not None and self._found() == self._identity

    def close(self) -> None:
        """Take the socket away, if it is ours: whoever comes from now on starts another host.

        Raises OSError.
        """
        if self.is_ours:
            self._path.unlink(missing_ok=True)
        self._identity = None

    def _found(self) -> tuple[int, int] | None:
        try:
            found = os.lstat(self._path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_dev, found.st_ino
