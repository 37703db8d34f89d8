"""Jobs and nodes as rows of plain text, why last."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final

from console.cli.table import Column, table
from console.core.standing import at_text, job_word, seconds_run
from console.core.times import clock_time, duration
from console.model import Attention, Job

_COLUMNS: Final = (
    Column("ID"),
    Column("STATUS"),
    Column("NEEDS"),
    Column("NAME", shrinks=True),
    Column("WORKFLOW", gives_way=2),
    Column("AT", gives_way=5),
    Column("DONE", gives_way=4, right=True),
    Column("STARTED", gives_way=6, right=True),
    Column("TOOK", gives_way=3, right=True),
    Column("OWNER", gives_way=1),
    Column("WHY"),
)


def job_lines(
    jobs: Sequence[Job], now: datetime, zone: tzinfo, width: int | None, *, wrap: bool = False
) -> list[str]:
    """Return a table of ``jobs``. ``zone`` is that of the times, ``width`` the columns there are.

    With ``wrap`` a long reason goes on below its row.
    """
    return table(_COLUMNS, [_cells(job, now, zone) for job in jobs], width, wrap=wrap)


def _cells(job: Job, now: datetime, zone: tzinfo) -> list[str]:
    return [
        job.id,
        job_word(job),
        "-" if job.attention is Attention.NONE else job.attention.value,
        job.name,
        job.workflow,
        at_text(job) or "-",
        "-" if job.total is None else f"{job.done or 0}/{job.total}",
        "-" if job.started is None else clock_time(job.started, now, zone),
        took(job, now),
        job.owner or "-",
        job.reason or "",
    ]


def took(job: Job, now: datetime) -> str:
    """Return how long a job has been running, or ran."""
    seconds = seconds_run(job, now)
    return "-" if seconds is None else duration(seconds)
