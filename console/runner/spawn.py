"""Starting a slot runner, from the host's side.

The runner is the host's child, in a session of its own. Whoever starts it reaps it: when the socket reads
as closed (`receive_event` gives None) the runner is at its end, and `os.waitpid(pid, 0)` returns within
moments. A host that ends first leaves it to init, or to the subreaper above.
"""

from __future__ import annotations

import os
import socket
from typing import NamedTuple

HOST_DESCRIPTOR = 3
_CODE = (
    f"import sys; sys.path.append(sys.argv[1]); from console.runner.main import main; main({HOST_DESCRIPTOR})"
)
_PACKAGES = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""What an interpreter may need to find its own library."""


class SpawnedRunner(NamedTuple):
    """A running slot."""

    socket: socket.socket
    """The host's end, blocking; closing it ends an idle runner, and lets a busy one finish alone."""
    pid: int


def spawn_runner(python: str, run_dir: str) -> SpawnedRunner:
    """Starts a slot runner with that interpreter; what it has to complain of goes to `runner.err` in
    `run_dir`.

    Nothing of the host is inherited: no stream, no descriptor but the socket, no environment, no session.
    Raises OSError.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    complaints = os.path.join(run_dir, "runner.err")
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    try:
        pid = os.posix_spawn(
            python,
            # -I -S: no site, no user's modules. The package is appended, so that it shadows nothing of the
            # library.
            [python, "-I", "-S", "-X", "utf8", "-c", _CODE, _PACKAGES],
            {name: os.environ[name] for name in _KEPT if name in os.environ},
            file_actions=[
                # The socket first: in a host without standard streams it may stand where they go.
                (os.POSIX_SPAWN_DUP2, theirs.fileno(), HOST_DESCRIPTOR),
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, complaints, append, 0o600),
            ],
            setsid=True,
            setsigmask=[],
        )
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return SpawnedRunner(ours, pid)
