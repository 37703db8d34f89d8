"""Letting go of the terminal: a host must outlive whoever started it, and hold nothing of theirs open."""

import os
import resource
import signal
from pathlib import Path
from typing import Final

_REPORT: Final = 3
_FEW_DESCRIPTORS: Final = 65_536


def detach(log: Path) -> int:
    """Become a background process, and return the descriptor of the pipe that our start is told on.

    Called with standard output as that pipe. Afterwards we are nobody's child and in a session of our own,
    standard input is /dev/null, output and errors go to ``log``, everything else is closed: a shell that
    waits for the end of our starter's output does not wait for us.
    """
    if os.fork():
        os._exit(0)
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.chdir("/")
    os.umask(0o077)
    os.dup2(1, _REPORT, inheritable=False)
    null = os.open(os.devnull, os.O_RDWR)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    os.dup2(null, 0)
    os.dup2(output, 1)
    os.dup2(output, 2)
    # A limit of a thousand million descriptors, as in containers, would take minutes to close one by one.
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    os.closerange(_REPORT + 1, limit if 0 < limit < _FEW_DESCRIPTORS else _FEW_DESCRIPTORS)
    return _REPORT
