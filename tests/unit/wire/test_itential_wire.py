"""Itential's documents, read into the model: the published examples, and whatever else may stand in them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model import Attention, JobStatus, NodeKind, NodeStatus, Resolution, SkipKind, Wait, When
from console.wire.itential.document import JobDocument
from console.wire.itential.envelope import item_of
from console.wire.itential.job import detail_of, read_iteration, read_job, row_of
from console.wire.itential.values import identity_of, moment_of
from console.wire.values import number_of, text_of

RECORDINGS = Path(__file__).parents[2] / "recordings" / "itential"


def documented(name: str) -> JobDocument:
    """A job that the vendor's pages give as an answer: random values in the right places."""
    return read_job(item_of(json.loads((RECORDINGS / f"{name}.json").read_text())["answer"]))


def job(**fields: Any) -> JobDocument:
    return read_job({"_id": "5cb7b531d06cceb89fd21b1c", "name": "Deploy", "status": "running", **fields})


def nodes(**fields: Any) -> dict[str, Any]:
    return dict(detail_of(job(**fields), "iap", {}).nodes)


class TestPublishedExamples:
    def test_the_job_of_the_older_generation_is_read_bare(self) -> None:
        document = documented("documented_pause_job")
        detail = detail_of(document, "iap", {})
        assert (detail.job.id, detail.job.name) == ("5cb7b531d06cceb89fd21b1c", "8917Test2")
        assert detail.job.status is JobStatus.CANCELED
        assert list(detail.nodes) == ["workflow_start", "883", "error_handler", "workflow_end"]
        assert detail.nodes["883"].started == datetime(2019, 4, 16, 15, 55, 49, 763000, UTC)
        assert [each.number for each in detail.executions if each.node == "883"] == [1, 2, 3]

    def test_the_job_of_the_newer_one_is_read_out_of_its_envelope(self) -> None:
        detail = detail_of(documented("documented_start_job"), "iap", {})
        assert detail.job.status is JobStatus.RUNNING
        assert set(detail.nodes) == {"4781", "workflow_start", "workflow_end", "error_handler"}

    def test_a_task_is_called_by_its_key_whatever_it_calls_itself(self) -> None:
        document = documented("documented_start_job")
        assert document.tasks["4781"].model_extra is not None
        assert document.tasks["4781"].model_extra["taskId"] == "workflow_start"
        assert detail_of(document, "iap", {}).nodes["4781"].id == "4781"

    def test_warnings_and_validation_errors_are_told_although_it_was_started(self) -> None:
        reason = row_of(documented("documented_start_job"), "iap").reason or ""
        assert "warning: workflow_start: voluptate proident id cillum Ut" in reason
        assert "e28f: (without a message)" in reason
        assert "and 3 more remarks" in reason

    def test_a_null_among_the_watchers_and_objects_among_the_groups_are_fine(self) -> None:
        document = documented("documented_start_job")
        assert document.model_extra is not None
        assert document.model_extra["watchers"][0] is None
        assert "default" in document.groups
        assert "qui eiusmod" in document.groups  # the name of a group that came as a whole object

    def test_floats_and_negative_numbers_are_numbers(self) -> None:
        document = documented("documented_start_job")
        assert document.sla == -5892002.326224282
        assert document.tasks["4781"].children[0].iteration == 32438116.326684475


class TestStatuses:
    @pytest.mark.parametrize(
        ("native", "status"),
        [
            ("running", JobStatus.RUNNING),
            ("paused", JobStatus.PAUSED),
            ("complete", JobStatus.SUCCEEDED),
            ("error", JobStatus.FAILED),
            ("canceled", JobStatus.CANCELED),
            ("cancelled", JobStatus.CANCELED),
            ("incomplete", JobStatus.UNKNOWN),
            ("pondering", JobStatus.UNKNOWN),
        ],
    )
    def test_a_job_is_what_its_word_means_and_keeps_the_word(self, native: str, status: JobStatus) -> None:
        row = row_of(job(status=native), "iap")
        assert (row.status, row.native_status) == (status, native)

    def test_a_job_without_a_status_is_unknown_and_says_so(self) -> None:
        row = row_of(job(status=None), "iap")
        assert (row.status, row.native_status) == (JobStatus.UNKNOWN, "(no status)")

    def test_a_paused_job_was_paused_by_an_operator(self) -> None:
        assert detail_of(job(status="paused"), "iap", {}).operator_paused

    def test_a_job_in_error_needs_a_person_and_has_not_ended(self) -> None:
        row = row_of(job(status="error"), "iap")
        assert (row.attention, row.ended) == (Attention.FAILURE, None)

    def test_a_manual_task_that_runs_waits_for_an_approval(self) -> None:
        asks = {"header": "Go?", "message": "$var.job.text", "btn_success": "Yes", "btn_failure": "No"}
        node = nodes(tasks={"1a": {"type": "manual", "status": "running", "variables": {"incoming": asks}}})[
            "1a"
        ]
        assert (node.status, node.waiting_for) == (NodeStatus.WAITING, Wait.APPROVAL)
        assert node.reason == "Go? [Yes | No]"
        assert node.rules.kind is NodeKind.OTHER

    def test_a_manual_task_of_a_job_that_has_ended_does_not_wait(self) -> None:
        node = nodes(status="canceled", tasks={"1a": {"type": "manual", "status": "running"}})["1a"]
        assert not node.needs_person

    def test_the_ends_of_a_workflow_have_no_status_and_are_told_by_their_times(self) -> None:
        found = nodes(tasks={"workflow_start": {"metrics": {"start_time": 1}}, "workflow_end": {}})
        assert [node.status for node in found.values()] == [NodeStatus.SUCCEEDED, NodeStatus.PENDING]

    def test_what_a_complete_job_has_not_run_was_passed_by(self) -> None:
        node = nodes(status="complete", tasks={"1a": {"status": "incomplete"}})["1a"]
        assert (node.status, node.skipped_as) == (NodeStatus.SKIPPED, SkipKind.CONDITION)

    def test_an_error_that_a_transition_leads_on_from_needs_nobody(self) -> None:
        led = {"status": "error", "transitions": {"error": [{"task": "2b", "type": "standard"}]}}
        alone = {"status": "error"}
        found = nodes(tasks={"1a": led, "2b": alone})
        assert found["1a"].resolution is Resolution.TOLERATED
        assert found["2b"].resolution is Resolution.WAITING

    def test_a_task_with_a_word_that_is_not_known_keeps_it(self) -> None:
        node = nodes(tasks={"1a": {"status": "paused"}})["1a"]
        assert (node.status, node.native_status) == (NodeStatus.UNKNOWN, "paused")


class TestGraph:
    def edges(self, **tasks: Any) -> dict[str, tuple[str, ...]]:
        listed = {
            id_: {
                "transitions": {
                    state: [{"task": to, "type": kind} for to, kind in each] for state, each in leads.items()
                }
            }
            for id_, leads in tasks.items()
        }
        return {id_: node.rules.needs for id_, node in nodes(tasks=listed).items()}

    def test_both_encodings_make_one_edge(self) -> None:
        found = nodes(
            tasks={"1a": {"transitions": {"success": [{"task": "2b", "type": "standard"}]}}, "2b": {}},
            transitions={"1a": {"2b": {"type": "standard", "state": "success"}}},
        )
        assert found["2b"].rules.needs == ("1a",)
        assert "(transitions)" not in found["1a"].outputs

    def test_the_map_beside_the_tasks_alone_is_enough(self) -> None:
        found = nodes(tasks={"2b": {}, "1a": {}}, transitions={"1a": {"2b": {"state": "success"}}})
        assert found["2b"].rules.needs == ("1a",)
        assert list(found) == ["1a", "2b"]

    def test_reverts_and_loops_are_told_and_not_drawn(self) -> None:
        leads = {
            "success": [{"task": "2b", "type": "standard"}],
            "failure": [{"task": "1a", "type": "revert"}],
        }
        found = nodes(
            tasks={
                "1a": {"transitions": leads},
                "2b": {"transitions": {"loop": [{"task": "1a", "type": "loop"}]}},
            }
        )
        assert found["1a"].rules.needs == ()
        assert found["1a"].outputs["(transitions)"] == "failure → 1a (revert)"
        assert found["2b"].outputs["(transitions)"] == "loop → 1a (loop)"

    def test_a_circle_of_standard_transitions_is_cut_where_it_goes_back(self) -> None:
        found = self.edges(
            workflow_start={"success": [("1a", "standard")]},
            **{"1a": {"success": [("2b", "standard")]}, "2b": {"failure": [("1a", "standard")]}},
        )
        assert found == {"workflow_start": (), "1a": ("workflow_start",), "2b": ("1a",)}

    def test_ids_that_are_not_among_the_tasks_are_told_and_not_drawn(self) -> None:
        found = nodes(tasks={"1a": {"transitions": {"success": [{"task": "6a90", "type": "standard"}]}}})
        assert found["1a"].outputs["(transitions)"] == "success → 6a90"

    def test_what_only_an_error_leads_to_runs_on_failure(self) -> None:
        leads = {"error": [{"task": "2b", "type": "standard"}]}
        assert nodes(tasks={"1a": {"transitions": leads}, "2b": {}})["2b"].rules.when is When.ON_FAILURE

    def test_the_end_comes_last_and_a_long_row_is_no_trouble(self) -> None:
        ids = [f"{at:x}" for at in range(3000)]
        tasks = {"workflow_end": {}} | {
            id_: {"transitions": {"success": [{"task": to, "type": "standard"}]}}
            for id_, to in zip(ids, [*ids[1:], "workflow_end"], strict=True)
        }
        assert list(nodes(tasks=tasks)) == [*ids, "workflow_end"]


class TestTimes:
    @pytest.mark.parametrize(
        ("value", "moment"),
        [
            ("2024-12-04T21:15:22.985Z", datetime(2024, 12, 4, 21, 15, 22, 985000, UTC)),
            ("1994-07-29T12:34:30.9Z", datetime(1994, 7, 29, 12, 34, 30, 900000, UTC)),
            ("2024-12-04T21:15:22.123456789Z", datetime(2024, 12, 4, 21, 15, 22, 123456, UTC)),
            ("2024-12-04T22:15:22+01:00", datetime(2024, 12, 4, 21, 15, 22, tzinfo=UTC)),
            ("2024-12-04T21:15:22", datetime(2024, 12, 4, 21, 15, 22, tzinfo=UTC)),
            (1733346922873, datetime(2024, 12, 4, 21, 15, 22, 873000, UTC)),
            ("1733346922873", datetime(2024, 12, 4, 21, 15, 22, 873000, UTC)),
            (95003302.22303149, datetime(1970, 1, 2, 2, 23, 23, 302223, UTC)),
            (-47078232.777631566, datetime(1969, 12, 31, 10, 55, 21, 767222, UTC)),
            (None, None),
            (True, None),
            ("soon", None),
            ({"ref": "wfEngineCommon#/definitions/time"}, None),
            (float("nan"), None),
            (10**400, None),
            (8e18, None),
        ],
    )
    def test_every_form_is_read_and_the_rest_is_no_time(self, value: object, moment: datetime | None) -> None:
        assert moment_of(value) == moment

    def test_a_job_began_when_it_started_not_when_its_workflow_was_made(self) -> None:
        row = row_of(job(created="2020-01-01T00:00:00Z", metrics={"start_time": 1733346922873}), "iap")
        assert row.created == row.started == datetime(2024, 12, 4, 21, 15, 22, 873000, UTC)

    def test_an_end_before_the_start_is_shown_as_told(self) -> None:
        row = row_of(job(status="complete", metrics={"start_time": 2000, "end_time": 1000}), "iap")
        assert row.started is not None
        assert row.ended is not None
        assert row.ended < row.started


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
JOB_FIELDS = {
    *(
        "name",
        "status",
        "type",
        "description",
        "tasks",
        "transitions",
        "error",
        "warnings",
        "validationErrors",
    ),
    *("metrics", "created", "last_updated", "ancestors", "parent", "groups", "tags", "sla", "variables"),
    *("decorators", "watchers"),
}
TASK_FIELDS = {
    *("name", "type", "status", "summary", "iterations", "variables", "childJobs", "transitions", "metrics"),
    *("start_time", "end_time", "finish_state"),
}
A_TASK = st.dictionaries(st.sampled_from(sorted(TASK_FIELDS)), ANY_JSON, max_size=8)
A_JOB = st.dictionaries(st.sampled_from(sorted(JOB_FIELDS)), ANY_JSON, max_size=8)


class TestAnythingAtAll:
    @given(
        A_JOB, st.dictionaries(st.text(st.characters(), max_size=4), A_TASK | ANY_JSON, max_size=4) | ANY_JSON
    )
    def test_no_value_in_any_field_hides_a_job(self, fields: dict[str, Any], tasks: Any) -> None:
        document = read_job({**fields, "_id": "a", "tasks": tasks})
        row, detail = row_of(document, "iap"), detail_of(document, "iap", {})
        assert (row.id, detail.job.id) == ("a", "a")
        assert detail.nodes
        seen: set[str] = set()
        for id_, node in detail.nodes.items():
            assert set(node.rules.needs) <= seen  # in order, so there is no circle
            seen.add(id_)
        json.dumps([row.reason, [node.reason for node in detail.nodes.values()]]).encode()

    @given(A_TASK)
    def test_no_value_in_any_field_hides_an_iteration(self, fields: dict[str, Any]) -> None:
        assert read_iteration({**fields, "_id": "a"}).id == "a"

    @given(ANY_JSON)
    def test_what_is_no_job_is_a_value_error_and_nothing_else(self, value: Any) -> None:
        with pytest.raises(ValueError, match="_id"):
            read_job(value)

    @given(ANY_JSON)
    def test_every_value_is_read_or_is_nothing(self, value: Any) -> None:
        for read in (text_of, number_of, moment_of, identity_of):
            read(value)
