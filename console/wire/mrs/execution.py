"""Job executions of MRS v1.1, in the shape that it took over from Sahara.

Source: "Querying Job Execution Object Details" and "Canceling Job Execution" of the MRS API reference. There
is no status in it. What there is: ``end_time`` is null or not. In every example of the vendor ``info`` is
null; the tables promise what Oozie says there, so a status in it is used where one comes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Final

from pydantic import Field, PlainValidator

from console.model import JobStatus
from console.wire.mrs.document import Document
from console.wire.mrs.fields import Moment, Object, when
from console.wire.mrs.run import Run, facts_of
from console.wire.values import Flag, Id, Text, text_of

ACTIVE: Final = "active"
"""Our word for a run without an end, of which the API tells no more."""

FINISHED: Final = "finished, result unknown"
"""Our words for a run that has an end, of which the API does not tell how it ended."""

_OOZIE: Final[Mapping[str, JobStatus]] = {
    "PENDING": JobStatus.QUEUED,
    "READYTORUN": JobStatus.QUEUED,
    "PREP": JobStatus.QUEUED,
    "RUNNING": JobStatus.RUNNING,
    "TOBEKILLED": JobStatus.CANCELING,
    "SUCCEEDED": JobStatus.SUCCEEDED,
    "FAILED": JobStatus.FAILED,
    "DONEWITHERROR": JobStatus.FAILED,
    "KILLED": JobStatus.CANCELED,
}
"""Statuses of sahara/utils/edp.py of Sahara 19.0.0, with which this API says it is compatible."""


def _as_it_came(value: object) -> object:
    return value


class ExecutionDocument(Document):
    """One job execution. ``end_time`` stays as it came: the vendor calls it a Bool and a String."""

    id: Id
    job_id: Text = None
    cluster_id: Text = None
    tenant_id: Text = None
    created_at: Moment = None
    updated_at: Moment = None
    start_time: Moment = None
    end_time: Annotated[object, PlainValidator(_as_it_came)] = None
    return_code: Text = None
    input_id: Text = None
    output_id: Text = None
    engine_job_id: Text = None
    oozie_job_id: Text = None
    is_protected: Flag = None
    is_public: Flag = None
    info: Object = Field(default_factory=dict[str, object])

    @property
    def ended_at(self) -> datetime | None:
        """When it ended; the last change of its record where a Bool says only that it has."""
        return when(self.end_time) or (self.updated_at if self.has_ended else None)

    @property
    def has_ended(self) -> bool:
        """Whether it has an end, of whatever type that came."""
        return self.end_time not in (None, False, "", 0, "false", "null")

    def to_run(self) -> Run:
        """Return the run."""
        word = text_of(self.info.get("status"))
        status = _OOZIE.get((word or "").upper(), JobStatus.UNKNOWN)
        over = self.has_ended or status.is_terminal
        native = word or (FINISHED if over else ACTIVE)
        if status is not JobStatus.UNKNOWN and over and not status.is_terminal:
            # It has an end, and what Oozie said last is from before it.
            status, native = JobStatus.UNKNOWN, f"{FINISHED} (Oozie said {word})"
        return Run(
            self.id,
            f"execution {self.id[:8]}",
            self.job_id or "",
            status,
            native,
            ended=over,
            created=self.created_at or self.start_time,
            started=self.start_time,
            ended_at=self.ended_at or (self.updated_at if over else None),
            updated=self.updated_at,
            is_protected=self.is_protected is True,
            native_kind="job execution",
            reason=_REASON if status is JobStatus.UNKNOWN and over else None,
            facts=facts_of(
                {
                    "cluster": self.cluster_id,
                    "job object": self.job_id,
                    "return code": self.return_code,
                    "engine job": self.engine_job_id or self.oozie_job_id,
                    "input": self.input_id,
                    "output": self.output_id,
                }
            ),
            raw=self.raw,
        )


_REASON: Final = "it has ended; this API does not tell how"


class MarkersDocument(Document):
    """Where the pages before and after this one begin."""

    prev: Text = None
    next: Text = None


class ExecutionPageDocument(Document):
    """One page of job executions. Real Sahara leaves ``markers`` out where everything fits on one page."""

    job_executions: list[ExecutionDocument]
    markers: MarkersDocument | None = None


class ExecutionAnswer(Document):
    """The answer to a read, an execution or a cancel of one: the tables of the reference omit the wrapper."""

    job_execution: ExecutionDocument
