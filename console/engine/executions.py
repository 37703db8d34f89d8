"""The executions that run, and the rows that tell of them."""

from collections.abc import Callable, Iterator

from console.engine import rows, words
from console.engine.live import LiveJob, Running
from console.engine.writer import SqlRow
from console.model import ExecutionStatus, Node, NodeStatus
from console.runner.outcome import Outcome

Add = Callable[[str, SqlRow], None]
"""Takes a statement and its row into the turn."""


class Executions:
    """Every execution that has a slot or an owner of its own, by id."""

    def __init__(self) -> None:
        self._running: dict[int, Running] = {}
        self._last_id = 0

    def __len__(self) -> int:
        return len(self._running)

    def __iter__(self) -> Iterator[Running]:
        return iter(list(self._running.values()))

    def begin_after(self, last_id: int) -> None:
        """Give numbers after this one; a number is never used twice."""
        self._last_id = max(self._last_id, last_id)

    def next_id(self) -> int:
        """Return a number for a new execution."""
        self._last_id += 1
        return self._last_id

    def get(self, execution: int) -> Running | None:
        """Return an execution that has not ended."""
        return self._running.get(execution)

    def add(self, live: LiveJob, running: Running) -> None:
        """Take an execution in."""
        self._running[running.id] = running
        live.running[running.node] = running

    def drop(self, live: LiveJob, running: Running) -> None:
        """Let go of one that has ended."""
        self._running.pop(running.id, None)
        if live.running.get(running.node) is running:
            del live.running[running.node]

    def clear(self) -> None:
        """Forget all; numbers go on."""
        self._running.clear()


def record_start(add: Add, live: LiveJob, running: Running, host: str, queued_us: int) -> None:
    """Put an execution on record before anybody is told to start it. It waited since ``queued_us``."""
    node = live.detail.nodes[running.node]
    status = words.EXECUTION.number(ExecutionStatus.STARTING)
    place = (live.id, live.index[running.node], running.number, live.detail.job.run, node.attempt)
    add(rows.INSERT_EXECUTION, (running.id, *place, status, running.boot_id, host, queued_us))


def record_run(add: Add, running: Running) -> None:
    """Put on record that the command runs."""
    status = words.EXECUTION.number(ExecutionStatus.RUNNING)
    add(rows.UPDATE_EXECUTION_RUNS, (status, *_who(running), running.id))


def record_end(
    add: Add, running: Running, status: ExecutionStatus, outcome: Outcome, why: str | None
) -> None:
    """Put on record how an execution ended, as its runner told."""
    started, code, signal = outcome.t0, outcome.code, None
    if outcome.spawn_error:
        code = None
    elif code < 0:
        code, signal = None, -code
    measured = (outcome.cpu, outcome.maxrss, outcome.frozen, outcome.log_bytes, outcome.dropped)
    running.started_us = started
    values = (words.EXECUTION.number(status), *_who(running), outcome.t1, code, signal, why, *measured, False)
    add(rows.UPDATE_EXECUTION_ENDED, (*values, running.id))


def record_loss(
    add: Add, running: Running, status: ExecutionStatus, why: str, now_us: int, *, orphan: bool = False
) -> None:
    """Put on record that an execution never ran, or that nobody knows how it ended."""
    unknown = (None, None, why, None, None, None, None, None)
    values = (words.EXECUTION.number(status), *_who(running), now_us, *unknown, orphan)
    add(rows.UPDATE_EXECUTION_ENDED, (*values, running.id))


def status_of_end(node: Node, *, good: bool) -> ExecutionStatus:
    """Return how the execution counts, from its node as it is after the end."""
    if good:
        return ExecutionStatus.SUCCEEDED
    return ExecutionStatus.CANCELED if node.status is NodeStatus.CANCELED else ExecutionStatus.FAILED


def _who(running: Running) -> SqlRow:
    return (running.runner_pid, running.child_pid, running.child_start, running.started_us)
