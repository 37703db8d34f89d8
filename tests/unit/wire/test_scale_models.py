"""What Scale's jobs, times, logs and recipes say in the console's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.scale import recorded
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from console.model import (
    Attention,
    Job,
    JobDetail,
    JobStatus,
    NodeStatus,
    Resolution,
    Stream,
)
from console.wire.scale.execution import ExecutionDocument
from console.wire.scale.job import JobDetailDocument, JobDocument
from console.wire.scale.job_model import to_detail, to_execution, to_job
from console.wire.scale.log import LogDocument
from console.wire.scale.recipe import RecipeDocument
from console.wire.scale.recipe_model import RecipeJob, to_recipe_detail, to_recipe_job, without_cycles
from console.wire.values import moment_of, whole_of


def row(document: JobDocument) -> Job:
    return to_job(document, "scale", version=1, offers=())


def whole_job(document: JobDetailDocument, executions: list[ExecutionDocument] | None = None) -> JobDetail:
    return to_detail(
        document, executions or [], "scale", version=1, offers=(), node_offers=(), raw={"id": document.id}
    )


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
        assert row(JobDocument.model_validate(body)).ended == moment_of(body["last_status_change"])

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
        assert moment_of(text) == datetime(2017, 5, 11, tzinfo=UTC) + timedelta(microseconds=microseconds)

    @pytest.mark.parametrize("value", ["yesterday", "", None, 3, "9999-12-31T23:59:59-23:59", {}])
    def test_what_is_no_time_is_none(self, value: object) -> None:
        assert moment_of(value) is None

    def test_whole_numbers_come_as_floats_too(self) -> None:
        assert [whole_of(value) for value in (3.0, "3", 3, True, "x", float("inf"))] == [
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
