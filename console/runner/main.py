"""The slot runner's loop: one command at a time for its host, and to the end without one.

The host speaks over the socket (`protocol`). When it has gone while a command runs, the runner finishes the
command, leaves the exit line, and exits; whoever adopts the execution can still reach it by signals, sent
to a pidfd of the runner: TERM stops the command as `Stop` does (and ends the runner), USR1 as `Kill`, TSTP
as `Freeze`, CONT as `Thaw`.
"""

from __future__ import annotations

import math
import os
import select
import signal
import time

from console.runner import identity, process, session
from console.runner.control import AlreadyClaimedError, ControlFile
from console.runner.execution import Execution
from console.runner.fields import ProtocolError
from console.runner.host import Host
from console.runner.logfile import MAX_PAYLOAD
from console.runner.output import Output
from console.runner.protocol import Claimed, Freeze, Kill, Quit, Refused, Request, Start, Stop, Thaw


class Runner:
    """One slot. `run` returns when there is nothing left to do for anybody."""

    def __init__(self, host_descriptor: int) -> None:
        self._me = identity.this_process()
        self._poller = select.poll()
        self._wake = session.listen()
        self._poller.register(self._wake, select.POLLIN)
        self._host = Host(host_descriptor, self._poller)
        self._devnull = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        self._buffer = memoryview(bytearray(MAX_PAYLOAD))
        self._execution: Execution | None = None
        self._leaving = False

    def run(self) -> None:
        """Serves until the host has gone or says quit, and the command, if any, has ended."""
        while self._execution is not None or not (self._leaving or self._host.gone):
            for descriptor, _ in self._poller.poll(self._patience()):
                if descriptor == self._wake:
                    self._hear()
                elif descriptor == self._host.descriptor:
                    self._listen()
                elif self._execution is not None:
                    self._execution.pump(descriptor)
            self._look_after()

    def _patience(self) -> int | None:
        """Milliseconds until something is due, rounded up so that it then is; None for ever."""
        deadline = None if self._execution is None else self._execution.deadline
        return None if deadline is None else max(0, math.ceil((deadline - time.monotonic()) * 1000))

    def _look_after(self) -> None:
        if self._execution is None:
            return
        self._execution.tick()
        if self._execution.finished:
            self._execution = None

    def _hear(self) -> None:
        heard = set(os.read(self._wake, 4096))
        running = self._execution
        if signal.SIGCHLD in heard:
            if running is not None:
                running.child_may_have_ended()
            process.reap_adopted(None if running is None else running.pid)
        if signal.SIGTERM in heard:
            self._leaving = True
        if running is None:
            return
        if signal.SIGTERM in heard:
            running.stop(why="its runner was told to stop by a signal")
        if signal.SIGUSR1 in heard:
            running.kill()
        if signal.SIGTSTP in heard:
            running.freeze()
        if signal.SIGCONT in heard:
            running.thaw()

    def _listen(self) -> None:
        try:
            request = self._host.receive()
        except ProtocolError as error:
            self._host.send(Refused(error.execution, f"the request: {error}"))
            return
        if isinstance(request, Start):
            self._start(request)
        elif isinstance(request, Quit):
            self._leaving = True
        elif (
            request is not None
            and self._execution is not None
            and self._execution.number == request.execution
        ):
            self._tell(self._execution, request)

    def _tell(self, running: Execution, request: Request) -> None:
        match request:
            case Stop(_, number, grace):
                running.stop(number, grace)
            case Kill():
                running.kill()
            case Freeze():
                running.freeze()
            case Thaw():
                running.thaw()
            case _:
                raise AssertionError(request)

    def _start(self, request: Start) -> None:
        if self._execution is not None or self._leaving:
            self._host.send(Refused(request.execution, "busy"))
            return
        try:
            ctl = ControlFile.claim(request.ctl, self._me)
        except AlreadyClaimedError:
            self._host.send(Refused(request.execution, "claimed"))
            return
        except OSError as error:
            self._host.send(Refused(request.execution, f"the control file {request.ctl}: {error.strerror}"))
            return
        self._host.send(Claimed(request.execution, self._me.pid))
        output = Output(request, self._host, self._poller, self._buffer)
        execution = Execution(request, ctl, self._host, output)
        execution.start(self._devnull)
        if not execution.finished:
            self._execution = execution


def main(host_descriptor: int) -> None:
    """Runs a slot on an inherited socket; returns when it is no longer needed."""
    session.detach(host_descriptor)
    Runner(host_descriptor).run()
