"""The moving parts on one loop: facts go into `core.step`, its answers into the journal, claims to runners.

Nothing is decided here. What is in memory is at most one turn ahead of the disk, and nobody is told of it,
runners included, before it is there. After a failed write memory is thrown away, as if the engine had been
killed, and read again once something can be written (`resync`).
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from typing import Any

from console.core.clock import Clock
from console.core.event import Claimed, Fact, Spawned, StopCommand, TimerFired
from console.core.expression import ExpressionError
from console.core.step import Refusal, Step, step
from console.engine import questions
from console.engine.adopted import Adopted
from console.engine.commands import CannotStart, command_of
from console.engine.errors import StoreError
from console.engine.executions import Executions, record_run, record_start
from console.engine.finish import Finish
from console.engine.journal import Journal
from console.engine.live import LiveJob, LiveJobs, Running
from console.engine.logs import LogKey
from console.engine.moments import to_us
from console.engine.places import Places
from console.engine.plans import Plans
from console.engine.prompts import fill_prompts
from console.engine.reader import Reader
from console.engine.scheduler import Line, next_node
from console.engine.slots import Slots
from console.engine.timers import Timers
from console.engine.watching import Bells, Watchers
from console.engine.writer import Writer
from console.model import NodeStatus
from console.runner import identity
from console.runner.protocol import ChildStarted, Event, Exited, LogGrew, Refused, Stop


class Machine:
    """Live jobs, their slots and their timers."""

    def __init__(
        self,
        places: Places,
        writer: Writer,
        reader: Reader,
        *,
        slots: int,
        clock: Clock,
        base: Mapping[str, str],
        host: str,
    ) -> None:
        self.places, self.clock, self.reader = places, clock, reader
        self.jobs = LiveJobs()
        self.executions = Executions()
        self.journal = Journal(writer, self)
        self.slots = Slots(slots, places, self)
        self.finish = Finish(self)
        self.adopted = Adopted(self.finish.settle_unheld)
        self.plans = Plans(reader)
        self.watchers = Watchers()
        self.log_bells: Bells[LogKey] = Bells()
        self.trouble: StoreError | None = None
        self.draining = False
        """Whether nothing new is started but what a canceled job still has to do."""
        self.on_failure: Callable[[], Coroutine[Any, Any, None]] | None = None
        """What is begun once after a failed write."""
        self.boot_id = identity.boot_id()
        self.slot_count = slots
        self._base, self._host = base, host
        self._line = Line()
        self._timers = Timers(clock, self._due)
        self._spawned: dict[int, Running] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    # What happens to jobs

    def enter(self, live: LiveJob) -> LiveJob:
        """Take a job in that is on the disk, or is in this turn."""
        live = self.jobs.add(live)
        self._line.update(live)
        for node in live.detail.nodes.values():
            if node.retry_at is not None:
                self._timers.set(node.retry_at, live.id, node.id)
        return live

    async def find(self, job: int) -> LiveJob | None:
        """Return a job, from the disk if it has ended; None where there is none. Raises StoreError."""
        while True:
            live, dropped = self.jobs.get(job), self.jobs.dropped
            if live is not None:
                return live
            stored = await self.reader.read(lambda c: questions.find_job(c, job, executions=False))
            if stored is None:
                return None
            if self.jobs.dropped == dropped:
                return self.enter(LiveJob.of(stored))

    def fact(self, live: LiveJob, fact: Fact, *, urgent: bool = True) -> None:
        """Let a fact change a job."""
        now = self.clock.now()
        answer = step(live.detail, fact, now=now, graph=live.graph)
        if isinstance(answer, Refusal):
            raise AssertionError(answer.message)  # only actions are refused
        self.change(live, answer, now, urgent=urgent)

    def change(self, live: LiveJob, answer: Step, now: datetime, *, urgent: bool = True) -> None:
        """Go on to the state after a step: written with this turn, its effects carried out afterwards."""
        if answer.unchanged:
            return
        answer = fill_prompts(live, answer, self.plans, now)
        live.apply(answer)
        self._line.update(live)
        for id_ in answer.changed:
            due = answer.detail.nodes[id_].retry_at
            if due is not None:
                self._timers.set(due, live.id, id_)
        for effect in answer.effects:
            self._carry_out(live, effect)
        self.journal.touch(live, urgent=urgent)

    def spawn_task(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something beside; it is canceled when the engine closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Write what there is; let the runners go."""
        self._closing = True
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._timers.clear()
        await self.journal.drain()
        self.adopted.close()
        await self.slots.close()
        self.watchers.close()
        self.log_bells.close()

    def running(self, key: LogKey) -> Running | None:
        """Return the execution that writes this log, if it has not ended."""
        job, node, number = key
        live = self.jobs.get(job)
        found = None if live is None else live.running.get(node)
        return found if found is not None and found.number == number else None

    # The journal's owner

    def before_write(self) -> None:
        """Give free slots to ready nodes, so that their claims share this turn's commit."""
        if self.trouble is not None or self._closing:
            return
        self._note_spawned()
        room = self.slot_count - self.slots.busy - len(self.adopted)
        if room <= 0:
            return
        for live in self._line:
            while room > 0 and (node := next_node(live)) is not None and self._may_claim(live, node):
                self._claim(live, node)
                room -= 1
            if room <= 0:
                return

    def written(self, jobs: frozenset[LiveJob]) -> None:
        """Tell the world what is on the disk now."""
        for live in jobs:
            self.jobs.drop_if_done(live)
        self.watchers.publish(frozenset(str(live.id) for live in jobs))

    def write_failed(self, error: StoreError) -> None:
        """Forget what is not on the disk."""
        if self.trouble is not None:
            return
        self.trouble = error
        self.journal.forget(error)
        for running in self.executions:
            if running.slot is not None and not running.launched:
                self.slots.release(running.slot, running.id)
        self.jobs.clear()
        self.executions.clear()
        self._line.clear()
        self._timers.clear()
        self._spawned.clear()
        if self.on_failure is not None and not self._closing:
            self.spawn_task(self.on_failure())

    # What runners tell

    def runner_said(self, event: Event) -> None:
        """Hear an event of a slot's runner."""
        running = self.executions.get(event.execution)
        if running is None:
            return  # forgotten after a failed write: its control file will tell
        match event:
            case ChildStarted():
                running.child_pid, running.child_start = event.pid, event.starttime
                self._spawned[running.id] = running
                self.journal.later()
            case LogGrew():
                self.log_bells.ring((running.job, running.node, running.number))
            case Exited():
                self._spawned.pop(running.id, None)
                self.finish.ended(running, event.outcome)
            case Refused() if event.why == "claimed":
                self.finish.settle_unheld(running.id)
            case Refused():
                self.finish.not_started(running, f"its runner refused it: {event.why}")
            case _:
                running.runner_pid = event.pid

    def runner_died(self, execution: int, *, stillborn: bool) -> None:
        """Hear that a runner is gone: the control file tells what became of its execution."""
        self._spawned.pop(execution, None)
        self.finish.settle_unheld(execution, stillborn=stillborn)
        self.journal.soon()

    def _note_spawned(self) -> None:
        spawned, self._spawned = self._spawned, {}
        for running in spawned.values():
            live = self.jobs.get(running.job)
            if live is not None:
                running.started_us = to_us(self.clock.now())
                self.fact(live, Spawned(running.node), urgent=False)
                record_run(self.journal.add, running)

    # Starting and stopping

    def _may_claim(self, live: LiveJob, node: str) -> bool:
        if self.draining and not live.detail.nodes[node].rules.is_finally:
            return False
        if live.plan is None and live.plan_fault is None:
            self.spawn_task(self._load_plan(live))
            return False
        return True

    async def _load_plan(self, live: LiveJob) -> None:
        await self.plans.load(live)
        self.journal.soon()

    def _claim(self, live: LiveJob, id_: str) -> None:
        running = Running(self.executions.next_id(), live.id, id_, 0, self.boot_id)
        running.slot = self.slots.take(running.id)
        self.executions.add(live, running)
        # It has been in the queue since it was ready, which its row forgets as soon as it starts.
        queued = live.detail.nodes[id_].since or self.clock.now()
        self.fact(live, Claimed(id_), urgent=False)
        running.number = live.detail.nodes[id_].execution
        record_start(self.journal.add, live, running, self._host, to_us(queued))
        self.journal.after(lambda: self._launch(live, running))

    def _launch(self, live: LiveJob, running: Running) -> None:
        """Tell a runner, now that the claim is on the disk."""
        if self._closing or running.slot is None or self.executions.get(running.id) is not running:
            return
        if live.detail.nodes[running.node].status is NodeStatus.STOPPING:
            self.slots.release(running.slot, running.id)
            self.finish.never_started(running)
            return
        try:
            self.slots.start(running.slot, command_of(live, running, self.places, self._base))
            running.launched = True
        except (CannotStart, ExpressionError, OSError) as error:
            self.slots.release(running.slot, running.id)
            self.finish.not_started(running, str(error))

    def _carry_out(self, live: LiveJob, effect: StopCommand) -> None:
        running = live.running.get(effect.node)
        if running is not None:
            self.journal.after(lambda: self.stop(running))

    def stop(self, running: Running) -> None:
        """End a command politely, whoever has it. Harmless when it has ended, or was told before."""
        if running.slot is not None and running.launched:
            self.slots.tell(running.slot, Stop(running.id))
        elif running.id in self.adopted:
            self.adopted.stop(running.id)

    def _due(self, job: int, node: str, at: datetime) -> None:
        live = self.jobs.get(job)
        if live is not None and live.detail.nodes[node].retry_at == at:
            self.fact(live, TimerFired(node))
