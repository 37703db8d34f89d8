"""Scale's documents: every recorded answer is read, odd values hide nothing but themselves."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from typing import Any

import pytest
from fakes.scale import recorded, recordings
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from console.model import (
    ExecutionStatus,
    Job,
    JobDetail,
    JobStatus,
)
from console.wire.scale.document import Document
from console.wire.scale.execution import ExecutionDocument
from console.wire.scale.failure import words_of
from console.wire.scale.job import ErrorDocument, JobDetailDocument, JobDocument
from console.wire.scale.job_model import to_detail, to_execution, to_job
from console.wire.scale.job_type import JobTypeDetailDocument, JobTypeDocument
from console.wire.scale.log import LogDocument
from console.wire.scale.page import PageDocument
from console.wire.scale.recipe import RecipeDocument
from console.wire.scale.recipe_model import RecipeJob, to_recipe_detail, to_recipe_job
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


TEXTS = st.text(st.characters(exclude_categories=()), max_size=20)  # halves of characters too
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
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


GRAPH = {
    "clip": {"dependencies": [], "node_type": {"node_type": "job", "job_id": 1, "status": "FAILED"}},
    "tile": {"dependencies": [{"name": "clip"}], "node_type": {"node_type": "recipe", "recipe_id": 3}},
    "gate": {"dependencies": [], "node_type": {"node_type": "condition", "is_processed": True}},
}
RECIPE = {**recorded("recipe-post")["body"], "details": {"nodes": GRAPH}}
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
