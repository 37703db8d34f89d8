"""The "exe objects" of MRS v1.1: the vendor's own shape beside the Sahara one, with integers for states.

Source: "Querying the exe Object List of Jobs" and "Adding a Job and Executing the Job" of the MRS API
reference, and the models of the vendor's SDK. Three tables of the same vendor number the states differently,
and its own examples pair a completed state with a failed outcome; all agree on ``job_final_status``, so that
decides.
"""

from collections.abc import Mapping
from typing import Final

from pydantic import Field

from console.model import JobStatus
from console.wire.mrs.document import Document
from console.wire.mrs.fields import Moment, Object
from console.wire.mrs.run import Run, facts_of
from console.wire.values import Flag, Id, Number, Text, Whole, text_of

STATES: Final[Mapping[int, str]] = {
    -1: "terminated",
    1: "starting",
    2: "running",
    3: "completed",
    4: "abnormal",
    5: "error",
}
"""``job_state``, as the reference numbers it; 0 is in no table."""

FINAL_STATES: Final[Mapping[int, str]] = {0: "unfinished", 1: "failed", 2: "succeeded", 3: "canceled"}
"""``job_final_status``, on which every table agrees."""

JOB_TYPES: Final[Mapping[int, str]] = {
    1: "MapReduce",
    2: "Spark",
    3: "Hive Script",
    4: "HiveQL",
    5: "DistCp",
    6: "Spark Script",
    7: "Spark SQL",
}
"""``job_type``. 4 and 7 are documented as not supported."""

_ENDED_AS: Final = {1: JobStatus.FAILED, 2: JobStatus.SUCCEEDED, 3: JobStatus.CANCELED}
_GOES_ON: Final = {1: JobStatus.QUEUED, 2: JobStatus.RUNNING}
_OVER: Final = frozenset({-1, 3, 4, 5})


class ExeDocument(Document):
    """One exe object. A list spells its times ``create_at``, the answer to a submission ``created_at``."""

    id: Id
    job_name: Text = None
    job_type: Whole = None
    job_state: Whole = None
    job_final_status: Whole = None
    cluster_id: Text = None
    create_at: Moment = None
    created_at: Moment = None
    update_at: Moment = None
    updated_at: Moment = None
    start_time: Moment = None
    end_time: Moment = None
    job_id: Text = None
    arguments: Text = None
    jar_path: Text = None
    hive_script_path: Text = None
    input: Text = None
    output: Text = None
    job_log: Text = None
    create_by: Text = None
    step_name: Text = None
    step_num: Whole = None
    finished_step: Whole = None
    spend_time: Number = None
    progress: Text = None
    is_protected: Flag = None

    def to_run(self) -> Run:
        """Return the run. What neither of the two numbers tells is unknown, with both numbers shown."""
        status = _ENDED_AS.get(self.job_final_status or 0) or self._unfinished()
        over = status.is_terminal or self._is_over
        updated = self.update_at or self.updated_at
        kind = JOB_TYPES.get(self.job_type or 0, None if self.job_type is None else f"type {self.job_type}")
        return Run(
            self.id,
            self.job_name or f"job {self.id[:8]}",
            kind or "",
            status,
            self._words(),
            ended=over,
            created=self.create_at or self.created_at,
            started=self.start_time,
            # A state that is over without a time of it: the last change of the record was it.
            ended_at=self.end_time or (updated if over else None),
            updated=updated,
            owner=self.create_by,
            is_protected=self.is_protected is True,
            native_kind=kind,
            reason=self._reason(status),
            steps=self._steps(),
            params={"job_type": kind, "arguments": self.arguments},
            facts=self._facts(),
            raw=self.raw,
        )

    @property
    def _is_over(self) -> bool:
        return self.end_time is not None or self.job_state in _OVER

    def _unfinished(self) -> JobStatus:
        """Return the status where no outcome is told."""
        if self.end_time is not None:
            return JobStatus.UNKNOWN
        return _GOES_ON.get(self.job_state or 0, JobStatus.UNKNOWN)

    def _words(self) -> str:
        """Return the vendor's words for both numbers; a number that has none as it is."""
        state = _word(STATES, self.job_state, "state")
        final = _word(FINAL_STATES, self.job_final_status, "final status")
        return ", ".join(word for word in (state, final) if word) or "no state"

    def _reason(self, status: JobStatus) -> str | None:
        if status is JobStatus.FAILED:
            return "MRS tells no reason" + (
                f"; its logs are stored in {self.job_log}" if self.job_log else ""
            )
        if status is JobStatus.UNKNOWN and self._is_over:
            return "it has ended; MRS does not tell how"
        return None

    def _steps(self) -> tuple[int, int] | None:
        if not self.step_num or self.step_num < 1:
            return None
        return min(max(self.finished_step or 0, 0), self.step_num), self.step_num

    def _facts(self) -> dict[str, str]:
        return facts_of(
            {
                "cluster": self.cluster_id,
                "YARN job": self.job_id,
                "program": self.jar_path or self.hive_script_path,
                "input": self.input,
                "output": self.output,
                "logs stored in": self.job_log,
                "step": self.step_name,
                "progress": self.progress,
                "seconds": self.spend_time,
            }
        )


def _word(words: Mapping[int, str], number: int | None, name: str) -> str | None:
    return None if number is None else words.get(number, f"{name} {number}")


class ExePageDocument(Document):
    """One page of exe objects."""

    job_executions: list[ExeDocument]
    totalRecord: Whole = None  # noqa: N815 - the wire's own spelling


class ExeAnswer(Document):
    """One exe object. The vendor documents it wrapped; its SDK expects a submission's answer flat."""

    job_execution: ExeDocument


class SubmittedExe(Document):
    """The answer to a submission: wrapped as the reference shows it, or flat as the vendor's SDK reads it."""

    id: Text = None
    job_execution: Object = Field(default_factory=dict[str, object])

    @property
    def exe_id(self) -> str | None:
        """The id of the new job, wherever it stands."""
        return text_of(self.job_execution.get("id")) or self.id
