"""One command as a process group: started, signalled, and reaped so that its number stays ours to the last
signal.

The command leads its own process group. Its pid cannot be taken by anybody else before the runner has
reaped it, and the runner reaps it last, so every signal to the group reaches that group or nothing.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from typing import NamedTuple

from console.runner.identity import starttime

_KIB_PER_MAXRSS = 1 / 1024 if sys.platform == "darwin" else 1


class SpawnError(Exception):
    """The command could not be started. The text tells a person why; `number` is the error number."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


class Command(NamedTuple):
    """What to start: see `protocol.Start` for the fields."""

    argv: tuple[str, ...]
    env: dict[str, str]
    cwd: str
    merged: bool
    umask: int | None


class Child(NamedTuple):
    """A started command, with the non-blocking read ends of its pipes."""

    pid: int
    starttime: int
    out: int
    err: int | None
    """None when standard error goes into the same pipe."""


class Ending(NamedTuple):
    """How a command ended."""

    code: int
    """Exit status, or minus the number of the signal that ended it."""
    cpu: int
    """Microseconds, with the descendants that it waited for."""
    maxrss: int
    """KiB."""


def spawn(command: Command, devnull: int) -> Child:
    """Starts a command in its own process group, with `devnull` as its standard input. Raises SpawnError."""
    _enter(command.cwd)
    try:
        return _spawn_here(command, devnull)
    finally:
        os.chdir("/")  # so that the runner never holds the command's folder


def _spawn_here(command: Command, devnull: int) -> Child:
    path = _find(command)
    out, out_write = os.pipe()
    err, err_write = (None, out_write) if command.merged else os.pipe()
    reading = (out,) if err is None else (out, err)
    try:
        pid = _posix_spawn(path, command, [(devnull, 0), (out_write, 1), (err_write, 2)])
    except SpawnError:
        for descriptor in reading:
            os.close(descriptor)
        raise
    finally:
        for descriptor in {out_write, err_write}:
            os.close(descriptor)
    for descriptor in reading:
        os.set_blocking(descriptor, False)
    return Child(pid, starttime(pid), out, err)


def _enter(cwd: str) -> None:
    try:
        os.chdir(cwd)
    except OSError as error:
        raise SpawnError(error.errno or errno.EIO, f"the working folder {cwd}: {error.strerror}") from error


def _find(command: Command) -> str:
    """The file to run, looked up as the command's own environment says, not the runner's."""
    name = command.argv[0]
    if "/" in name:
        return name
    search = command.env.get("PATH", os.defpath)
    forbidden = None
    for folder in search.split(":"):
        path = os.path.join(folder or ".", name)
        if os.path.isfile(path):
            if os.access(path, os.X_OK):
                return path
            forbidden = forbidden or path
    if forbidden:
        raise SpawnError(errno.EACCES, f"{forbidden} is not executable")
    raise SpawnError(errno.ENOENT, f"there is no command {name!r} in PATH ({search})")


def _posix_spawn(path: str, command: Command, descriptors: list[tuple[int, int]]) -> int:
    previous = os.umask(command.umask) if command.umask is not None else None
    try:
        return os.posix_spawn(
            path,
            command.argv,
            command.env,
            file_actions=[(os.POSIX_SPAWN_DUP2, source, target) for source, target in descriptors],
            setpgroup=0,
            setsigmask=[],
            # What the runner and its host ignore (HUP, INT, PIPE) would stay ignored across the exec.
            setsigdef=signal.valid_signals(),
        )
    except OSError as error:
        raise SpawnError(error.errno or errno.EIO, _explain(path, error)) from error
    except ValueError as error:
        raise SpawnError(errno.EINVAL, f"the arguments or the environment of {path}: {error}") from error
    finally:
        if previous is not None:
            os.umask(previous)


def _explain(path: str, error: OSError) -> str:
    if error.errno == errno.ENOENT and os.path.exists(path):
        return f"{path}: the interpreter that its first line names does not exist"
    if error.errno == errno.EACCES and os.path.isfile(path) and not os.access(path, os.X_OK):
        return f"{path} is not executable"
    if error.errno == errno.ENOEXEC:
        return f"{path} is neither a program nor a script with a #! line"
    if error.errno == errno.E2BIG:
        return f"{path}: its arguments and environment are too long for this system"
    return f"{path}: {error.strerror}"


def signal_group(pid: int, *numbers: int) -> bool:
    """Signals the process group that an unreaped child leads; False when none of it may be signalled
    (another user's).
    """
    try:
        for number in numbers:
            os.killpg(pid, number)
    except ProcessLookupError:
        return True  # all of it has ended already
    except PermissionError:
        return False
    return True


def ended(pid: int) -> bool:
    """Whether a child has ended; it stays unreaped, so that its number stays ours."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def reap(pid: int) -> Ending:
    """Takes a child that has ended out of the process table: from now on its number may come again."""
    _, status, usage = os.wait4(pid, 0)
    cpu = round((usage.ru_utime + usage.ru_stime) * 1e6)
    return Ending(os.waitstatus_to_exitcode(status), cpu, int(usage.ru_maxrss * _KIB_PER_MAXRSS))


def reap_adopted(leader: int | None) -> None:
    """Reaps the orphans that have come to this process (it is a subreaper) and ended; never the leader."""
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        # The leader's turn is later, and hides those behind it until then.
        if found is None or found.si_pid == leader:
            return
        os.waitpid(found.si_pid, 0)


def group_lives(leader: int) -> bool:
    """Whether the group of a leader that has ended still has a living member among this process's children.

    As the leader's children come to a subreaper, that is everybody in the group, save those whose parent
    left it. False where the kernel does not list children.
    """
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
            children = [int(pid) for pid in file.read().split()]
    except OSError:
        return False
    return any(pid != leader and not ended(pid) and os.getpgid(pid) == leader for pid in children)
