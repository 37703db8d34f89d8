"""How long a job ran: known, still going on, or not to be known."""

from datetime import UTC, datetime, timedelta

import pytest

from console.core.standing import seconds_run
from console.model import Job, JobStatus

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
START = NOW - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("status", "started", "ended", "seconds"),
    [
        (JobStatus.RUNNING, START, None, 600.0),
        (JobStatus.SUCCEEDED, START, START + timedelta(seconds=7), 7.0),
        (JobStatus.QUEUED, None, None, None),
        (JobStatus.FAILED, START, None, None),  # over, and nobody says since when
        (JobStatus.SUCCEEDED, START, START - timedelta(hours=8), None),  # two clocks, or two zones
        (JobStatus.RUNNING, NOW + timedelta(minutes=10), None, 0.0),  # its clock goes ahead of ours
        (JobStatus.UNKNOWN, START, START + timedelta(seconds=7), 7.0),
    ],
)
def test_how_long_a_job_ran_is_told_where_it_can_be(
    status: JobStatus, started: datetime | None, ended: datetime | None, seconds: float | None
) -> None:
    assert seconds_run(Job("1", "n", "w", status, started=started, ended=ended), NOW) == seconds
