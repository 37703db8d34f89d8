"""How an execution comes to its end: told by its runner, read from its control file, or not known at all."""

import asyncio
import contextlib
import os
from functools import partial
from typing import TYPE_CHECKING, Final

from console.core.event import Ended, EndReason, NeverStarted, Spawned, Vanished
from console.engine import ends
from console.engine.executions import record_end, record_loss, record_run, status_of_end
from console.engine.live import LiveJob, Running
from console.engine.moments import to_us
from console.model import ExecutionStatus, NodeStatus
from console.runner import control, identity
from console.runner.control import Lock
from console.runner.lines import ChildLine, ControlRecord
from console.runner.outcome import Outcome, Reason

if TYPE_CHECKING:
    from console.engine.machine import Machine

NEVER = "nobody had started it"
KILLED = "its runner was killed"
REBOOT = "the machine was restarted while it ran"
_LOOK_AGAIN: Final = 5.0
"""Seconds until a control file that could not be dealt with is tried again."""


class Finish:
    """Turns what is known of an end into a fact, a row, and nothing left behind in ``run``."""

    def __init__(self, machine: "Machine") -> None:
        self._machine = machine

    def settle_unheld(self, execution: int, *, stillborn: bool = False) -> None:
        """Find out from its control file what became of an execution whose runner is not ours (any more).

        A runner that still lives is waited for. Where nobody has claimed the execution, it is taken back,
        so that nobody ever will; it is started again, unless its runners are ``stillborn``.
        """
        running = self._machine.executions.get(execution)
        if running is None:
            return
        try:
            self._settle(running, stillborn=stillborn)
        except OSError:
            # No room for the marker, say. Nobody knows more until it can be made.
            loop = asyncio.get_running_loop()
            loop.call_later(_LOOK_AGAIN, partial(self.settle_unheld, execution, stillborn=stillborn))

    def _settle(self, running: Running, *, stillborn: bool) -> None:
        path = self._machine.places.control(running.id)
        if running.boot_id != self._machine.boot_id:
            self._after_reboot(running, path)
            return
        lock, record = control.read(path)
        if lock is Lock.ABSENT:
            if control.abandon(path, identity.this_process()):
                if stillborn:
                    self.not_started(
                        running, f"its runner ends at once: see {self._machine.places.run}/runner.err"
                    )
                else:
                    self.never_started(running, marked=True)
                return
            lock, record = control.read(path)
        if lock is Lock.HELD:
            self._adopt(running, path, record)
        elif record.abandoned is not None:
            self.never_started(running, marked=True)
        elif record.outcome is not None:
            self._learn(running, record)
            self.ended(running, record.outcome)
        else:
            self._learn(running, record)
            self._vanish(running, KILLED, record.child)

    def ended(self, running: Running, outcome: Outcome) -> None:
        """An execution ended in a way that its runner told."""
        machine = self._machine
        live = machine.jobs.get(running.job)
        if live is None:
            return
        log = self._log(live, running)
        end = self._fact(live, running, outcome, log)
        machine.executions.drop(live, running)
        machine.fact(live, end)
        node = live.detail.nodes[running.node]
        good = end.reason is EndReason.EXIT and end.code in node.rules.ok_exit
        why = None if good else node.reason
        record_end(machine.journal.add, running, status_of_end(node, good=good), outcome, why)
        self._clear_away(live, running)

    def not_started(self, running: Running, why: str) -> None:
        """A command could not even be handed to a runner."""
        now = to_us(self._machine.clock.now())
        self.ended(running, Outcome(Reason.SPAWN_ERROR, 0, now, now, 0, 0, text=why))

    def never_started(self, running: Running, *, marked: bool = False) -> None:
        """It is certain that nobody started the command and nobody will.

        ``marked`` says that this hangs on our marker in its control file: it stays, for a runner that is
        late may still come (see `recovery.sweep`).
        """
        machine = self._machine
        live = machine.jobs.get(running.job)
        if live is None:
            return
        machine.executions.drop(live, running)
        machine.fact(live, NeverStarted(running.node))
        now = to_us(machine.clock.now())
        record_loss(machine.journal.add, running, ExecutionStatus.ABANDONED, NEVER, now)
        if not marked:
            self._clear_away(live, running)

    def _fact(self, live: LiveJob, running: Running, outcome: Outcome, log: str) -> Ended:
        node = live.detail.nodes[running.node]
        plan = self._machine.plans.load_now(live) if live.plan is None else live.plan
        definition = None if plan is None else plan[running.node].definition
        end = ends.fact_of(node, outcome, log, timeout=definition.timeout if definition else None)
        if definition is None or not definition.outputs or outcome.spawn_error:
            return end
        return ends.with_outputs(end, definition.outputs, self._machine.places.outputs(running.id), log)

    def _after_reboot(self, running: Running, path: str) -> None:
        live = self._machine.jobs.get(running.job)
        durable = self._durable(live, running) if live else None
        _, record = control.read(path)
        outcome = record.outcome or (control.read_durable(durable) if durable else None)
        if outcome is not None:
            self.ended(running, outcome)
        else:
            self._vanish(running, REBOOT, None)

    def _adopt(self, running: Running, path: str, record: ControlRecord) -> None:
        machine = self._machine
        self._learn(running, record)
        running.slot = None
        machine.adopted.add(running.id, path, record)
        live = machine.jobs.get(running.job)
        if live is not None and live.detail.nodes[running.node].status is NodeStatus.STOPPING:
            machine.adopted.stop(running.id)

    def learn(self, running: Running) -> None:
        """Learn from its control file what the runner of a slot has told already."""
        _, record = control.read(self._machine.places.control(running.id))
        self._learn(running, record)

    def _learn(self, running: Running, record: ControlRecord) -> None:
        if record.claim is not None:
            running.runner_pid = record.claim.pid
        if record.child is None:
            return
        running.child_pid, running.child_start = record.child
        live = self._machine.jobs.get(running.job)
        if live is not None and live.detail.nodes[running.node].status is NodeStatus.STARTING:
            # The engine before us did not come to write it down.
            self._machine.fact(live, Spawned(running.node))
            record_run(self._machine.journal.add, running)

    def _vanish(self, running: Running, why: str, child: ChildLine | None) -> None:
        machine = self._machine
        live = machine.jobs.get(running.job)
        if live is None:
            return
        if child is not None and live.detail.nodes[running.node].rules.idempotent:
            # It will be run again by itself: never beside itself, so not before it is gone.
            if machine.adopted.kill(running.id, machine.places.control(running.id), child):
                return
            child = None
        orphan = child is not None and _lives(child)
        if orphan and child is not None:
            why = f"{why}; its command still runs as process {child.pid}"
        machine.executions.drop(live, running)
        machine.fact(live, Vanished(running.node, why))
        now = to_us(machine.clock.now())
        record_loss(machine.journal.add, running, ExecutionStatus.LOST, why, now, orphan=orphan)
        self._clear_away(live, running)

    def _clear_away(self, live: LiveJob, running: Running) -> None:
        machine = self._machine
        machine.journal.after(lambda: self._remove(live, running))

    def _remove(self, live: LiveJob, running: Running) -> None:
        """Remove what only an execution that runs needs; its end is on the disk now."""
        machine = self._machine
        machine.log_bells.ring((running.job, running.node, running.number))
        durable = self._durable(live, running)
        paths = (machine.places.control(running.id), machine.places.outputs(running.id), durable)
        for path in filter(None, paths):
            # Most are not there; what stays is swept at the next start.
            with contextlib.suppress(OSError):
                os.unlink(path)

    def _log(self, live: LiveJob, running: Running) -> str:
        return self._machine.places.log(live.id, live.index[running.node], running.node, running.number)

    def _durable(self, live: LiveJob, running: Running) -> str | None:
        index = live.index[running.node]
        return self._machine.places.durable(live.id, index, running.node, running.number)


def _lives(child: ChildLine) -> bool:
    pidfd = identity.open_living(child.pid, child.starttime)
    if pidfd is None:
        return False
    os.close(pidfd)
    return True
