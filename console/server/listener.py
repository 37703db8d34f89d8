"""The host's claim on its state folder and its socket: one host for one folder, no one else can connect."""

import fcntl
import os
import socket
import time
from pathlib import Path
from typing import Final

from console.config.state import StateFolder
from console.server.problem import Problem
from console.wire.local.failure import FailureKind

_BACKLOG: Final = 128
_PREDECESSOR: Final = 10.0  # seconds that a host which is just ending has to let go of the folder
_LOOK_AGAIN: Final = 0.05


def claim(folder: StateFolder, *, wait: float = _PREDECESSOR) -> int:
    """Lock the folder for the life of this process, and return the lock's descriptor. Raises Problem.

    A predecessor that has closed its socket may still be writing its last: it gets ``wait`` seconds.
    """
    descriptor = os.open(folder.host_lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                owner = os.read(descriptor, 20).decode("ascii", "replace").strip() or "unknown"
                os.close(descriptor)
                raise Problem(
                    FailureKind.CONFLICT,
                    f"another host (process {owner}) holds the state folder {folder.path}",
                    "use that one, or stop it: jobconsole engine stop",
                ) from None
            time.sleep(_LOOK_AGAIN)
        else:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode())
            return descriptor


def listen(path: Path) -> socket.socket:
    """Return a listening socket at ``path``, open to us alone. What lies there is stale: the lock is ours."""
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # The folder is closed to others already; the mode keeps it so if somebody opens the folder later.
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
