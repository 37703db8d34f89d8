"""Our API's documents: what is written is read back the same, and what is not known is not lost."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from console.model import (
    Action,
    Attention,
    AuditEntry,
    Capabilities,
    Capability,
    Counts,
    Execution,
    ExecutionStatus,
    FieldSupport,
    Job,
    JobDetail,
    JobPage,
    JobStatus,
    LogLine,
    LogWindow,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    OnFailure,
    OnTimeout,
    Outcome,
    OutcomeKind,
    Param,
    ParamKind,
    PausedItem,
    Plan,
    Related,
    RequeueFrom,
    Resolution,
    Retry,
    Scope,
    SkipKind,
    StartRequest,
    Stream,
    Support,
    TargetKind,
    Verb,
    Wait,
    When,
    WorkflowInfo,
)
from console.wire import local
from console.wire.local.action import (
    ActionRequest,
    OutcomeDocument,
    PlanDocument,
    StartDocument,
    action_request,
    start_request,
)
from console.wire.local.capabilities import CapabilitiesDocument
from console.wire.local.catalog import (
    AuditDocument,
    PausedDocument,
    WorkflowDocument,
)
from console.wire.local.job import JobDocument
from console.wire.local.job_list import CountsDocument, JobItem, JobPageDocument, RelatedItem
from console.wire.local.log import FollowLine, LogLineDocument, LogWindowDocument
from console.wire.local.node import ExecutionDocument, NodeDocument, NodeItem, RulesDocument
from console.wire.moment import moment_text

WHEN = datetime(2026, 11, 19, 2, 3, 4, 567890, tzinfo=UTC)
LATER = WHEN + timedelta(minutes=7)

JOB = Job(
    id="4711",
    name="nightly ‮evil\x1b[31m\n\"'</script> 🚒",
    workflow="ingest",
    status=JobStatus.PAUSED,
    context="local",
    native_status="paused!",
    attention=Attention.FAILURE,
    reason="load failed: exit 3",
    at="load",
    at_execution=2,
    at_more=1,
    done=3,
    total=8,
    waiting=2,
    waiting_node="load",
    priority=-5,
    queue="bulk",
    owner="ann",
    tags=("eu", "night"),
    created=WHEN,
    queued=WHEN,
    started=LATER,
    ended=LATER,
    version=12,
    signature="deadbeef",
    run=2,
)
RULES = NodeRules(
    kind=NodeKind.APPROVAL,
    needs=("fetch", "check[orders]"),
    when=When.ALWAYS,
    condition="params.day == 'x'",
    pause_before=True,
    pause_after=True,
    on_failure=OnFailure.CONTINUE,
    retry=Retry(2, 1.5, 2.0, 60.0, (1, 5)),
    ok_exit=(0, 3),
    idempotent=True,
    is_finally=True,
    prompt="Load?",
    approvers=("dba",),
    approval_timeout=3600.0,
    on_timeout=OnTimeout.REJECT,
    max_parallel=4,
    matrix={"table": "orders"},
    returns=("fetch",),
)
NODE = Node(
    id="load",
    name="Load it",
    status=NodeStatus.FAILED,
    rules=RULES,
    native_status="broken",
    native_kind="Shell",
    resolution=Resolution.WAITING,
    waiting_for=Wait.PAUSE_AFTER,
    skipped_as=SkipKind.OPERATOR,
    reason="exit 3",
    actor="bob",
    execution=2,
    attempt=1,
    retry_at=LATER,
    since=WHEN,
    started=WHEN,
    ended=LATER,
    exit_code=3,
    host="web-1",
    outputs={"rows": "12"},
    version=9,
)
EXECUTION = Execution(
    node="load",
    number=2,
    status=ExecutionStatus.FAILED,
    native_status="FAILED!",
    exit_code=3,
    signal=9,
    reason="exit 3",
    host="web-1",
    queued=WHEN,
    started=WHEN,
    ended=LATER,
    log_bytes=123,
    pid=77,
    orphan=True,
)
DETAIL = JobDetail(
    job=JOB,
    nodes={"load": NODE, "plain": Node("plain", "plain")},
    params={"day": "2026-11-19", "count": 3, "dry": True, "share": 0.5, "none": None},
    executions=(EXECUTION, Execution("", 1, ExecutionStatus.RUNNING)),
    operator_paused=True,
    cancel_requested=True,
    note="paused by ann",
    max_parallel=3,
    raw={"anything": [1, {"else": None}]},
)
LINE = LogLine(7, "text \x1b[31m\u2028 ünder", Stream.ERR, WHEN, "load", 2, partial=True)


def differs_from_its_defaults(value: object) -> bool:
    """Whether every field says something: a converter that forgets one is seen only then."""
    assert is_dataclass(value)
    # Offers are what remote backends say of theirs: the embedded engine leaves them out.
    told = (field for field in fields(value) if field.name not in ("nodes", "offers"))
    return all(getattr(value, field.name) != field.default for field in told)


def through_json(document: dict[str, object]) -> str:
    return json.dumps(document)


@pytest.mark.parametrize("value", [JOB, NODE, RULES, EXECUTION, LINE], ids=lambda v: type(v).__name__)
def test_the_samples_leave_no_field_at_its_default(value: object) -> None:
    assert differs_from_its_defaults(value)


def test_a_job_is_read_back_as_it_was() -> None:
    text = through_json(local.job_item(JOB))

    assert JobItem.model_validate_json(text).to_job("local") == JOB


def test_followed_lines_are_read_back_as_they_were() -> None:
    alike = [replace(LINE, number=number, text=f"{number}", partial=False) for number in (3, 4, 5, 9)]
    lines = (
        *alike,
        replace(LINE, number=10, stream=Stream.OUT, partial=False),
        replace(LINE, number=11, time=None),
    )

    document = FollowLine.model_validate_json(through_json({"runs": local.log_run_items(lines)}))

    assert tuple(document.to_lines()) == lines
    assert [document.to_lines()[place] for place in range(-6, 6)] == [*lines, *lines]
    assert document.to_lines()[2:5] == list(lines[2:5])
    assert [len(run.texts) for run in document.runs] == [3, 1, 1, 1]


def test_a_job_with_its_graph_is_read_back_as_it_was() -> None:
    text = through_json(local.job_document(DETAIL))

    assert JobDocument.model_validate_json(text).to_detail("local") == DETAIL


def test_a_page_is_read_back_as_it_was() -> None:
    page = JobPage((JOB,), "cursor", 100)

    assert JobPageDocument.model_validate_json(through_json(local.page_item(page))).to_page("local") == page


def test_a_job_belongs_to_the_context_that_reads_it() -> None:
    text = through_json(local.job_item(JOB))

    assert JobItem.model_validate_json(text).to_job("elsewhere").context == "elsewhere"


@pytest.mark.parametrize(
    ("value", "item", "document", "back"),
    [
        (LINE, local.log_line_item, LogLineDocument, "to_line"),
        (LogWindow((LINE,), 7, 8, ended=True), local.log_window_item, LogWindowDocument, "to_window"),
        (
            Outcome("1", "load", OutcomeKind.CONFLICT, "it changed", 4, "r-1"),
            local.outcome_item,
            OutcomeDocument,
            "to_outcome",
        ),
        (
            Plan(("a",), ("b",), ("c",), ("d",), ("e",), ("f",), ("g",), held=True, refusal="no"),
            local.plan_item,
            PlanDocument,
            "to_plan",
        ),
        (
            AuditEntry(
                "2026-11-19T02:03:04Z",
                "ann",
                "skip",
                "1",
                "load",
                "done",
                "skipped",
                "why",
                "failed",
                "skipped",
                9,
                "r-1",
                {"SUDO_USER": "bob"},
            ),
            local.audit_item,
            AuditDocument,
            "to_entry",
        ),
        (
            WorkflowInfo(
                "w-1",
                "ingest",
                "text",
                (Param("day", ParamKind.DATE, "today", True, ("a",), "the day", True),),
                "/a/b.yaml",
                7,
            ),
            local.workflow_item,
            WorkflowDocument,
            "to_workflow",
        ),
        (
            Counts({JobStatus.RUNNING: 3, JobStatus.FAILED: 1}, {Attention.LOST: 1, Attention.NONE: 3}, 4),
            local.counts_item,
            CountsDocument,
            "to_counts",
        ),
        (
            Capabilities(
                {(Verb.SKIP, TargetKind.NODE): Capability(Support.EMULATED, "differs")},
                (FieldSupport("batch", "number", "the batch", ("1",)),),
                True,
                True,
                True,
                True,
                True,
                ("started",),
                True,
                {"key": "value"},
            ),
            local.capabilities_item,
            CapabilitiesDocument,
            "to_capabilities",
        ),
    ],
    ids=lambda value: type(value).__name__ if is_dataclass(value) else "",
)
def test_it_is_read_back_as_it_was(value: object, item: object, document: object, back: str) -> None:
    text = through_json(item(value))  # type: ignore[operator]

    assert getattr(document.model_validate_json(text), back)() == value  # type: ignore[attr-defined]


def test_a_paused_item_is_read_back_and_names_its_job_and_node_by_id() -> None:
    item = PausedItem(JOB, NODE, "failure", WHEN, "Load?", (Verb.SKIP, Verb.RESTART), ("publish",))
    document = local.paused_item(item)

    assert (document["job"], document["node"]) == (4711, "load")
    assert PausedDocument.model_validate_json(through_json(document)).to_paused("local") == item


def test_a_related_job_is_read_back() -> None:
    related = Related("parent", JOB)

    document = RelatedItem.model_validate_json(through_json(local.related_item(related)))
    assert document.to_related("local") == related


def test_an_action_reaches_the_host_whole_but_for_the_actor() -> None:
    action = Action(
        Verb.MARK,
        "4711",
        "load",
        actor="somebody else",
        actor_groups=("wheel",),
        reason="by hand",
        expected_version=3,
        request_id="r-1",
        scope=Scope.NODE,
        requeue_from=RequeueFrom.START,
        priority=5,
        mark_as="succeeded",
        inputs={"answer": "yes"},
    )

    read = ActionRequest.model_validate_json(through_json(action_request(action)))

    assert read.to_action("somebody else", ("wheel",)) == action
    assert "actor" not in action_request(action)


def test_an_action_may_not_name_its_actor() -> None:
    with pytest.raises(ValidationError, match="actor"):
        ActionRequest.model_validate_json('{"verb": "pause", "job": 1, "actor": "root"}')


def test_a_misspelt_field_of_a_request_is_refused() -> None:
    with pytest.raises(ValidationError, match="expected_versoin"):
        ActionRequest.model_validate_json('{"verb": "cancel", "job": 1, "expected_versoin": 3}')


def test_a_start_reaches_the_host_whole() -> None:
    request = StartRequest("w-1", {"day": "x"}, "name", "text", "a.yaml", "/folder", 3, "r-1")

    assert StartDocument.model_validate_json(through_json(start_request(request))).to_start() == request


@pytest.mark.parametrize(
    ("item", "document"),
    [
        (local.job_item(JOB), JobItem),
        (local.node_item(NODE), NodeItem),
        (local.execution_item(EXECUTION), ExecutionDocument),
        (local.log_line_item(LINE), LogLineDocument),
        (local.job_document(DETAIL), JobDocument),
        (local.node_item(NODE)["rules"], RulesDocument),
        (local.job_document(DETAIL)["nodes"][0], NodeDocument),  # type: ignore[index]
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_written_and_what_is_documented_have_the_same_fields(item: object, document: object) -> None:
    documented = {field.alias or name for name, field in document.model_fields.items()}  # type: ignore[attr-defined]

    assert set(item) == documented  # type: ignore[call-overload]


def test_the_fields_of_a_list_item_are_those_of_the_design() -> None:
    promised = {
        "id", "name", "workflow", "context", "status", "native_status", "attention", "reason", "at",
        "progress", "priority", "owner", "created", "queued", "started", "ended", "version", "signature",
    }  # fmt: skip

    assert promised <= local.job_item(JOB).keys()


def test_show_adds_what_the_design_says() -> None:
    document = local.job_document(DETAIL)
    node = document["nodes"][0]  # type: ignore[index]

    assert {"params", "nodes"} <= document.keys()
    assert {"id", "name", "status", "resolution", "reason", "needs", "version", "executions"} <= node.keys()
    execution = node["executions"][0]
    assert {"number", "status", "exit_code", "signal", "host", "started", "ended"} <= execution.keys()


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("0", 0),
        ("42", 42),
        ("007", "007"),
        ("-1", "-1"),
        ("٣", "٣"),
        ("5b2c", "5b2c"),
        ("1234567890123456789", "1234567890123456789"),
        ("x", "x"),
    ],
)
def test_an_id_is_a_number_only_where_it_is_one(id_: str, expected: int | str) -> None:
    assert local.job_id(id_) == expected


def test_ids_are_text_again_when_read() -> None:
    item = {**local.job_item(JOB), "id": 12}

    assert JobItem.model_validate(item).id == "12"


def test_an_unknown_status_is_unknown_and_its_word_is_kept() -> None:
    job = JobItem.model_validate({**local.job_item(JOB), "status": "frozen", "native_status": None}).to_job(
        "c"
    )
    node = NodeItem.model_validate({**local.node_item(NODE), "status": "melting"}).to_node()
    execution = ExecutionDocument.model_validate(
        {**local.execution_item(EXECUTION), "status": "odd", "native_status": None}
    ).to_execution("load")

    assert (job.status, job.native_status) == (JobStatus.UNKNOWN, "frozen")
    assert (node.status, node.native_status) == (NodeStatus.UNKNOWN, "broken")
    assert (execution.status, execution.native_status) == (ExecutionStatus.UNKNOWN, "odd")


def test_an_unknown_outcome_is_never_a_success() -> None:
    outcome = OutcomeDocument.model_validate(
        {"job": 1, "outcome": "sort-of-done", "message": "m"}
    ).to_outcome()

    assert outcome.kind is OutcomeKind.UNKNOWN
    assert not outcome.ok


def test_fields_of_a_newer_host_are_ignored() -> None:
    item = {**local.job_item(JOB), "novelty": {"of": "tomorrow"}}

    assert JobItem.model_validate(item).to_job("local") == JOB


def test_only_a_few_fields_of_a_job_must_be_there() -> None:
    job = JobItem.model_validate({"id": 1, "name": "n", "workflow": "w", "status": "queued"}).to_job("c")

    assert job == Job("1", "n", "w", JobStatus.QUEUED, context="c")


def test_times_are_utc_whatever_zone_they_were_in() -> None:
    there = datetime(2026, 11, 19, 3, 0, tzinfo=timezone(timedelta(hours=1)))
    item = {**local.job_item(JOB), "created": "2026-11-19T03:00:00+01:00", "started": "2026-11-19T02:00:00"}
    job = JobItem.model_validate(item).to_job("c")

    assert moment_text(there) == "2026-11-19T02:00:00Z"
    assert moment_text(None) is None
    assert job.created == job.started == datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    assert job.created is not None
    assert job.created.tzinfo is UTC
