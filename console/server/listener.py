"""The host's socket: open to nobody else, and never taken from a host that lives."""

import os
import socket
from pathlib import Path
from typing import Final

_BACKLOG: Final = 128


def listen(path: Path) -> socket.socket:
    """Return a listening socket at ``path``. Raises OSError.

    Whoever calls owns the state folder's lock, so what lies there has been left behind by a dead host.
    """
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # The folder is closed to others already; the mode keeps the socket so if somebody opens the folder.
        before = os.umask(0o177)
        try:
            listener.bind(os.fspath(path))
        finally:
            os.umask(before)
        listener.listen(_BACKLOG)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener
