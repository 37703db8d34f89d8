"""Sahara's documents: every recorded answer is read, and whatever else a server may send."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from fakes.sahara.recorded import Exchange, exchange, exchanges
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from console.model import ExecutionStatus, JobStatus, NodeStatus
from console.wire.sahara.catalog import ClusterDocument, ClusterPage, Names, TemplateDocument, TemplatePage
from console.wire.sahara.execution import ExecutionAnswer, ExecutionDocument, ExecutionPage
from console.wire.sahara.hiding import hidden
from console.wire.sahara.job import NODE, to_detail, to_job
from console.wire.sahara.refusal import words_of
from console.wire.sahara.status import STANDINGS, native_words

ID = "554552ba-dee8-4ac5-b3dc-2ba08afc0f26"
ANSWERS = [each for each in exchanges() if each.answer.status in (200, 202)]


def _said(recorded: Exchange) -> dict[str, object]:
    return json.loads(recorded.answer.body)


def _shown(name: str) -> ExecutionDocument:
    return ExecutionAnswer.model_validate_json(exchange(name).answer.body).execution


def _execution(**fields: object) -> ExecutionDocument:
    return ExecutionDocument.model_validate({"id": ID, **fields})


@pytest.mark.parametrize("recorded", ANSWERS, ids=lambda each: each.name)
def test_every_recorded_answer_is_read(recorded: Exchange) -> None:
    said = _said(recorded)
    one = said.get("job_execution") or said.get("job")
    rows = said.get("job_executions") or said.get("jobs")
    if isinstance(one, dict) and "cluster_id" in one:
        document = ExecutionAnswer.model_validate(said).execution
        detail = to_detail(document, Names(), "c", "*")
        assert (detail.job.id, detail.job.native_status) == (one["id"], one["info"]["status"])
        assert detail.job.status is not JobStatus.UNKNOWN
        assert dict(document.raw) == one
    elif isinstance(rows, list) and "/jobs" not in _target(recorded).removeprefix("/v2/jobs"):
        page = ExecutionPage.model_validate(said)
        assert [each.id for each in page.executions] == [row["id"] for row in rows]
    elif isinstance(rows, list):
        assert [each.name for each in TemplatePage.model_validate(said).templates] == ["tmpl-seed"]


def _target(recorded: Exchange) -> str:
    return "" if recorded.request is None else recorded.request.target


REFUSED = [each for each in exchanges() if each.answer.status >= 400]


@pytest.mark.parametrize("recorded", REFUSED, ids=lambda each: each.name)
def test_every_recorded_refusal_has_the_servers_words(recorded: Exchange) -> None:
    words = words_of(recorded.answer.body)
    assert bool(words) is bool(recorded.answer.body)
    assert "Error ID" not in words
    assert not set("{}<>\n") & set(words.replace("{'id':", "").replace("'}", ""))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("049", "cannot be canceled because it wasn't created in this tenant (CANCELING_FAILED)"),
        ("052", "The method is not allowed for the requested URL."),
        ("002", "The request you have made requires authentication."),
        ("901", "The Keystone service is temporarily unavailable."),
        ("082", "Unknown field for sorting created_at"),
    ],
)
def test_the_shapes_of_a_refusal_are_told_alike(name: str, words: str) -> None:
    assert words_of(exchange(name).answer.body).endswith(words)


def test_a_string_and_a_page_of_html_are_told_without_their_tags() -> None:
    assert words_of(b'"<Response 183 bytes [404 NOT FOUND]>"') == "<Response 183 bytes [404 NOT FOUND]>"
    assert words_of(b"<html><title>401 Unauthorized</title><b>no</b></html>") == "401 Unauthorized no"
    assert words_of(b"\xff\x00" + b"x" * 5000).endswith("…")


def test_version_2_says_the_same_under_other_names() -> None:
    document = _shown("113")
    assert document.tenant_id == "37caa80116e1403ab603e5eeb48a2f74"
    assert document.job_id == "5b3b6399-e28f-4f54-bd93-46222a96a930"
    assert document.engine_job_id == "0000006-261120000000000-oozie-hado-W"


def test_the_answer_to_an_execute_may_leave_fields_out() -> None:
    document = _shown("023")
    assert (document.start_time, document.engine_job_id) == (None, None)
    assert to_job(document, Names(), "c").created == datetime(2026, 11, 20, 7, 34, 52, tzinfo=UTC)


def test_the_status_is_read_from_info_alone() -> None:
    info = {"actions": [{"status": "OK", "name": "job-node"}], "id": "1"}
    job = to_job(_execution(status="SUCCEEDED", info=info), Names(), "c")
    assert (job.status, job.native_status) == (JobStatus.UNKNOWN, "no status")


@pytest.mark.parametrize("info", [None, "RUNNING", [], {}, {"status": None}, {"status": 7}])
def test_an_execution_without_a_status_is_unknown_and_says_so(info: object) -> None:
    job = to_job(_execution(info=info), Names(), "c")
    assert (job.status, job.native_status) == (JobStatus.UNKNOWN, "no status")
    assert job.reason


def test_a_status_that_is_not_known_is_shown_as_it_is() -> None:
    job = to_job(_execution(info={"status": "RUNNINGWITHERROR"}), Names(), "c")
    assert (job.status, job.native_status) == (JobStatus.UNKNOWN, "RUNNINGWITHERROR")


@pytest.mark.parametrize(
    ("native", "status", "node"),
    [
        ("PENDING", JobStatus.QUEUED, NodeStatus.READY),
        ("SUSPENDED", JobStatus.PAUSED, NodeStatus.RUNNING),
        ("TOBESUSPENDED", JobStatus.PAUSING, NodeStatus.RUNNING),
        ("TOBEKILLED", JobStatus.CANCELING, NodeStatus.STOPPING),
        ("KILLED", JobStatus.CANCELED, NodeStatus.CANCELED),
        ("DONEWITHERROR", JobStatus.FAILED, NodeStatus.FAILED),
        # Sahara counts it as terminated, and the engine's job may still be running: nobody knows.
        ("SUSPENDFAILED", JobStatus.UNKNOWN, NodeStatus.UNKNOWN),
    ],
)
def test_a_status_is_mapped_honestly(native: str, status: JobStatus, node: NodeStatus) -> None:
    detail = to_detail(_execution(info={"status": native}), Names(), "c", "*")
    assert (detail.job.status, detail.nodes[NODE].status) == (status, node)
    assert detail.nodes[NODE].native_status == native


def test_the_words_of_a_status_are_those_that_are_shown_as_it() -> None:
    assert native_words(JobStatus.FAILED) == ("FAILED", "DONEWITHERROR")
    assert {word for status in JobStatus for word in native_words(status)} == set(STANDINGS)


def test_the_engines_times_are_in_gmt_and_the_servers_local_ones_are_left_alone() -> None:
    """The server ran eight hours east of us: 15:37:09 there is 07:37:09 in UTC, and it does not say so."""
    detail = to_detail(_shown("903"), Names(), "c", "*")
    assert detail.job.created == datetime(2026, 11, 20, 7, 37, 9, tzinfo=UTC)
    assert detail.job.started == datetime(2026, 11, 20, 7, 37, 9, tzinfo=UTC)
    assert detail.job.ended == datetime(2026, 11, 20, 7, 37, 11, tzinfo=UTC)
    facts = detail.nodes[NODE].outputs
    assert facts["start_time (server's local time, no zone)"] == "2026-11-20T15:37:09"


def test_without_the_engines_times_the_duration_is_still_right() -> None:
    job = to_job(
        _execution(
            info={"status": "SUCCEEDED"},
            created_at="2026-11-20T07:00:00",
            updated_at="2026-11-20T07:30:00",
            start_time="2026-11-20T15:10:00",
            end_time="2026-11-20T15:30:00",
        ),
        Names(),
        "c",
    )
    assert job.started == datetime(2026, 11, 20, 7, 10, tzinfo=UTC)
    assert job.ended == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


def test_a_running_execution_has_no_end_and_no_guessed_start() -> None:
    job = to_job(
        _execution(
            info={"status": "RUNNING"}, updated_at="2026-11-20T07:30:00", start_time="2026-11-20T15:10:00"
        ),
        Names(),
        "c",
    )
    assert (job.started, job.ended) == (None, None)


def test_names_are_joined_and_an_unknown_id_is_shown_as_it_is() -> None:
    names = Names(
        {"t1": TemplateDocument(id="t1", name="nightly", type="Spark")},
        {"c1": ClusterDocument(id="c1", name="big")},
    )
    detail = to_detail(_execution(job_id="t1", cluster_id="c1"), names, "c", "*")
    assert (detail.job.name, detail.job.workflow, detail.job.queue) == ("nightly", "nightly", "big")
    assert detail.nodes[NODE].native_kind == "Spark"
    other = to_job(_execution(job_id="t2", cluster_id="c2"), names, "c")
    assert (other.name, other.queue) == ("t2", "c2")
    assert to_job(_execution(), names, "c").name == ID


def test_a_failed_execution_says_why_in_its_engines_words() -> None:
    action = {"name": "job-node", "status": "ERROR", "errorCode": "JA018", "errorMessage": "exit code [1]"}
    detail = to_detail(_execution(info={"status": "KILLED", "actions": [action]}), Names(), "c", "*")
    assert detail.job.reason == "job-node: JA018: exit code [1]"
    assert detail.executions[0].status is ExecutionStatus.CANCELED


def test_a_return_code_is_the_attempts_exit_code() -> None:
    detail = to_detail(_execution(info={"status": "DONEWITHERROR"}, return_code="1"), Names(), "c", "*")
    assert (detail.executions[0].exit_code, detail.job.reason) == (1, "return code 1")
    assert to_detail(_execution(return_code="none of yours"), Names(), "c", "*").nodes[NODE].exit_code is None


def test_every_value_of_the_configuration_is_hidden() -> None:
    secrets = {
        "job_configs": {
            "configs": {"fs.swift.service.sahara.password": "SECRET1", "any.key": "SECRET2"},
            "args": ["--token", "SECRET3"],
            "params": {"N": 7},
            "job_execution_info": {},
        },
        "data_source_urls": {"a": "s3a://key:SECRET4@bucket"},
        "info": {
            "status": "RUNNING",
            "conf": "<value>SECRET5</value>",
            "actions": [{"name": "n", "conf": "SECRET6", "data": "SECRET7", "stats": None}],
            "nested": [[{"conf": "SECRET8"}]],
        },
    }
    raw = to_detail(_execution(**secrets), Names(), "c", "***").raw
    assert "SECRET" not in json.dumps(raw)
    assert raw["job_configs"] == {
        "configs": {"fs.swift.service.sahara.password": "***", "any.key": "***"},
        "args": ["***", "***"],
        "params": {"N": "***"},
        "job_execution_info": {},
    }
    assert raw["info"]["status"] == "RUNNING"


def test_nothing_else_of_a_recorded_execution_is_changed_by_hiding() -> None:
    raw = _said(exchange("026"))["job_execution"]
    assert isinstance(raw, dict)
    kept = hidden(raw, "***")
    assert {key: value for key, value in kept.items() if key not in ("job_configs", "info")} == {
        key: value for key, value in raw.items() if key not in ("job_configs", "info")
    }


def test_a_row_that_cannot_be_read_does_not_hide_the_others() -> None:
    page = ExecutionPage.model_validate(
        {"job_executions": [{"id": "a"}, {}, "x", None, {"id": ""}, {"id": 7}]}
    )
    assert [each.id for each in page.executions] == ["a", "7"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = st.sampled_from(
    [
        *(
            "tenant_id",
            "job_id",
            "cluster_id",
            "input_id",
            "created_at",
            "updated_at",
            "start_time",
            "end_time",
        ),
        *("info", "engine_job_id", "oozie_job_id", "return_code", "job_configs", "data_source_urls"),
        *("is_public", "is_protected", "project_id", "job_template_id", "anything"),
    ]
)
_TIMES = st.sampled_from(["2026-11-20T07:34:52", "9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00", "never"])
_INFO = st.dictionaries(
    st.sampled_from(["status", "startTime", "endTime", "actions", "consoleUrl"]), _JSON | _TIMES
)


@given(st.dictionaries(_FIELDS, _JSON | _TIMES | _INFO))
def test_any_json_in_any_field_still_gives_a_job(fields: dict[str, object]) -> None:
    detail = to_detail(_execution(**fields), Names(), "c", "*")
    assert detail.job.id == ID
    assert detail.nodes[NODE].native_status


@given(_JSON)
def test_any_json_is_read_or_refused_and_nothing_else(said: object) -> None:
    for model in (ExecutionAnswer, ExecutionPage, TemplatePage, ClusterPage):
        try:
            document = model.model_validate(said)
        except ValidationError:
            continue
        for name in ("executions", "templates", "clusters"):
            assert isinstance(getattr(document, name, ()), tuple)


@given(st.binary() | _JSON.map(lambda said: json.dumps(said).encode()))
def test_any_body_has_words_or_none(body: bytes) -> None:
    assert isinstance(words_of(body), str)


@pytest.mark.parametrize("code", ["9" * 5000, "-", "--1", "１"])
def test_a_return_code_that_is_none_is_left_out(code: str) -> None:
    document = ExecutionDocument.model_validate({"id": "e", "return_code": code})
    (execution,) = to_detail(document, Names(), "c", "*").executions
    assert execution.exit_code is None
