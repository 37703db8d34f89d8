"""The columns of the jobs list: which say something, and how ids that begin alike are told apart."""

from __future__ import annotations

from dataclasses import replace

from console.model import Job, JobStatus
from console.widgets.cell import fit_id
from console.widgets.job_columns import columns_for, silent_in

JOB = Job(id="1", name="load", workflow="load", status=JobStatus.RUNNING, context="there")


def names(*jobs: Job, width: int = 160) -> list[str]:
    return [column.name for column in columns_for(width, 4, 0, silent_in(jobs))]


def test_a_column_that_says_nothing_of_any_job_is_left_out() -> None:
    assert names(JOB, replace(JOB, at="job")) == ["status", "id", "name", "started", "took", "why"]


def test_one_job_that_says_something_keeps_the_column() -> None:
    assert "owner" in names(JOB, replace(JOB, owner="ann"))
    assert "workflow" in names(JOB, replace(JOB, workflow="load/1.0"))
    assert "progress" in names(JOB, replace(JOB, done=0, total=3))
    assert "at" in names(JOB, replace(JOB, at="job", at_execution=2))


def test_without_jobs_every_column_stays() -> None:
    assert {"owner", "workflow", "progress", "at"} <= set(names())


def test_what_is_left_out_gives_its_room_to_the_reason() -> None:
    whole = columns_for(160, 4)[-1]
    assert columns_for(160, 4, 0, silent_in([JOB]))[-1].width > whole.width


def test_a_long_id_is_cut_in_the_middle() -> None:
    assert fit_id("ab000000000000000000001d", 12) == "ab0000…0001d"
    assert fit_id("ex-1", 6) == "ex-1  "
