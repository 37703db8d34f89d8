"""AOM's documents, as the recordings and the reference give them, and whatever else may come."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from fakes.huawei_recordings import Recording, recording, recordings
from hypothesis import given
from hypothesis import strategies as st

from console.backends.answer import read_as
from console.backends.aom.offers import dressed
from console.backends.base import ProtocolError
from console.model import (
    Attention,
    ExecutionStatus,
    JobDetail,
    JobStatus,
    NodeKind,
    NodeStatus,
    Resolution,
    SkipKind,
    Wait,
)
from console.wire.aom.document import ExecutionDocument, WorkflowDocument, WorkflowPage
from console.wire.aom.field import as_moment
from console.wire.aom.job import to_detail, to_workflow
from console.wire.aom.job_id import join_id, split_id
from console.wire.aom.output import cause_in, output_lines, outputs_of
from console.wire.aom.refusal import Refusal, refusal_in

OF_AOM = [one for one in recordings() if "_aom_" in one.name]


def detail_of(execution: object, workflow: object = None) -> JobDetail:
    document = ExecutionDocument.model_validate(execution)
    definition = None if workflow is None else WorkflowDocument.model_validate(workflow)
    return dressed(to_detail("prod", "wf-1", definition, document))


def result(node: str, status: str | None, **more: Any) -> dict[str, Any]:
    return {"node_id": node, "status": status, **more}


# --- recorded answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("recorded", OF_AOM, ids=lambda one: one.name)
def test_every_recorded_answer_is_read(recorded: Recording) -> None:
    try:
        body = json.loads(recorded.reply)
    except ValueError:
        body = recorded.reply
    if recorded.status >= 400:
        assert isinstance(refusal_in(body), Refusal)
        return
    rows = body if isinstance(body, list) else [body]
    for row in rows:
        if isinstance(row, dict):
            assert WorkflowPage.model_validate(row)
            assert WorkflowDocument.model_validate(row)
            assert detail_of(row).nodes


def test_the_recorded_list_of_workflows_has_its_row() -> None:
    page = WorkflowPage.model_validate_json(recording("01").reply)
    assert [(w.id, w.name, w.status) for w in page.elements] == [("wf-1", "n", "pausing")]
    assert page.total_elements == 1


def test_the_recorded_execution_waits_at_its_node() -> None:
    (row,) = json.loads(recording("04").reply)
    detail = detail_of(row)

    assert detail.job.id == "wf-1:ex-1"
    assert detail.job.status is JobStatus.PAUSED
    assert detail.job.attention is Attention.DECISION
    assert detail.job.waiting_node == "node-1"
    assert detail.job.created == datetime(2024, 10, 15, 13, 46, 40, tzinfo=UTC)
    assert detail.nodes["node-1"].outputs == {"output": "text"}


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("15", Refusal("AOM.31009004", "auth failed.")),
        ("16", Refusal("AOM.31001405", "internal server error.")),
        ("17", Refusal("X.1", "m")),
    ],
)
def test_the_recorded_refusals_are_told_as_they_are(start: str, expected: Refusal) -> None:
    assert refusal_in(json.loads(recording(start).reply)) == expected


# --- statuses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("success", JobStatus.SUCCEEDED),
        ("fail", JobStatus.FAILED),
        ("executing", JobStatus.RUNNING),
        ("cancel", JobStatus.CANCELED),
        ("waitExecute", JobStatus.QUEUED),
        ("waitApproval", JobStatus.PAUSED),
        ("approvalFailed", JobStatus.FAILED),
        ("pausing", JobStatus.PAUSED),
        ("canceling", JobStatus.CANCELING),
        ("SUCCESS", JobStatus.UNKNOWN),
        ("rollingBack", JobStatus.UNKNOWN),
    ],
)
def test_documented_words_have_a_meaning_and_others_are_shown(word: str, status: JobStatus) -> None:
    job = detail_of({"execution_id": "e", "status": word}).job
    assert (job.status, job.native_status) == (status, word)


def test_no_status_is_said_to_be_none() -> None:
    detail = detail_of({"execution_id": "e", "execution_result_list": [result("a", None)]})
    assert (detail.job.status, detail.job.native_status) == (JobStatus.UNKNOWN, "no status")
    assert (detail.nodes["a"].status, detail.nodes["a"].native_status) == (NodeStatus.UNKNOWN, "no status")


def test_a_failed_node_waits_while_its_execution_goes_on_and_is_final_after() -> None:
    results = [result("a", "fail", output={"error_msg": "no space left"})]

    going = detail_of({"execution_id": "e", "status": "executing", "execution_result_list": results})
    assert going.nodes["a"].resolution is Resolution.WAITING
    assert going.job.attention is Attention.FAILURE
    assert going.job.reason == "a: no space left"

    ended = detail_of({"execution_id": "e", "status": "fail", "execution_result_list": results})
    assert ended.nodes["a"].resolution is Resolution.FINAL
    assert ended.job.attention is Attention.NONE
    assert (ended.job.at, ended.job.reason) == ("a", "a: no space left")
    assert ended.job.signature == going.job.signature is not None


def test_a_failure_that_the_workflow_ignores_needs_nobody() -> None:
    workflow = {"id": "wf-1", "nodes": [{"id": "a", "ignore_error": True}]}
    detail = detail_of({"status": "executing", "execution_result_list": [result("a", "fail")]}, workflow)
    assert detail.nodes["a"].resolution is Resolution.TOLERATED
    assert detail.job.attention is Attention.NONE


def test_a_skipped_node_is_one_that_a_person_skipped() -> None:
    detail = detail_of({"status": "success", "execution_result_list": [result("a", "skip")]})
    assert (detail.nodes["a"].status, detail.nodes["a"].skipped_as) == (NodeStatus.SKIPPED, SkipKind.OPERATOR)


# --- waiting ------------------------------------------------------------------------------------------


def test_an_approval_tells_who_may_give_it() -> None:
    detail = detail_of(
        {
            "status": "waitApproval",
            "approve_user_name_list": ["ann", "bob"],
            "execution_result_list": [result("a", "waitApproval")],
        }
    )
    node = detail.nodes["a"]
    assert (node.waiting_for, node.rules.approvers) == (Wait.APPROVAL, ("ann", "bob"))
    assert detail.job.reason == "waits for approval by ann, bob"


@pytest.mark.parametrize("word", ["pausing", "waitApproval"])
def test_an_execution_that_waits_at_no_named_node_still_needs_somebody(word: str) -> None:
    detail = detail_of({"status": word, "execution_result_list": [result("a", "success")]})
    assert detail.job.waiting_node == "execution"
    assert detail.job.attention is Attention.DECISION
    assert detail.job.reason


def test_a_failed_node_explains_a_pause_but_no_approval() -> None:
    """The reference speaks of "paused tasks" where it tells how a failed node is restarted or skipped."""
    results = [result("a", "fail")]
    paused = detail_of({"status": "pausing", "execution_result_list": results})
    assert list(paused.nodes) == ["a"]
    assert (paused.job.attention, paused.job.waiting_node) == (Attention.FAILURE, "a")
    assert paused.nodes["a"].resolution is Resolution.WAITING

    approval = detail_of({"status": "waitApproval", "execution_result_list": results})
    assert [node.id for node in approval.nodes.values() if node.needs_person] == ["a", "execution"]


def test_an_execution_without_nodes_is_one_node() -> None:
    detail = detail_of({"execution_id": "e", "status": "success"})
    assert [(n.id, n.status, n.rules.kind) for n in detail.nodes.values()] == [
        ("execution", NodeStatus.SUCCEEDED, NodeKind.OTHER)
    ]


def test_a_node_may_be_called_execution_itself() -> None:
    detail = detail_of({"status": "pausing", "execution_result_list": [result("execution", "success")]})
    assert set(detail.nodes) == {"execution", "execution'"}
    assert detail.job.waiting_node == "execution'"


# --- nodes and their graph ----------------------------------------------------------------------------


def test_results_are_joined_with_the_workflows_nodes_and_none_is_lost() -> None:
    workflow = {
        "id": "wf-1",
        "name": "release",
        "nodes": [
            {"id": "n1", "name": "Node", "task_name": "stop app", "category": "service"},
            {"id": "n2", "name": "Node2", "parent_node": "Node", "metadata": {"type": "script"}},
        ],
    }
    detail = detail_of(
        {
            "status": "executing",
            "execution_result_list": [result("gone", "success"), result("n1", "success")],
        },
        workflow,
    )
    assert [(n.id, n.name, n.status) for n in detail.nodes.values()] == [
        ("n1", "stop app", NodeStatus.SUCCEEDED),
        ("n2", "Node2", NodeStatus.PENDING),
        ("gone", "gone", NodeStatus.SUCCEEDED),
    ]
    assert detail.nodes["n2"].rules.needs == ("n1",)
    assert (detail.nodes["n1"].native_kind, detail.nodes["n2"].native_kind) == ("service", "script")
    assert (detail.job.name, detail.job.done, detail.job.total) == ("release", 2, 3)


@pytest.mark.parametrize(
    ("parents", "needs"),
    [
        ({"b": "a"}, {"b": ("a",)}),  # by id
        ({"b": "name a"}, {"b": ("a",)}),  # by name
        ({"b": "nobody"}, {}),
        ({"a": "a"}, {}),
        ({"a": "b", "b": "a"}, {"a": ("b",)}),  # a circle keeps what came first
        ({"b": ["a", "c"]}, {"b": ("a", "c")}),
        ({"b": 7}, {}),
    ],
)
def test_edges_are_those_that_make_a_graph(parents: dict[str, object], needs: dict[str, object]) -> None:
    nodes = [{"id": id_, "name": f"name {id_}", "parent_node": parents.get(id_)} for id_ in "abc"]
    detail = detail_of({"status": "executing"}, {"id": "wf-1", "nodes": nodes})
    assert {n.id: n.rules.needs for n in detail.nodes.values() if n.rules.needs} == needs


def test_a_name_that_two_nodes_have_is_no_parent() -> None:
    nodes = [{"id": "a", "name": "Node"}, {"id": "b", "name": "Node"}, {"id": "c", "parent_node": "Node"}]
    assert detail_of({"status": "executing"}, {"id": "w", "nodes": nodes}).nodes["c"].rules.needs == ()


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("executing", NodeStatus.PENDING),
        ("fail", NodeStatus.BLOCKED),
        ("cancel", NodeStatus.CANCELED),
        ("success", NodeStatus.PENDING),
    ],
)
def test_a_node_without_a_result_stands_as_its_execution_lets_it(word: str, status: NodeStatus) -> None:
    detail = detail_of({"status": word, "end_time": 1}, {"id": "w", "nodes": [{"id": "a"}]})
    assert detail.nodes["a"].status is status
    assert (detail.nodes["a"].reason is not None) is (status is NodeStatus.PENDING)


def test_every_result_of_a_node_is_an_attempt_in_the_order_of_time() -> None:
    results = [
        result("a", "success", begin_time=1_729_000_050_000),
        result("a", "fail", begin_time=1_729_000_000, end_time=1_729_000_001, output="boom"),
    ]
    detail = detail_of({"status": "success", "execution_result_list": results})
    assert [(e.number, e.status, e.reason) for e in detail.executions] == [
        (1, ExecutionStatus.FAILED, "boom"),
        (2, ExecutionStatus.SUCCEEDED, None),
    ]
    assert (detail.nodes["a"].execution, detail.nodes["a"].status) == (2, NodeStatus.SUCCEEDED)


def test_what_was_said_of_a_node_stands_under_its_id() -> None:
    detail = detail_of(
        {"status": "success", "execution_result_list": [result("a", "success", new_field=[1])]},
        {"id": "wf-1", "nodes": [{"id": "a", "unheard_of": True}]},
    )
    assert detail.raw["nodes"] == {
        "a": {
            "definition": {"id": "a", "unheard_of": True},
            "results": [{"node_id": "a", "status": "success", "new_field": [1]}],
        }
    }


# --- times, names, versions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1_729_000_000, datetime(2024, 10, 15, 13, 46, 40, tzinfo=UTC)),
        (1_729_000_000_000, datetime(2024, 10, 15, 13, 46, 40, tzinfo=UTC)),
        (1_729_000_000_500.0, datetime(2024, 10, 15, 13, 46, 40, 500_000, tzinfo=UTC)),
        ("1729000000000", datetime(2024, 10, 15, 13, 46, 40, tzinfo=UTC)),
        ("2024-10-15T13:46:40Z", datetime(2024, 10, 15, 13, 46, 40, tzinfo=UTC)),
        ("2024-10-15T21:46:40+08:00", datetime(2024, 10, 15, 13, 46, 40, tzinfo=UTC)),
        ("2024-10-15T13:46:40", datetime(2024, 10, 15, 13, 46, 40, tzinfo=UTC)),
        (0, None),
        (-5, None),
        (True, None),
        ("", None),
        ("yesterday", None),
        (10**30, None),
        (float("nan"), None),
        (float("inf"), None),
        ([], None),
        (None, None),
    ],
)
def test_a_time_is_read_by_its_size_or_its_form(value: object, moment: datetime | None) -> None:
    assert as_moment(value) == moment


def test_the_names_of_the_example_in_the_reference_are_read_too() -> None:
    assert detail_of({"create_by": "ann", "status": "success"}).job.owner == "ann"


def test_a_job_that_goes_on_has_no_end_though_an_old_one_is_told() -> None:
    row = {"status": "executing", "begin_time": 1_729_000_000, "end_time": 1_729_000_009}
    assert detail_of(row).job.ended is None
    assert detail_of({**row, "status": "fail"}).job.ended is not None


def test_a_version_is_the_same_in_the_list_and_alone_and_changes_with_the_state() -> None:
    listed = {
        "status": "pausing",
        "begin_time": 1_729_000_000_000,
        "last_update_time": 1_729_000_000_000,
        "execution_result_list": [result("a", "pausing", begin_time=1_729_000_000_000)],
    }
    alone = {**listed, "last_update_time": "2024-10-15T13:46:40Z", "begin_time": 1_729_000_000}
    again = {**listed, "execution_result_list": [result("a", "pausing", begin_time=1_729_000_090_000)]}
    workflow = {"id": "wf-1", "nodes": [{"id": "a"}, {"id": "b"}]}

    assert detail_of(listed).job.version == detail_of(alone, workflow).job.version
    assert detail_of(listed).nodes["a"].version == detail_of(alone, workflow).nodes["a"].version
    assert detail_of(listed).job.version != detail_of(again).job.version
    assert detail_of(listed).job.version != detail_of({**listed, "status": "executing"}).job.version


@pytest.mark.parametrize(
    ("ids", "text"),
    [
        (("wf-1", "ex-1"), "wf-1:ex-1"),
        (("a/b c", "é"), "a%2Fb%20c:%C3%A9"),
        (("a:b", "c:d"), "a%3Ab:c%3Ad"),
    ],
)
def test_a_jobs_id_holds_both_ids(ids: tuple[str, str], text: str) -> None:
    assert join_id(*ids) == text
    assert split_id(text) == ids


@pytest.mark.parametrize(
    "text", ["", ":", "a:", ":b", "a", "a:b:c", "a/b:c", "a%2fb:c", "..:b", "a:.", f"a:{'x' * 65}", "ä:b"]
)
def test_what_is_no_id_of_a_job_is_told_from_one(text: str) -> None:
    assert split_id(text) is None


@given(st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=64))
def test_any_two_ids_make_one_and_come_back(workflow: str, execution: str) -> None:
    expected = None if {workflow, execution} & {".", ".."} else (workflow, execution)
    assert split_id(join_id(workflow, execution)) == expected


# --- outputs and refusals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "cause"),
    [
        (None, ""),
        ("  \n boom \n at line 3", "boom"),
        ({"error_msg": "no space"}, "no space"),
        ({"data": {"message": "deep"}}, "deep"),
        ({"error": {"code": 1, "message": "inside"}}, "inside"),
        (["", {"msg": "second"}], "second"),
        ({"rows": 3}, ""),
        (7, ""),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_the_cause_of_a_failure_is_looked_for_in_the_output(output: object, cause: str) -> None:
    assert cause_in(output) == cause


def test_an_output_becomes_lines() -> None:
    assert output_lines("a\r\nb\n") == ("a", "b")
    assert output_lines({"a": [1]}) == ("{", '  "a": [', "    1", "  ]", "}")
    assert output_lines(None) == output_lines("") == ()
    assert outputs_of({"rows": 3, "who": "ann"}) == {"rows": "3", "who": "ann"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"errorCode": "X", "errorMsg": "m"}, Refusal("X", "m")),
        (
            {"error": {"code": "APIGW.0301", "message": "m"}, "request_id": "r"},
            Refusal("APIGW.0301", "m", "r"),
        ),
        ({"error_code": "0175", "error_message": "m"}, Refusal("0175", "m")),  # zeros in front stay
        ({"error_code": 401, "error_msg": None, "message": "m"}, Refusal("401", "m")),
        ({"code": 0}, Refusal()),
        ({"result": "success"}, Refusal()),
        ("success", Refusal()),
        (None, Refusal()),
    ],
)
def test_a_refusal_has_many_forms(body: object, expected: Refusal) -> None:
    assert refusal_in(body) == expected


def test_a_workflow_can_be_started_without_parameters() -> None:
    info = to_workflow(
        WorkflowDocument.model_validate(
            {
                "id": "w",
                "name": "n",
                "type": "cron",
                "description": "d",
                "nodes": [{"id": "a"}],
                "input": {"x": 1},
            }
        )
    )
    assert info is not None
    assert (info.id, info.name, info.description, info.params, info.node_count) == (
        "w",
        "n",
        "cron workflow - d",
        (),
        1,
    )
    assert to_workflow(WorkflowDocument.model_validate({"name": "no id"})) is None


# --- whatever comes -----------------------------------------------------------------------------------

_TEXTS = st.text("ab:/%é\x1b[\n\u202e\ud800", max_size=6) | st.sampled_from(
    ["pausing", "fail", "waitApproval"]
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=6,
)


def _objects(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, _JSON))


_RESULTS = _objects("node_id", "status", "begin_time", "end_time", "output")
_NODES = _objects(
    "id", "name", "task_name", "category", "parent_node", "ignore_error", "metadata", "description"
)
_EXECUTIONS = st.builds(
    lambda row, results: {**row, "execution_result_list": results},
    _objects(
        "execution_id", "status", "begin_time", "end_time", "last_update_time", "create_by", "created_by"
    ),
    st.lists(_RESULTS, max_size=4) | _JSON,
)
_WORKFLOWS = st.builds(
    lambda row, nodes: {**row, "nodes": nodes},
    _objects("id", "name", "tags", "type", "last_execution_id", "last_execution_start_time", "input"),
    st.lists(_NODES, max_size=4) | _JSON,
)


@given(_EXECUTIONS | _JSON, _WORKFLOWS | _JSON)
def test_whatever_comes_is_read_or_is_a_protocol_error(execution: Any, workflow: Any) -> None:
    try:
        row = read_as(execution, ExecutionDocument, "an execution")
        definition = read_as(workflow, WorkflowDocument, "a workflow")
        page = read_as({"elements": workflow}, WorkflowPage, "a page")
    except ProtocolError:
        assert not (isinstance(execution, dict) and isinstance(workflow, dict))
        return
    assert all(isinstance(one, WorkflowDocument) for one in page.elements)

    detail = dressed(to_detail("prod", "wf-1", definition, row))
    to_workflow(definition)

    assert detail.nodes
    for id_, node in detail.nodes.items():
        assert node.id == id_
        assert set(node.rules.needs) <= detail.nodes.keys() - {id_}
        assert node.status is not NodeStatus.UNKNOWN or node.native_status
        assert node.offers is not None
        (id_ + node.name + (node.reason or "")).encode()  # a terminal can be given it
    assert detail.job.offers is not None
    assert detail.job.attention is Attention.NONE or detail.job.waiting_node in detail.nodes


@given(_JSON)
def test_any_refusal_is_read(body: Any) -> None:
    assert isinstance(refusal_in(body).text, str)
