"""The control file of an execution: who owns it, and how it ended. Its lock tells whether its runner lives.

Life is the lock, never a pid. The file is locked before it has its name, so nobody ever sees a live
execution unlocked, and the name is given by link(), which exactly one claimer can win: a runner that starts
the command, or the engine that gives up waiting for one (`abandon`). Needs a local file system: flock means
nothing on a network one.

The first write reserves a block (ext4, tmpfs and the like), so the few hundred bytes of the exit line go in
even when the disk has filled up meanwhile.
"""

from __future__ import annotations

import errno
import fcntl
import os
from enum import Enum
from typing import TYPE_CHECKING

from console.runner import lines

if TYPE_CHECKING:
    from console.runner.identity import ProcessIdentity
    from console.runner.outcome import Outcome

_PRIVATE_MODE = 0o600


class AlreadyClaimedError(Exception):
    """The execution has an owner: another runner, or the engine's `abandoned` marker."""


class Lock(Enum):
    """What the lock of a control file tells."""

    ABSENT = "absent"
    """There is no control file: nobody ever claimed the execution."""
    HELD = "held"
    """Its runner lives."""
    FREE = "free"
    """Its runner ended, or never was (`abandoned`): what the file says is final."""


class ControlFile:
    """A claimed execution, as its runner holds it: locked until it is closed."""

    def __init__(self, descriptor: int, path: str) -> None:
        self._descriptor = descriptor
        self.path = path

    @classmethod
    def claim(cls, path: str, runner: ProcessIdentity) -> ControlFile:
        """Makes the execution this runner's own. Raises AlreadyClaimedError, or OSError when the file
        cannot be made.
        """
        return cls(_link_locked(path, runner.pid, lines.claim_line(runner)), path)

    def child(self, pid: int, starttime: int) -> None:
        """Notes the command that now runs. Raises OSError."""
        self._append(lines.child_line(pid, starttime))

    def exit(self, outcome: Outcome) -> None:
        """Notes how it ended. Raises OSError when the line cannot be written whole."""
        self._append(lines.exit_line(outcome))

    def close(self) -> None:
        """Unlocks: from now on what the file says is final."""
        os.close(self._descriptor)

    def _append(self, line: bytes) -> None:
        while line:
            line = line[os.write(self._descriptor, line) :]


def abandon(path: str, engine: ProcessIdentity) -> bool:
    """Takes an unclaimed execution back for good: True when the marker won, False when somebody owns it.

    After True no runner can ever start it, however late it comes. Raises OSError when the file cannot be
    made.
    """
    try:
        os.close(_link_locked(path, engine.pid, lines.abandoned_line(engine)))
    except AlreadyClaimedError:
        return False
    return True


def read(path: str) -> tuple[Lock, lines.ControlRecord]:
    """Whether the runner lives, and what the file says. Reads only after asking for the lock, so a free
    answer is final.

    Raises OSError other than the file's absence.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return Lock.ABSENT, lines.ControlRecord()
    try:
        lock = _probe(descriptor)
        return lock, lines.parse(_content(descriptor))
    finally:
        os.close(descriptor)


def wait(path: str) -> lines.ControlRecord:
    """Blocks until the runner ends, then tells what it left: for a thread, where there is no pidfd to wait
    on.

    Raises OSError, FileNotFoundError among them.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        return lines.parse(_content(descriptor))
    finally:
        os.close(descriptor)


def write_durable(path: str, outcome: Outcome) -> None:
    """Writes the exit line where it outlives a reboot: file and folder are synced before it returns. Raises
    OSError.
    """
    folder = os.path.dirname(path)
    os.makedirs(folder, 0o700, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _PRIVATE_MODE)
    try:
        os.write(descriptor, lines.exit_line(outcome))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_durable(path: str) -> Outcome | None:
    """The exit line that `write_durable` left, or None when there is none or it is not whole. Raises
    OSError.
    """
    try:
        with open(path, "rb") as file:
            return lines.parse(file.read()).outcome
    except FileNotFoundError:
        return None


def private_path(path: str, pid: int) -> str:
    """Where the process prepares a control file before it gets its name; a leftover of a killed one may be
    removed.
    """
    return f"{path}.{pid}.new"


def _link_locked(path: str, pid: int, line: bytes) -> int:
    """A locked file with that line under that name, as an open descriptor. Raises AlreadyClaimedError or
    OSError.
    """
    private = private_path(path, pid)
    descriptor = _create(private)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.write(descriptor, line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), private)
        os.link(private, path)
    except BaseException as error:
        os.close(descriptor)
        if isinstance(error, FileExistsError):
            raise AlreadyClaimedError(path) from None
        raise
    finally:
        os.unlink(private)
    return descriptor


def _create(private: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
    try:
        return os.open(private, flags, _PRIVATE_MODE)
    except FileExistsError:
        # A process of our pid was killed half way. Its file may be a claimed one by another name: never
        # write to it.
        os.unlink(private)
        return os.open(private, flags, _PRIVATE_MODE)


def _probe(descriptor: int) -> Lock:
    # A shared lock, so that two readers never take each other for a living runner.
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return Lock.HELD
    return Lock.FREE


def _content(descriptor: int) -> bytes:
    parts: list[bytes] = []
    while part := os.read(descriptor, 65536):
        parts.append(part)
    return b"".join(parts)
