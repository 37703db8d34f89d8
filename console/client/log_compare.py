"""The log of an execution beside that of the last success of the same node of the same workflow."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from console.backends.base import Backend
from console.core.figures import count
from console.core.log_diff import DiffLine, log_diff
from console.core.query import Query, Term, format_query
from console.model import Execution, ExecutionStatus, Job, JobDetail, LogRef, LogWindow, Stream

MOST_LINES: Final = 5000
"""Lines of each log that are compared: the last ones."""

MOST_JOBS: Final = 20
"""Earlier jobs that are looked through for a success."""


ALIKE: Final = "the two logs do not differ, but for times, ids and numbers"
"""What is said where nothing is new and nothing is missing."""


@dataclass(frozen=True, slots=True)
class ComparedLogs:
    """What became of a log since the last success. ``old`` names that; ``notes`` say what was left out."""

    old: LogRef
    old_job: Job
    new: LogRef
    lines: tuple[DiffLine, ...]
    notes: tuple[str, ...] = ()


class NothingToCompare(LookupError):
    """There is no earlier success; ``str()`` is a sentence that says so."""


async def compare(backend: Backend, detail: JobDetail, ref: LogRef) -> ComparedLogs:
    """Compare the log ``ref`` of a job with that of the last success before it.

    Raises NothingToCompare where there is none, and BackendError.
    """
    job, old = await _last_success(backend, detail, ref)
    windows = [await backend.log(each, first=-MOST_LINES, count=MOST_LINES) for each in (old, ref)]
    texts = [[line.text for line in window.lines if line.stream is not Stream.NOTE] for window in windows]
    # Thousands of lines take a while: whoever waits goes on meanwhile.
    lines = await asyncio.to_thread(log_diff, *texts)
    notes = [*_left_out("the last success", windows[0]), *_left_out("this execution", windows[1])]
    return ComparedLogs(old, job, ref, tuple(lines), tuple(notes))


async def _last_success(backend: Backend, detail: JobDetail, ref: LogRef) -> tuple[Job, LogRef]:
    """Return the last success of the node before this execution: in its own job, else in earlier ones."""
    own = _success(detail.executions, ref.node, ref.execution)
    if own is not None:
        return detail.job, LogRef(ref.job, ref.node, own.number)
    number = 0
    async for job in _earlier(backend, detail.job):
        number += 1
        earlier = await backend.job(job.id)
        success = _success(earlier.executions, ref.node)
        if success is not None:
            return earlier.job, LogRef(job.id, ref.node, success.number)
    workflow = detail.job.workflow
    if not number:
        raise NothingToCompare(f"there is no earlier job of {workflow} to compare with")
    jobs = "the one earlier job" if number == 1 else f"any of the {count(number)} jobs before this one"
    raise NothingToCompare(
        f"{ref.node} did not succeed in {jobs} of {workflow}: there is nothing to compare with"
    )


async def _earlier(backend: Backend, job: Job) -> AsyncIterator[Job]:
    """Yield earlier jobs of the workflow, newest first; then, further back, those that went well."""
    of_it = Term("workflow", (job.workflow,))
    seen = {job.id}
    for terms in ((of_it,), (of_it, Term("status", ("succeeded",)))):
        page = await backend.jobs(format_query(Query(terms)), limit=MOST_JOBS)
        for each in page.items:
            alike = each.workflow == job.workflow and each.context == job.context
            if alike and each.id not in seen and _is_before(each, job):
                seen.add(each.id)
                yield each


def _success(executions: Iterable[Execution], node: str, before: int | None = None) -> Execution | None:
    """Return the last success of a node, of its executions ``before`` a number."""
    found = [
        each
        for each in executions
        if each.node == node
        and each.status is ExecutionStatus.SUCCEEDED
        and (before is None or each.number < before)
    ]
    return max(found, key=lambda each: each.number, default=None)


def _is_before(job: Job, other: Job) -> bool:
    return job.created is None or other.created is None or job.created < other.created


def _left_out(what: str, window: LogWindow) -> Sequence[str]:
    if window.first <= 0 or not window.lines:
        return ()
    return (f"of {what} only the last {count(len(window.lines))} lines are compared",)
