"""Scale's documents: every recorded answer is read, odd values hide nothing but themselves."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.scale import recorded, recordings
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from console.model import (
    Attention,
    ExecutionStatus,
    Job,
    JobDetail,
    JobStatus,
    NodeStatus,
    ParamKind,
    Resolution,
    Stream,
)
from console.wire.scale.document import Document, moment, whole
from console.wire.scale.execution import ExecutionDocument
from console.wire.scale.failure import words_of
from console.wire.scale.job import ErrorDocument, JobDetailDocument, JobDocument
from console.wire.scale.job_model import to_detail, to_execution, to_job
from console.wire.scale.job_type import JobTypeDetailDocument, JobTypeDocument
from console.wire.scale.log import LogDocument
from console.wire.scale.page import PageDocument
from console.wire.scale.recipe import RecipeDocument
from console.wire.scale.recipe_model import RecipeJob, to_recipe_detail, to_recipe_job, without_cycles
from console.wire.scale.site import ProfileDocument, StatusDocument, VersionDocument
from console.wire.scale.start_form import read_input, to_workflow

JOB_LISTS = [
    name
    for name in recordings()
    if (name.startswith("jobs-") or name == "v7-jobs") and recorded(name)["status"] == 200
]
JOBS = [
    "job-blocked",
    "job-detail-canceled",
    "job-detail-failed",
    "job-detail-running",
    "job-superseded-detail",
]
EXECUTION_LISTS = [name for name in recordings() if name.startswith(("job-executions-", "exelist-"))]
LOGS = ["log-json-combined", "log-since-inclusive"]
REFUSALS = [name for name in recordings() if recorded(name)["status"] >= 400]


def row(document: JobDocument) -> Job:
    return to_job(document, "scale", version=1, offers=())


def whole_job(document: JobDetailDocument, executions: list[ExecutionDocument] | None = None) -> JobDetail:
    return to_detail(
        document, executions or [], "scale", version=1, offers=(), node_offers=(), raw={"id": document.id}
    )


class TestRecordings:
    """A real Scale 7.2.2 answered like this."""

    @pytest.mark.parametrize("name", JOB_LISTS)
    def test_a_list_of_jobs_is_read(self, name: str) -> None:
        page = PageDocument.model_validate(recorded(name)["body"])
        jobs = [row(each) for each in page.rows(JobDocument)]
        assert [job.id for job in jobs] == [str(each["id"]) for each in recorded(name)["body"]["results"]]
        assert all(job.status is not JobStatus.UNKNOWN and job.created for job in jobs)

    @pytest.mark.parametrize("name", JOBS)
    def test_a_job_is_read(self, name: str) -> None:
        body = recorded(name)["body"]
        detail = whole_job(JobDetailDocument.model_validate(body))
        assert (detail.job.id, detail.job.native_status) == (str(body["id"]), body["status"])
        assert detail.job.workflow == f"{body['job_type']['name']}/{body['job_type']['version']}"
        assert set(detail.nodes) == {"job"}

    @pytest.mark.parametrize("name", EXECUTION_LISTS)
    def test_executions_are_read(self, name: str) -> None:
        page = PageDocument.model_validate(recorded(name)["body"])
        found = [to_execution(each, "job") for each in page.rows(ExecutionDocument)]
        assert [each.number for each in found] == [each["exe_num"] for each in page.results]
        assert all(each.status is not ExecutionStatus.UNKNOWN for each in found)

    @pytest.mark.parametrize("name", LOGS)
    def test_a_log_is_read(self, name: str) -> None:
        body = recorded(name)["body"]
        log = LogDocument.model_validate(body)
        hits = body["hits"]["hits"]
        assert (log.total, log.count) == (body["hits"]["total"], len(hits))
        assert [each.message for each in log.rows] == [hit["_source"]["message"] for hit in hits]

    @pytest.mark.parametrize("name", REFUSALS)
    def test_a_refusal_says_something(self, name: str) -> None:
        exchange = recorded(name)
        content = (json.dumps(exchange["body"]) if "body" in exchange else exchange["text"]).encode()
        words = words_of(content)
        assert words
        assert "<" not in words
        assert "{" not in words or "jsonschema" in words or "u'" in words

    def test_job_types_are_read(self) -> None:
        for name in ("job-types-list", "job-type-versions"):
            page = PageDocument.model_validate(recorded(name)["body"])
            assert [each.name for each in page.rows(JobTypeDocument)] == [
                each["name"] for each in page.results
            ]
        found = JobTypeDetailDocument.model_validate(recorded("jobtype-detail-paused")["body"])
        assert (found.key, found.is_paused, [each.name for each in found.files]) == (
            "clip/1.0.0",
            True,
            ["INPUT_FILE"],
        )

    def test_a_new_recipe_and_a_new_job_are_read(self) -> None:
        recipe = RecipeDocument.model_validate(recorded("recipe-post")["body"])
        assert to_recipe_job(recipe, "scale", version=1, offers=()).id == "recipe-1"
        job = JobDetailDocument.model_validate(recorded("post-job-201")["body"])
        assert (job.id, job.status, job.executions) == (1, "QUEUED", 1)

    def test_the_profile_is_kept_without_the_hash_of_the_password(self) -> None:
        profile = ProfileDocument.model_validate(recorded("profile")["body"])
        assert (profile.username, profile.is_staff) == ("op", True)
        assert "hash" not in repr(profile)
        assert "password" not in profile.model_dump()

    def test_version_and_errors_are_read(self) -> None:
        assert VersionDocument.model_validate(recorded("version-anon")["body"]).version == "7.2.2"
        page = PageDocument.model_validate(recorded("errors")["body"])
        assert [each.category for each in page.rows(ErrorDocument)] == ["SYSTEM", "SYSTEM"]


class TestJobs:
    """What a job says, in the console's words."""

    def test_a_failed_job_tells_whose_error_it_is(self) -> None:
        detail = whole_job(JobDetailDocument.model_validate(recorded("job-detail-failed")["body"]))
        assert detail.job.reason == "ALGORITHM error: Timeout: The algorithm exceeded its timeout threshold."
        assert (detail.job.attention, detail.job.waiting_node) == (Attention.FAILURE, "job")
        assert detail.nodes["job"].resolution is Resolution.WAITING

    def test_a_superseded_job_waits_for_nobody(self) -> None:
        body = recorded("job-detail-failed")["body"] | {
            "is_superseded": True,
            "superseded_by_job": {"id": 13},
        }
        job = row(JobDetailDocument.model_validate(body))
        assert job.attention is Attention.NONE
        assert (job.reason or "").startswith("superseded by job 13; ALGORITHM error")
        assert "superseded" in job.tags

    def test_a_blocked_job_says_why(self) -> None:
        detail = whole_job(JobDetailDocument.model_validate(recorded("job-blocked")["body"]))
        assert (detail.job.status, detail.nodes["job"].status) == (JobStatus.QUEUED, NodeStatus.BLOCKED)
        assert "a job before it in its recipe" in (detail.job.reason or "")

    def test_missing_resources_are_the_reason_of_a_wait(self) -> None:
        body = recorded("post-job-201")["body"]
        body["job_type"]["unmet_resources"] = "chocolate,vanilla"
        assert (
            row(JobDocument.model_validate(body)).reason == "no node offers what it needs: chocolate,vanilla"
        )

    def test_a_canceled_job_ended_when_it_was_canceled(self) -> None:
        body = recorded("job-detail-canceled")["body"]
        assert body["ended"] is None
        assert row(JobDocument.model_validate(body)).ended == moment(body["last_status_change"])

    def test_an_exit_code_is_that_of_the_main_task(self) -> None:
        tasks = [{"type": "pull", "exit_code": 0}, {"type": "main", "exit_code": 42}]
        found = ExecutionDocument.model_validate({"id": 1, "exe_num": 1, "task_results": {"tasks": tasks}})
        assert to_execution(found, "job").exit_code == 42

    def test_the_latest_execution_gets_its_exit_code_from_the_job(self) -> None:
        body = recorded("job-detail-failed")["body"]
        body["execution"]["task_results"] = {"tasks": [{"type": "main", "exit_code": 3}]}
        listed = ExecutionDocument.model_validate(
            {"id": body["execution"]["id"], "exe_num": 1, "status": "FAILED"}
        )
        detail = whole_job(JobDetailDocument.model_validate(body), [listed])
        assert (detail.executions[0].exit_code, detail.nodes["job"].exit_code) == (3, 3)

    def test_an_unknown_status_is_shown_as_it_is(self) -> None:
        job = row(JobDocument.model_validate({"id": 1, "status": "HIBERNATING"}))
        assert (job.status, job.native_status) == (JobStatus.UNKNOWN, "HIBERNATING")

    def test_what_is_not_known_is_kept(self) -> None:
        document = JobDocument.model_validate({"id": 1, "new_in_8": {"x": 1}})
        assert (document.model_extra or {})["new_in_8"] == {"x": 1}

    @pytest.mark.parametrize("id_", [7, 7.0, "7"])
    def test_ids_come_in_every_guise(self, id_: object) -> None:
        assert JobDocument.model_validate({"id": id_, "recipe": 3, "node": {"id": 1.0}}).id == 7

    @pytest.mark.parametrize("id_", [None, "", "x", -1, 2**31, [], True])
    def test_without_an_id_there_is_no_job(self, id_: object) -> None:
        with pytest.raises(ValidationError):
            JobDocument.model_validate({"id": id_})

    def test_a_job_names_what_goes_in(self) -> None:
        body = {
            "id": 1,
            "job_type": {"title": "Clip"},
            "input_files": {"A": ["a.tif", "b.tif"], "B": ["c.tif"]},
        }
        assert row(JobDocument.model_validate(body)).name == "Clip: a.tif (+2)"

    def test_inputs_are_the_parameters(self) -> None:
        body = {"id": 1, "input": {"files": {"A": [1, 2]}, "json": {"n": 3, "o": {"a": [1]}}}}
        detail = whole_job(JobDetailDocument.model_validate(body))
        assert detail.params == {"A": "1, 2", "n": 3, "o": '{"a": [1]}'}


class TestTimes:
    """Scale writes six digits or none, logs nine."""

    @pytest.mark.parametrize(
        ("text", "microseconds"),
        [
            ("2017-05-11T00:00:00Z", 0),
            ("2017-05-11T00:00:00.000001Z", 1),
            ("2017-05-11T00:00:00.123456789+00:00", 123456),
            ("2017-05-11T02:00:00.5+02:00", 500000),
        ],
    )
    def test_every_form_is_read(self, text: str, microseconds: int) -> None:
        assert moment(text) == datetime(2017, 5, 11, tzinfo=UTC) + timedelta(microseconds=microseconds)

    @pytest.mark.parametrize("value", ["yesterday", "", None, 3, "9999-12-31T23:59:59-23:59", {}])
    def test_what_is_no_time_is_none(self, value: object) -> None:
        assert moment(value) is None

    def test_whole_numbers_come_as_floats_too(self) -> None:
        assert [whole(value) for value in (3.0, "3", 3, True, "x", float("inf"))] == [
            3,
            3,
            3,
            None,
            None,
            None,
        ]


class TestLogs:
    """Rows of Elasticsearch."""

    def test_rows_sort_by_the_nanosecond(self) -> None:
        log = LogDocument.model_validate(recorded("log-json-combined")["body"])
        assert sorted(log.rows, key=lambda each: each.order) == log.rows
        assert [each.stream for each in log.rows][1] is Stream.ERR

    def test_a_row_without_a_message_is_left_out_and_still_tells_the_time(self) -> None:
        hit = {"_source": {"@timestamp": "2019-01-02T00:00:00.1Z"}}
        log = LogDocument.model_validate({"hits": {"total": 1, "hits": [hit]}})
        assert log.rows == []
        assert log.last_time is not None

    def test_a_total_may_be_an_object(self) -> None:
        assert LogDocument.model_validate({"hits": {"total": {"value": 4}, "hits": []}}).total == 4


class TestRecipes:
    """A graph from `details`."""

    GRAPH = {  # noqa: RUF012
        "node_a": {"dependencies": [], "node_type": {"node_type": "job", "job_id": 1, "status": "COMPLETED"}},
        "node_b": {
            "dependencies": [{"name": "node_a"}, {"name": "gone"}],
            "node_type": {"node_type": "job", "job_id": 2, "status": "RUNNING", "job_type_name": "tile"},
        },
        "node_c": {
            "dependencies": [{"name": "node_b"}],
            "node_type": {"node_type": "recipe", "recipe_id": 100, "jobs_failed": 1, "jobs_completed": 4},
        },
        "node_d": {
            "dependencies": [{"name": "node_a"}],
            "node_type": {"node_type": "condition", "is_processed": True, "is_accepted": False},
        },
        "node_e": {"dependencies": [], "node_type": {"node_type": "hologram"}},
    }

    def detail(self, **known: RecipeJob) -> JobDetail:
        recipe = RecipeDocument.model_validate({"id": 7, "jobs_running": 1, "details": {"nodes": self.GRAPH}})
        return to_recipe_detail(recipe, known, "scale", version=1, offers=(), raw={})

    def test_every_kind_of_node_is_shown(self) -> None:
        nodes = self.detail().nodes
        assert {name: node.status for name, node in nodes.items()} == {
            "node_a": NodeStatus.SUCCEEDED,
            "node_b": NodeStatus.RUNNING,
            "node_c": NodeStatus.FAILED,
            "node_d": NodeStatus.SKIPPED,
            "node_e": NodeStatus.UNKNOWN,
        }
        assert nodes["node_c"].native_kind == "recipe recipe-100 of None"
        assert nodes["node_e"].native_kind == "hologram"

    def test_edges_are_the_dependencies_that_exist(self) -> None:
        assert {name: node.rules.needs for name, node in self.detail().nodes.items()} == {
            "node_a": (),
            "node_b": ("node_a",),
            "node_c": ("node_b",),
            "node_d": ("node_a",),
            "node_e": (),
        }

    def test_a_circle_is_broken(self) -> None:
        assert without_cycles({"a": ("b",), "b": ("a",), "c": ("c",)}) == {"a": ("b",), "b": (), "c": ()}

    @given(
        st.dictionaries(
            st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefgh"), max_size=4).map(tuple)
        )
    )
    def test_no_graph_has_a_circle(self, needs: dict[str, tuple[str, ...]]) -> None:
        kept = without_cycles(needs)
        done: set[str] = set()
        while len(done) < len(kept):
            ready = {name for name, wanted in kept.items() if name not in done and set(wanted) <= done}
            assert ready
            done |= ready

    @pytest.mark.parametrize(
        ("counts", "status"),
        [
            ({"is_completed": True, "jobs_completed": 2}, JobStatus.SUCCEEDED),
            ({"jobs_running": 1, "jobs_failed": 1}, JobStatus.RUNNING),
            ({"jobs_failed": 1, "jobs_blocked": 3}, JobStatus.FAILED),
            ({"jobs_canceled": 1, "jobs_blocked": 3}, JobStatus.CANCELED),
            ({"jobs_queued": 1, "jobs_pending": 3}, JobStatus.QUEUED),
            ({"jobs_queued": 1, "jobs_completed": 3}, JobStatus.RUNNING),
            ({}, JobStatus.QUEUED),
        ],
    )
    def test_its_status_follows_from_its_jobs(self, counts: dict[str, Any], status: JobStatus) -> None:
        recipe = RecipeDocument.model_validate({"id": 7, **counts})
        assert to_recipe_job(recipe, "scale", version=1, offers=()).status is status

    def test_its_own_words_are_the_counts(self) -> None:
        recipe = RecipeDocument.model_validate({"id": 7, "jobs_failed": 1, "jobs_blocked": 2})
        assert to_recipe_job(recipe, "scale", version=1, offers=()).native_status == "2 BLOCKED, 1 FAILED"


class TestStartForm:
    """A form from the interface, and what was typed into it."""

    INTERFACE = JobTypeDetailDocument.model_validate(
        {
            "id": 1,
            "name": "clip",
            "version": "1.0",
            "manifest": {
                "job": {
                    "interface": {
                        "inputs": {
                            "files": [
                                {"name": "ONE", "mediaTypes": ["image/tiff"]},
                                {"name": "MANY", "multiple": True, "required": False},
                            ],
                            "json": [
                                {"name": "count", "type": "integer"},
                                {"name": "ratio", "type": "number", "required": False},
                                {"name": "deep", "type": "boolean", "required": False},
                                {"name": "tags", "type": "array", "required": False},
                                {"name": "label", "type": "string", "required": False},
                            ],
                        }
                    }
                }
            },
        }
    )

    def test_the_form_has_every_input(self) -> None:
        workflow = to_workflow(self.INTERFACE, self.INTERFACE)
        assert [(each.name, each.kind, each.required) for each in workflow.params] == [
            ("ONE", ParamKind.STRING, True),
            ("MANY", ParamKind.STRING, False),
            ("count", ParamKind.INT, True),
            ("ratio", ParamKind.JSON, False),
            ("deep", ParamKind.BOOL, False),
            ("tags", ParamKind.JSON, False),
            ("label", ParamKind.STRING, False),
        ]
        assert workflow.params[0].description == "the id of a file (image/tiff)"

    def test_what_was_typed_becomes_the_input(self) -> None:
        typed = {"ONE": "7", "MANY": "1, 2 3", "count": "4", "ratio": "1.5", "deep": "true", "tags": "[1]"}
        found = read_input(self.INTERFACE, typed | {"label": "12"})
        assert found.mistakes == ()
        assert found.input == {
            "files": {"ONE": [7], "MANY": [1, 2, 3]},
            "json": {"count": 4, "ratio": 1.5, "deep": True, "tags": [1], "label": "12"},
        }

    def test_every_mistake_is_told_at_once(self) -> None:
        typed = {"MANY": "x", "count": "true", "ratio": "[]", "deep": "1", "tags": "{}", "wrong": "1"}
        assert set(read_input(self.INTERFACE, typed).mistakes) == {
            "wrong: the job type has no such input",
            "ONE: is needed",
            "MANY: should be the id of a file, a whole number, or several",
            "count: should be a whole number",
            "ratio: should be a number",
            "deep: should be true or false",
            "tags: should be a JSON list",
        }

    def test_one_file_is_not_several(self) -> None:
        assert read_input(self.INTERFACE, {"ONE": "1,2", "count": "1"}).mistakes == (
            "ONE: takes one file, not 2",
        )

    def test_without_an_interface_the_whole_input_is_typed(self) -> None:
        assert [each.name for each in to_workflow(self.INTERFACE, None).params] == ["input"]
        assert read_input(None, {"input": '{"files": {"A": [1]}}'}).input == {"files": {"A": [1]}}
        assert read_input(None, {"input": "[1]"}).mistakes


ANY_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _spots(value: Any) -> list[tuple[Any, ...]]:
    """Return the way to every place of a document."""
    found: list[tuple[Any, ...]] = [()]
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        found += [(key, *rest) for rest in _spots(inner)]
    return found


def _with(value: Any, way: tuple[Any, ...], new: Any) -> Any:
    if not way:
        return new
    changed = copy.copy(value)
    changed[way[0]] = _with(value[way[0]], way[1:], new)
    return changed


def _read_job(body: Any) -> None:
    document = JobDetailDocument.model_validate(body)
    latest = [ExecutionDocument.model_validate(document.execution)] if document.execution else []
    detail = whole_job(document, latest)
    known = RecipeJob(document, detail.executions, 1, ())
    recipe = {
        "id": 1,
        "details": {"nodes": {"a": {"node_type": {"node_type": "job", "job_id": document.id}}}},
    }
    to_recipe_detail(RecipeDocument.model_validate(recipe), {"a": known}, "x", version=1, offers=(), raw={})


def _read_page(body: Any) -> None:
    for each in PageDocument.model_validate(body).rows(JobDocument):
        row(each)


def _read_log(body: Any) -> None:
    log = LogDocument.model_validate(body)
    sorted(log.rows, key=lambda each: each.order)
    hash(tuple(each.key for each in log.rows))
    _ = (log.total, log.count, log.last_time)


def _read_recipe(body: Any) -> None:
    recipe = RecipeDocument.model_validate(body)
    to_recipe_detail(recipe, {}, "x", version=1, offers=(), raw={})


def _read_type(body: Any) -> None:
    found = JobTypeDetailDocument.model_validate(body)
    workflow = to_workflow(found, found)
    read_input(found, {param.name: "1" for param in workflow.params})


def _read_site(body: Any) -> None:
    status = StatusDocument.model_validate(body)
    _ = (status.scheduler_state, status.logs_work)
    ProfileDocument.model_validate(body)


RECIPE = {**recorded("recipe-post")["body"], "details": {"nodes": TestRecipes.GRAPH}}
READERS: list[tuple[Any, Any]] = [
    (recorded("job-detail-failed")["body"], _read_job),
    (recorded("jobs-filter-errcat-algo")["body"], _read_page),
    (recorded("log-json-combined")["body"], _read_log),
    (RECIPE, _read_recipe),
    (recorded("jobtype-detail-paused")["body"], _read_type),
    (
        {"scheduler": {"state": {"name": "READY"}}, "dependencies": {"elasticsearch": {"OK": True}}},
        _read_site,
    ),
]


@given(st.data())
def test_no_value_in_any_place_breaks_more_than_it_must(data: st.DataObject) -> None:
    """Only the error that is declared, for a document that cannot be used at all."""
    body, read = data.draw(st.sampled_from(READERS))
    way = data.draw(st.sampled_from(_spots(body)))
    try:
        read(_with(body, way, data.draw(ANY_JSON)))
    except ValidationError:
        # Nothing but the whole, a row without an id, or a page without rows may do that.
        assert not way or way[-1] in ("id", "execution", "results") or isinstance(way[-1], int)


@given(ANY_JSON)
def test_any_answer_at_all_is_a_document_or_the_declared_error(body: Any) -> None:
    for kind in (
        Document,
        JobDetailDocument,
        PageDocument,
        LogDocument,
        RecipeDocument,
        JobTypeDetailDocument,
    ):
        with suppress(ValidationError):
            kind.model_validate(body)


@given(st.binary(max_size=200))
def test_any_body_of_a_refusal_is_words(content: bytes) -> None:
    assert isinstance(words_of(content), str)
