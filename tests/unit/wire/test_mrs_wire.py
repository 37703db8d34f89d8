"""Documents of MRS: what the vendor shows and its SDK was answered can be read, and whatever else comes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes.huawei_recordings import recording
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from console.model import ExecutionStatus, JobStatus, NodeKind, NodeStatus, Resolution
from console.wire.mrs.exe import ExeAnswer, ExeDocument, ExePageDocument, SubmittedExe
from console.wire.mrs.execution import (
    ACTIVE,
    FINISHED,
    ExecutionAnswer,
    ExecutionDocument,
    ExecutionPageDocument,
)
from console.wire.mrs.failure import Failure, failure_of
from console.wire.mrs.fields import when
from console.wire.mrs.job import JobAnswer, JobBean, JobPageDocument, SqlResultDocument, SubmitAnswer
from console.wire.mrs.run import NODE
from console.wire.mrs.template import JobObjectPageDocument

S = JobStatus

SEED = {
    "created_at": "2017-05-25T07:28:12",
    "updated_at": "2017-05-25T07:28:13",
    "id": "2de74673-1a78-48af-a95b-e1fec4a4ae9c",
    "tenant_id": "37caa80116e1403ab603e5eeb48a2f74",
    "job_id": "",
    "start_time": "2017-05-25T07:28:12",
    "end_time": None,
    "cluster_id": "ef7b54f2-3d92-49b2-a6d7-94607e1ea7df",
    "oozie_job_id": None,
    "return_code": None,
    "input_id": None,
    "output_id": None,
    "is_protected": False,
    "is_public": None,
    "engine_job_id": None,
    "job_configs": None,
    "data_source_urls": None,
    "info": None,
}
"""The example of "Canceling Job Execution"."""

PYSPARK = {
    "job_id": "431b135e-c090-489f-b1db-0abe3822b855",
    "user": "xxxx",
    "job_name": "pyspark1",
    "job_result": "SUCCEEDED",
    "job_state": "FINISHED",
    "job_progress": 100,
    "job_type": "SparkSubmit",
    "started_time": 1564626578817,
    "submitted_time": 1564626561541,
    "finished_time": 1564626664930,
    "elapsed_time": 86113,
    "queue": "default",
    "arguments": "[--class, org.apache.spark.examples.SparkPi, --driver-memory, 512MB, 10000]",
    "launcher_id": "application_1564622673393_0006",
    "app_id": "application_1564622673393_0007",
    "properties": "{}",
}
"""The example of "Querying Information About a Job"."""

HIVE = {
    "id": "632863d5-15d4-4691-9dc1-1a72340cb097",
    "create_at": 1484240559176,
    "update_at": 1484240559176,
    "job_name": "hive_script",
    "start_time": 1484240559176,
    "end_time": None,
    "job_log": "s3a://jp-test1/joblogs/",
    "job_type": 3,
    "job_state": 3,
    "job_final_status": 1,
    "step_num": 0,
    "spend_time": None,
    "progress": "first progress",
}
"""The example of "Querying exe Object Details", shortened: completed, and failed all the same."""


def bean(**fields: Any) -> JobBean:
    return JobBean.model_validate({**PYSPARK, **fields})


def execution(**fields: Any) -> ExecutionDocument:
    return ExecutionDocument.model_validate({**SEED, **fields})


def exe(**fields: Any) -> ExeDocument:
    return ExeDocument.model_validate({**HIVE, **fields})


# --- what was recorded ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("21", SubmittedExe),
        ("22", SubmittedExe),
        ("23", ExePageDocument),
        ("24", ExeAnswer),
        ("26", ExecutionAnswer),
        ("27", SubmitAnswer),
        ("28", JobPageDocument),
        ("29", JobAnswer),
        ("32", SqlResultDocument),
    ],
)
def test_every_recorded_answer_can_be_read(name: str, kind: type[Any]) -> None:
    read = kind.model_validate_json(recording(name).reply)
    assert read.raw == json.loads(recording(name).reply)


def test_a_submission_is_answered_wrapped_or_flat() -> None:
    ids = [SubmittedExe.model_validate_json(recording(name).reply).exe_id for name in ("21", "22")]
    assert ids == ["e1", "e1"]


def test_the_recorded_refusals_are_understood() -> None:
    assert failure_of(recording("33").reply) == Failure("0168", "The job is not running.")
    assert failure_of(recording("34").reply) == Failure(
        "404", "Object with {'id': 'e1'} not found\nError ID: x"
    )


# --- v2 ------------------------------------------------------------------------------------------------


def test_a_job_of_v2_is_told_whole() -> None:
    detail = bean().to_run().to_detail("prod")
    job, node = detail.job, detail.nodes[NODE]
    assert (job.id, job.name, job.workflow, job.context) == (
        PYSPARK["job_id"],
        "pyspark1",
        "SparkSubmit",
        "prod",
    )
    assert (job.status, job.native_status) == (S.SUCCEEDED, "FINISHED, SUCCEEDED")
    assert (job.owner, job.queue, job.reason) == ("xxxx", "default", None)
    assert job.created == datetime(2019, 8, 1, 2, 29, 21, 541000, UTC)
    assert job.ended == datetime(2019, 8, 1, 2, 31, 4, 930000, UTC)
    assert (node.rules.kind, node.native_kind, node.status) == (
        NodeKind.OTHER,
        "SparkSubmit",
        NodeStatus.SUCCEEDED,
    )
    assert node.outputs["app_id"] == "application_1564622673393_0007"
    assert node.outputs["progress"] == "100 %"
    assert [(each.node, each.number, each.status) for each in detail.executions] == [
        (NODE, 1, ExecutionStatus.SUCCEEDED)
    ]
    assert detail.params["arguments"] == PYSPARK["arguments"]
    assert detail.raw == PYSPARK


@pytest.mark.parametrize(
    ("state", "result", "status", "native"),
    [
        ("NEW", "UNDEFINED", S.QUEUED, "NEW"),
        ("New", "UNDEFINED", S.QUEUED, "New"),
        ("NEW_SAVING", "UNDEFINED", S.QUEUED, "NEW_SAVING"),
        ("SUBMITTED", None, S.QUEUED, "SUBMITTED"),
        ("ACCEPTED", "UNDEFINED", S.QUEUED, "ACCEPTED"),
        ("RUNNING", "UNDEFINED", S.RUNNING, "RUNNING"),
        ("FINISHED", "SUCCEEDED", S.SUCCEEDED, "FINISHED, SUCCEEDED"),
        ("FINISHED", "FAILED", S.FAILED, "FINISHED, FAILED"),
        ("FINISHED", "KILLED", S.CANCELED, "FINISHED, KILLED"),
        ("FINISHED", "UNDEFINED", S.UNKNOWN, "FINISHED"),
        ("FINISHED", None, S.UNKNOWN, "FINISHED"),
        ("FAILED", "FAILED", S.FAILED, "FAILED"),
        ("KILLED", "KILLED", S.CANCELED, "KILLED"),
        ("KILLED", "FAILED", S.CANCELED, "KILLED, FAILED"),
        ("FAILED", "SUCCEEDED", S.UNKNOWN, "FAILED, SUCCEEDED"),
        ("HIBERNATING", "UNDEFINED", S.UNKNOWN, "HIBERNATING"),
        (None, None, S.UNKNOWN, "no state"),
    ],
)
def test_the_result_decides_how_a_finished_job_ended(
    state: str | None, result: str | None, status: JobStatus, native: str
) -> None:
    run = bean(job_state=state, job_result=result).to_run()
    assert (run.status, run.native_status) == (status, native)


def test_times_of_zero_have_not_happened_yet() -> None:
    job = (
        bean(job_state="ACCEPTED", job_result="UNDEFINED", started_time=0, finished_time=0)
        .to_run()
        .to_job("c")
    )
    assert (job.started, job.ended, job.at) == (None, None, NODE)


def test_a_job_that_is_over_without_a_time_of_it_ends_where_its_length_says() -> None:
    job = bean(job_result="UNDEFINED", finished_time=0).to_run().to_job("c")
    assert job.ended == datetime(2019, 8, 1, 2, 31, 4, 930000, UTC)
    assert job.has_ended
    assert job.reason == "it has ended; MRS does not tell how"


def test_a_failed_job_names_the_page_that_may_tell_why() -> None:
    failed = bean(job_result="FAILED", tracking_url="https://yarn.example/app").to_run().to_detail("c")
    assert failed.job.reason == "MRS tells no reason; look at https://yarn.example/app"
    assert failed.nodes[NODE].resolution is Resolution.FINAL
    assert not failed.nodes[NODE].needs_person


def test_arguments_and_properties_may_come_as_what_they_are() -> None:
    run = bean(arguments=["a", "b"], properties={"k": "v"}).to_run()
    assert (run.params["arguments"], run.params["properties"]) == ('["a", "b"]', '{"k": "v"}')


# --- v1.1: job executions ------------------------------------------------------------------------------


def test_a_job_execution_without_an_end_is_active_and_no_more_is_claimed() -> None:
    detail = execution().to_run().to_detail("c")
    assert (detail.job.status, detail.job.native_status) == (S.UNKNOWN, ACTIVE)
    assert not detail.job.has_ended
    assert detail.nodes[NODE].status is NodeStatus.UNKNOWN
    assert detail.executions[0].status is ExecutionStatus.UNKNOWN


@pytest.mark.parametrize("end", ["2017-06-22T06:25:02", True, "true", 1498112702000])
def test_a_job_execution_with_an_end_is_finished_and_its_result_unknown(end: object) -> None:
    job = execution(end_time=end).to_run().to_job("c")
    assert (job.status, job.native_status) == (S.UNKNOWN, FINISHED)
    assert job.has_ended
    assert job.reason == "it has ended; this API does not tell how"


@pytest.mark.parametrize("end", [None, False, "", 0])
def test_an_end_that_is_nothing_is_none(end: object) -> None:
    assert not execution(end_time=end).to_run().ended


def test_the_end_of_a_bool_is_at_the_latest_the_last_change_of_the_record() -> None:
    assert execution(end_time=True).to_run().ended_at == datetime(2017, 5, 25, 7, 28, 13, tzinfo=UTC)


@pytest.mark.parametrize("info", [{"status": "KILLED"}, '{"status": "KILLED"}'])
def test_what_oozie_says_is_used_where_it_is_told(info: object) -> None:
    run = execution(info=info).to_run()
    assert (run.status, run.native_status, run.ended) == (S.CANCELED, "KILLED", True)


def test_an_end_later_than_what_oozie_said_leaves_the_result_unknown() -> None:
    run = execution(info={"status": "RUNNING"}, end_time="2017-06-22T06:25:02").to_run()
    assert (run.status, run.native_status) == (S.UNKNOWN, f"{FINISHED} (Oozie said RUNNING)")


def test_markers_may_be_missing() -> None:
    assert ExecutionPageDocument.model_validate({"job_executions": []}).markers is None


def test_job_objects_are_read() -> None:
    page = {
        "markers": {"prev": "62a287e9", "next": None},
        "jobs": [{"id": "38a0", "name": "my-job", "libs": []}],
    }
    read = JobObjectPageDocument.model_validate(page)
    assert [(job.id, job.name, job.type) for job in read.jobs] == [("38a0", "my-job", None)]


# --- v1.1: exe objects ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "final", "status", "native"),
    [
        (1, 0, S.QUEUED, "starting, unfinished"),
        (2, 0, S.RUNNING, "running, unfinished"),
        (3, 1, S.FAILED, "completed, failed"),
        (2, 1, S.FAILED, "running, failed"),
        (3, 2, S.SUCCEEDED, "completed, succeeded"),
        (-1, 3, S.CANCELED, "terminated, canceled"),
        (3, 0, S.UNKNOWN, "completed, unfinished"),
        (6, 0, S.UNKNOWN, "state 6, unfinished"),
        (2, 9, S.RUNNING, "running, final status 9"),
        (None, None, S.UNKNOWN, "no state"),
    ],
)
def test_the_final_status_decides_before_the_state(
    state: int | None, final: int | None, status: JobStatus, native: str
) -> None:
    run = exe(job_state=state, job_final_status=final).to_run()
    assert (run.status, run.native_status) == (status, native)


def test_an_exe_object_tells_its_steps_only_where_it_has_some() -> None:
    assert exe().to_run().to_job("c").progress is None
    assert exe(step_num=4, finished_step=1).to_run().to_job("c").progress == 0.25
    assert exe(step_num=4, finished_step=9).to_run().to_job("c").progress == 1.0


def test_a_failed_exe_object_names_where_its_logs_are() -> None:
    assert exe().to_run().reason == "MRS tells no reason; its logs are stored in s3a://jp-test1/joblogs/"


def test_times_of_seconds_and_of_milliseconds_are_told_apart() -> None:
    assert when(1496387588) == datetime(2017, 6, 2, 7, 13, 8, tzinfo=UTC)
    assert when(1496387588000) == when("1496387588") == when("2017-06-02T07:13:08")


# --- what nobody documented ----------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def _fields(kind: type[Any]) -> st.SearchStrategy[dict[str, Any]]:
    names = sorted(kind.model_fields.keys() - {"received"})
    return st.dictionaries(st.sampled_from([*names, "added by the vendor"]), anything)


@pytest.mark.parametrize(
    ("kind", "sample"), [(JobBean, PYSPARK), (ExecutionDocument, SEED), (ExeDocument, HIVE)], ids=str
)
@given(data=st.data())
def test_whatever_stands_in_a_field_the_run_is_told_or_refused_as_a_whole(
    kind: type[Any], sample: dict[str, Any], data: st.DataObject
) -> None:
    document = {**sample, **data.draw(_fields(kind))}
    try:
        run = kind.model_validate(document).to_run()
    except ValidationError:
        return
    detail = run.to_detail("c")
    assert detail.job.id
    assert detail.job.native_status
    assert detail.raw == document or "nan" in repr(document)
    for text in (
        detail.job.id,
        detail.job.name,
        detail.job.native_status,
        *detail.nodes[NODE].outputs.values(),
    ):
        text.encode("utf-8")


@given(body=anything)
def test_a_refusal_in_no_known_shape_says_nothing_and_breaks_nothing(body: object) -> None:
    assert isinstance(failure_of(json.dumps(body)).words, str)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (
            '{"error_code":"0175","error_msg":"Failed to terminate the job."}',
            ("0175", "Failed to terminate the job."),
        ),
        ('{"errorCode":"12000001","errorMsg":"no"}', ("12000001", "no")),
        ('{"code":"APIGW.0301","message":"no"}', ("APIGW.0301", "no")),
        ('{"error":{"code":401,"message":"no","title":"Unauthorized"}}', ("401", "no")),
        (
            '{\n"error_msg": "Failed to terminate the job."\n"error_code":"0175"\n}',
            ("0175", "Failed to terminate the job."),
        ),
        ("<html>502</html>", ("", "")),
        ("[1, 2]", ("", "")),
        ("", ("", "")),
    ],
)
def test_each_shape_of_a_refusal_is_understood(body: str, failure: tuple[str, str]) -> None:
    assert failure_of(body) == Failure(*failure)


def test_what_has_no_id_is_refused() -> None:
    for id_ in (None, "", [], {}, True):
        with pytest.raises(ValidationError):
            bean(job_id=id_)


def test_an_id_that_is_a_number_is_text_with_us() -> None:
    assert bean(job_id=7).to_run().id == "7"
