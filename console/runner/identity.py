"""Who a process is, beyond its pid: pids come around again within seconds on a busy machine.

A process is named by (boot id, pid, start time). It is only ever addressed through a pidfd that was opened
first and compared afterwards, so that the process which is compared is the one that is signalled.
"""

from __future__ import annotations

import os
import select
import signal
from typing import NamedTuple

_BOOT_ID = "/proc/sys/kernel/random/boot_id"
UNKNOWN_BOOT = "unknown"


class ProcessIdentity(NamedTuple):
    """A process of this machine that cannot be mistaken for a later one with the same pid."""

    boot_id: str
    """The kernel's id of this boot, or `unknown` where there is none."""
    pid: int
    starttime: int
    """Field 22 of /proc/PID/stat, in clock ticks since boot; 0 where it cannot be read."""


def boot_id() -> str:
    """The id of this boot; `unknown` where the kernel tells none (then no reboot is ever noticed by its
    id).
    """
    try:
        with open(_BOOT_ID, encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return UNKNOWN_BOOT


def starttime(pid: int) -> int:
    """When a process started, in clock ticks since boot; 0 when there is no such process or no /proc."""
    try:
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return 0
    try:
        stat = os.read(descriptor, 1024)
    except OSError:
        return 0
    finally:
        os.close(descriptor)
    # The command's name is field 2, in parentheses, and may hold spaces and parentheses of its own.
    return int(stat[stat.rfind(b")") + 2 :].split(b" ", 20)[19])


def this_process() -> ProcessIdentity:
    """The identity of the calling process."""
    pid = os.getpid()
    return ProcessIdentity(boot_id(), pid, starttime(pid))


def open_process(pid: int, started: int) -> int | None:
    """A pidfd of exactly that process, or None when it is gone, is another one by now, or cannot be told
    apart.

    The descriptor polls readable when the process ends. The caller closes it.
    """
    if started <= 0 or not hasattr(os, "pidfd_open"):
        return None
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return None
    if starttime(pid) == started:
        return descriptor
    os.close(descriptor)
    return None


def open_living(pid: int, started: int) -> int | None:
    """The same of a process that has not ended yet: one that nobody has reaped runs nothing any more."""
    descriptor = open_process(pid, started)
    if descriptor is None:
        return None
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    if not poll.poll(0):
        return descriptor
    os.close(descriptor)
    return None


def send_signal(pidfd: int, number: int) -> bool:
    """Signals the process behind a pidfd; False when it has ended. Raises PermissionError when it is not
    ours.
    """
    try:
        signal.pidfd_send_signal(pidfd, number)
    except ProcessLookupError:
        return False
    return True
