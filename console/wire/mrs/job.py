"""Jobs of MRS v2.

Source: "Querying a List of Jobs" and its siblings of the MRS API reference (job object APIs, V2). A job has
a state and, apart from it, a result: FINISHED only says that it is over.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final, cast

from pydantic import Field, PlainValidator

from console.model import JobStatus
from console.wire.mrs.document import Document
from console.wire.mrs.fields import Moment
from console.wire.mrs.run import Run, facts_of
from console.wire.values import Id, Number, Text, Whole, text_of

JOB_TYPES: Final = (
    "MapReduce",
    "SparkSubmit",
    "HiveScript",
    "HiveSql",
    "DistCp",
    "SparkScript",
    "SparkSql",
    "Flink",
)
"""What can be submitted."""

JOB_STATES: Final = (
    "NEW",
    "NEW_SAVING",
    "SUBMITTED",
    "ACCEPTED",
    "RUNNING",
    "FINISHED",
    "FAILED",
    "KILLED",
)
"""``job_state``: YARN's states of an application. One page of the vendor writes ``New``."""

JOB_RESULTS: Final = ("UNDEFINED", "SUCCEEDED", "FAILED", "KILLED")
"""``job_result``; UNDEFINED until it is over."""

_GOES_ON: Final[Mapping[str, JobStatus]] = {
    **dict.fromkeys(("NEW", "NEW_SAVING", "SUBMITTED", "ACCEPTED"), JobStatus.QUEUED),
    "RUNNING": JobStatus.RUNNING,
}
_RESULTS: Final[Mapping[str, JobStatus]] = {
    "SUCCEEDED": JobStatus.SUCCEEDED,
    "FAILED": JobStatus.FAILED,
    "KILLED": JobStatus.CANCELED,
}
_OVER: Final[Mapping[str, JobStatus]] = {"FAILED": JobStatus.FAILED, "KILLED": JobStatus.CANCELED}


def _as_text(value: object) -> str | None:
    """Return the arguments or properties as the text that MRS documents; a list or an object as JSON."""
    text = text_of(json.dumps(cast("object", value)) if isinstance(value, list | dict) else value)
    return None if text in ("[]", "{}") else text


_Written = Annotated[str | None, PlainValidator(_as_text)]


class JobBean(Document):
    """One job. Times are milliseconds, 0 where it has not happened yet."""

    job_id: Id
    job_name: Text = None
    user: Text = None
    job_type: Text = None
    job_state: Text = None
    job_result: Text = None
    job_progress: Number = None
    started_time: Moment = None
    submitted_time: Moment = None
    finished_time: Moment = None
    elapsed_time: Number = None
    arguments: _Written = None
    properties: _Written = None
    launcher_id: Text = None
    app_id: Text = None
    tracking_url: Text = None
    queue: Text = None

    @property
    def status(self) -> JobStatus:
        """Where it is in its life; unknown where state and result are new to us or contradict each other."""
        state, result = (self.job_state or "").upper(), (self.job_result or "").upper()
        if state == "FINISHED":
            return _RESULTS.get(result, JobStatus.UNKNOWN)
        if state in _OVER:
            return JobStatus.UNKNOWN if result == "SUCCEEDED" else _OVER[state]
        return _GOES_ON.get(state, JobStatus.UNKNOWN)

    @property
    def has_ended(self) -> bool:
        """Whether it is over, however it ended."""
        return (self.job_state or "").upper() in (*_OVER, "FINISHED") or self.finished_time is not None

    def to_run(self) -> Run:
        """Return the run."""
        status = self.status
        return Run(
            self.job_id,
            self.job_name or f"job {self.job_id[:8]}",
            self.job_type or "",
            status,
            self._words(),
            ended=self.has_ended,
            created=self.submitted_time,
            started=self.started_time,
            ended_at=self.finished_time or self._computed_end(),
            owner=self.user,
            queue=self.queue,
            native_kind=self.job_type,
            reason=self._reason(status),
            params={"job_type": self.job_type, "arguments": self.arguments, "properties": self.properties},
            facts=self._facts(),
            raw=self.raw,
        )

    def _computed_end(self) -> datetime | None:
        """Return the end of a job that is over and has no time of it: its start and how long it took."""
        if not self.has_ended or self.started_time is None or not self.elapsed_time:
            return None
        try:
            return self.started_time + timedelta(milliseconds=self.elapsed_time)
        except OverflowError:
            return None

    def _words(self) -> str:
        """Return state and result; the result only where it adds something."""
        state, result = self.job_state or "no state", self.job_result
        told = result is not None and result.upper() not in ("UNDEFINED", state.upper())
        return f"{state}, {result}" if told else state

    def _reason(self, status: JobStatus) -> str | None:
        if status is JobStatus.FAILED:
            return "MRS tells no reason" + (f"; look at {self.tracking_url}" if self.tracking_url else "")
        if status is JobStatus.UNKNOWN and self.has_ended:
            return "it has ended; MRS does not tell how"
        return None

    def _facts(self) -> dict[str, str]:
        return facts_of(
            {
                "tracking_url": self.tracking_url,
                "app_id": self.app_id,
                "launcher_id": self.launcher_id,
                "progress": None if self.job_progress is None else f"{self.job_progress:g} %",
            }
        )


class JobPageDocument(Document):
    """One page of jobs."""

    job_list: list[JobBean]
    total_record: Whole = None


class JobAnswer(Document):
    """The answer to a read of one job."""

    job_detail: JobBean


class SubmitResult(Document):
    """What came of a submission: ``state`` is COMPLETE, else ``error_code`` and ``error_msg`` say more."""

    job_id: Text = None
    state: Text = None
    error_code: Text = None
    error_msg: Text = None


class SubmitAnswer(Document):
    """The answer to a submission."""

    job_submit_result: SubmitResult


def _rows(value: object) -> list[list[str]]:
    rows = cast("list[object]", value) if isinstance(value, list) else []
    return [[str(cell) for cell in cast("list[object]", row)] for row in rows if isinstance(row, list)]


_Rows = Annotated[list[list[str]], PlainValidator(_rows)]


class SqlResultDocument(Document):
    """The rows that a SparkSql or SparkScript job found."""

    sql_results: _Rows = Field(default_factory=list[list[str]])
