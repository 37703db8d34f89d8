"""The log of an execution beside that of the last success of the same node of the same workflow."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from console.client.session import Session
from console.client.trouble import Trouble
from console.core.figures import count
from console.core.log_diff import DiffLine, log_diff
from console.core.query import Query, Term, format_query
from console.model import Execution, ExecutionStatus, Job, JobDetail, LogRef, LogWindow, Stream

MOST_LINES: Final = 5000
"""Lines of each log that are compared: the last ones."""

MOST_JOBS: Final = 20
"""Earlier jobs that are looked through for a success."""


@dataclass(frozen=True, slots=True)
class ComparedLogs:
    """What became of a log since the last success. ``old`` names that; ``notes`` say what was left out."""

    old: LogRef
    old_job: Job
    new: LogRef
    lines: tuple[DiffLine, ...]
    notes: tuple[str, ...] = ()


async def compare(session: Session, detail: JobDetail, ref: LogRef) -> ComparedLogs | Trouble | str:
    """Compare the log ``ref`` of a job with that of the last success before it.

    Returns a sentence where there is none.
    """
    found = await _last_success(session, detail, ref)
    if isinstance(found, Trouble | str):
        return found
    job, old = found
    before = await _end_of(session, old)
    after = await _end_of(session, ref)
    if isinstance(before, Trouble):
        return before
    if isinstance(after, Trouble):
        return after
    texts = [
        [line.text for line in window.lines if line.stream is not Stream.NOTE] for window in (before, after)
    ]
    # Tens of thousands of lines take a while: the console goes on meanwhile.
    lines = await asyncio.to_thread(log_diff, *texts)
    notes = [*_left_out("the last success", before), *_left_out("this execution", after)]
    return ComparedLogs(old, job, ref, tuple(lines), tuple(notes))


async def _last_success(
    session: Session, detail: JobDetail, ref: LogRef
) -> tuple[Job, LogRef] | Trouble | str:
    """Return the last success of the node before this execution: in its own job, else in earlier ones."""
    own = _success(detail.executions, ref.node, ref.execution)
    if own is not None:
        return detail.job, LogRef(ref.job, ref.node, own.number)
    workflow = detail.job.workflow
    found: list[Job] = []
    # The backend's own order, newest first, is what every backend has.
    of_it = Term("workflow", (workflow,))
    for terms in ((of_it,), (of_it, Term("status", ("succeeded",)))):
        page = await session.jobs(format_query(Query(terms)), limit=MOST_JOBS)
        if isinstance(page, Trouble):
            return page
        found += [job for job in page.items if job.workflow == workflow and _is_before(job, detail.job)]
    seen: set[str] = {detail.job.id}
    for job in found:
        if job.id in seen or (session.is_many and job.context != detail.job.context):
            continue
        seen.add(job.id)
        earlier = await session.job(job.id)
        if isinstance(earlier, Trouble):
            continue
        success = _success(earlier.executions, ref.node)
        if success is not None:
            return earlier.job, LogRef(job.id, ref.node, success.number)
    number = len(seen) - 1
    if not number:
        return f"there is no earlier job of {workflow} to compare with"
    jobs = "the one earlier job" if number == 1 else f"any of the {count(number)} jobs before this one"
    return f"{ref.node} did not succeed in {jobs} of {workflow}: there is nothing to compare with"


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


async def _end_of(session: Session, ref: LogRef) -> LogWindow | Trouble:
    """Return the last lines of a log."""
    return await session.log(ref, first=-MOST_LINES, count=MOST_LINES)


def _left_out(what: str, window: LogWindow) -> Sequence[str]:
    if window.first <= 0 or not window.lines:
        return ()
    return (f"of {what} only the last {count(len(window.lines))} lines are compared",)
