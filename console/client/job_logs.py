"""Which logs a whole job has: those of its executions, to be merged by time."""

import math
from typing import Final

from console.client.log_source import LogSource
from console.core.figures import count
from console.model import Execution, ExecutionStatus, JobDetail, LogRef

MOST_EXECUTIONS: Final = 200
"""Executions whose logs are merged; where there are more, those that began last."""

_RUNS: Final = (ExecutionStatus.STARTING, ExecutionStatus.RUNNING)


def sources_of(detail: JobDetail) -> list[LogSource]:
    """Return the executions that have a log, in the order of their beginning, the latest of very many."""
    found = sorted(detail.executions, key=_began)
    sources = [_source(detail.job.id, each) for each in found[-MOST_EXECUTIONS:]]
    left = len(found) - len(sources)
    if left:
        note = f"the logs of {count(left)} earlier executions are not here; open a node for its own"
        sources.insert(0, LogSource(LogRef(detail.job.id, "", 0), note=note))
    return sources


def _source(job: str, execution: Execution) -> LogSource:
    runs = execution.ended is None or execution.status in _RUNS
    end = math.inf if runs or execution.ended is None else execution.ended.timestamp()
    return LogSource(LogRef(job, execution.node, execution.number), _began(execution), end)


def _began(execution: Execution) -> float:
    return execution.started.timestamp() if execution.started is not None else -math.inf
