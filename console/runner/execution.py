"""One claimed execution, to its exit line: it keeps the time limit, signals the process group, and tells
how it ended.

    running --(leader ends)--> ended --(pipes closed, or the wait for the rest of the group over)--> finished
       |                         |
       +---(stop, time limit)----+--> CONT, TERM … grace … KILL, to the whole group

Nothing here waits: the runner's loop calls in when a descriptor, a signal or `deadline` says so.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from console.runner import control, process
from console.runner.outcome import TEXT_LIMIT, Outcome, Reason
from console.runner.process import Command, SpawnError
from console.runner.protocol import ChildStarted, Exited, Leftovers, Start
from console.runner.timelimit import TimeLimit

if TYPE_CHECKING:
    from console.runner.host import Host
    from console.runner.output import Output


class Execution:
    """A claimed execution. Use it as: `start`, then `pump`, `child_may_have_ended` and `tick` until
    `finished`.
    """

    def __init__(self, request: Start, ctl: control.ControlFile, host: Host, output: Output) -> None:
        self._request = request
        self._ctl = ctl
        self._host = host
        self._output = output
        self._limit = TimeLimit(request.timeout, time.monotonic())
        self.pid = 0
        """The command's pid, and its process group's number; 0 before it runs."""
        self._t0 = self._t1 = 0
        self._reason: Reason | None = None
        self._text = ""
        self._kill_at: float | None = None
        self._killed = False
        self._linger_until: float | None = None
        self._lingered = False
        self.finished = False

    @property
    def number(self) -> int:
        """The execution's id."""
        return self._request.execution

    @property
    def deadline(self) -> float | None:
        """When `tick` is due at the latest, on the monotonic clock; None: when something happens."""
        limit = None if self._reason or self._t1 else self._limit.due
        times = (limit, self._kill_at, self._linger_until, self._output.word_at)
        return min((at for at in times if at is not None), default=None)

    def start(self, devnull: int) -> None:
        """Starts the command; when it cannot be started, that is the execution's end."""
        request = self._request
        self._t0 = _wall_us()
        try:
            if request.output_path is not None:
                _make_empty(request.output_path)
            command = Command(request.argv, request.env, request.cwd, request.merged, request.umask)
            child = process.spawn(command, devnull)
        except SpawnError as error:
            self._t1 = _wall_us()
            self._end(
                Outcome(
                    Reason.SPAWN_ERROR, error.number, self._t0, self._t1, 0, 0, text=str(error)[:TEXT_LIMIT]
                )
            )
            return
        self.pid = child.pid
        self._output.attach(child)
        try:
            self._ctl.child(child.pid, child.starttime)
        except OSError as error:
            _complain(f"the child line of {self._ctl.path}: {error}")
        self._host.send(ChildStarted(self.number, child.pid, child.starttime))

    def stop(self, number: int = signal.SIGTERM, grace: float | None = None, why: str = "") -> None:
        """Ends the command politely: KILL follows after `grace` seconds. A command that has just ended,
        ended by itself.
        """
        self._end_by(Reason.STOPPED, number, self._request.grace if grace is None else grace, why)

    def kill(self) -> None:
        """Ends the command at once."""
        self._end_by(Reason.STOPPED, signal.SIGKILL, 0.0, "")

    def freeze(self) -> None:
        """Stops the group and the clock of its time limit; nothing once it is being ended."""
        if not self._reason and not self._t1 and not self._limit.frozen:
            self._signal(signal.SIGSTOP)
            self._limit.freeze(time.monotonic())

    def thaw(self) -> None:
        """Lets a frozen group go on."""
        if self._limit.frozen:
            self._signal(signal.SIGCONT)
            self._limit.thaw(time.monotonic())

    def pump(self, descriptor: int) -> None:
        """Takes output from a pipe that is ready."""
        self._output.pump(descriptor)

    def child_may_have_ended(self) -> None:
        """Looks whether the command has ended; it stays unreaped until the last signal to its group is
        sent.
        """
        if not self._t1 and process.ended(self.pid):
            self._t1 = _wall_us()
            self._limit.thaw(time.monotonic())
            self._linger_until = time.monotonic() + self._request.linger

    def tick(self) -> None:
        """Does what is due by now."""
        now = time.monotonic()
        self._output.tell(now)
        if not self._t1 and not self._reason and _over(self._limit.due, now):
            self._end_by(Reason.TIMEOUT, signal.SIGTERM, self._request.grace, "")
        if _over(self._kill_at, now):
            self._kill_at = None
            self._killed = True
            self._signal(signal.SIGKILL)
        if self._t1 and self._group_is_done(now):
            self._finish()

    def _group_is_done(self, now: float) -> bool:
        if self._killed or not self._output.open or _over(self._linger_until, now):
            self._linger_until, self._lingered = None, True
        # While it is being ended, the grace is the whole group's, not only the leader's.
        return self._lingered and not (self._kill_at is not None and process.group_lives(self.pid))

    def _end_by(self, reason: Reason, number: int, grace: float, why: str) -> None:
        self.child_may_have_ended()
        if self._t1 and self._reason is None:
            return
        if self._reason is None:
            self._reason, self._text = reason, why
        now = time.monotonic()
        self._limit.thaw(now)
        if number != signal.SIGKILL:
            # A stopped process would keep any other signal pending, until the KILL.
            self._signal(signal.SIGCONT, number)
        at = now + (0.0 if number == signal.SIGKILL else grace)
        if not self._killed:
            self._kill_at = at if self._kill_at is None else min(at, self._kill_at)

    def _signal(self, *numbers: int) -> None:
        if not process.signal_group(self.pid, *numbers):
            self._text = "the command belongs to another user now, so it could not be signalled"

    def _finish(self) -> None:
        if self._request.leftovers is Leftovers.KILL or self._killed:
            # Unanswered: the zombie of another user's process (sudo) refuses even when nobody is left.
            process.signal_group(self.pid, signal.SIGKILL)
        self._output.finish()
        ending = process.reap(self.pid)
        process.reap_adopted(None)  # the leader hid them
        reason = self._reason or (Reason.EXIT if ending.code >= 0 else Reason.SIGNAL)
        log = self._output.log
        frozen = round(self._limit.frozen_seconds(time.monotonic()) * 1e6)
        measured = (ending.code, self._t0, self._t1, ending.cpu, ending.maxrss)
        self._end(Outcome(reason, *measured, log.size, log.dropped, log.error, frozen, self._text))

    def _end(self, outcome: Outcome) -> None:
        try:
            self._ctl.exit(outcome)
            if self._request.durable is not None:
                control.write_durable(self._request.durable, outcome)
        except OSError as error:
            # The host still hears it, and keeps it; only without one the outcome is lost, and is then
            # called so.
            _complain(f"the exit line of {self._ctl.path}: {error}")
        self._ctl.close()
        self.finished = True
        self._host.send(Exited(self.number, outcome))


def _make_empty(path: str) -> None:
    try:
        os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise SpawnError(error.errno or 0, f"the file for the outputs {path}: {error.strerror}") from error


def _over(at: float | None, now: float) -> bool:
    return at is not None and now >= at


def _wall_us() -> int:
    return time.time_ns() // 1000


def _complain(text: str) -> None:
    sys.stderr.write(f"runner {os.getpid()}: {text}\n")
    sys.stderr.flush()
