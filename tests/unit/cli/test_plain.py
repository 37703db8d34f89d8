"""`--plain`: every screen as text, from what the screens show, for tickets, screen readers and `watch`."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from made_jobs import detail

from console.backends.base import Forbidden, Unreachable
from console.model import (
    Attention,
    AuditEntry,
    Execution,
    ExecutionStatus,
    JobStatus,
    LogLine,
    LogRef,
    NodeStatus,
    Param,
    ParamKind,
    PausedItem,
    Related,
    Stream,
    WorkflowInfo,
)
from console.model import (
    Verb as Action,
)

if TYPE_CHECKING:
    from conftest import Verb
    from verb_backend import MemoryBackend

NOW = datetime(2026, 11, 20, 2, 24, tzinfo=UTC)
LONG = "relation orders does not exist, " * 5 + "and that is the end of it"
WORKFLOW = WorkflowInfo(
    "ingest",
    "ingest",
    "Load one day",
    (
        Param("day", ParamKind.DATE, required=True, description="the day to load"),
        Param("region", ParamKind.CHOICE, default="eu", options=("eu", "us")),
        Param("token", ParamKind.STRING, default="hunter2", secret=True),
    ),
    "ingest.yaml",
    3,
)

SCREENS = {
    "first": [],
    "jobs": ["jobs"],
    "job": ["show", "7"],
    "log": ["logs", "7"],
    "job-log": ["logs", "7", "--all-nodes"],
    "paused": ["paused"],
    "start": ["workflows"],
    "form": ["workflows", "ingest"],
    "contexts": ["context", "list"],
    "audit": ["audit"],
    "help": ["keys"],
}
"""Every screen of the console by the verb that prints it."""


@pytest.fixture(autouse=True)
def a_job_that_waits(memory: type[MemoryBackend], monkeypatch: pytest.MonkeyPatch) -> None:
    """One job with a failed node, its log and its past; what the plain backend of the verbs has not."""
    made = detail("7", JobStatus.PAUSED, fetch=NodeStatus.SUCCEEDED, load=NodeStatus.FAILED)
    job = replace(
        made.job,
        attention=Attention.FAILURE,
        reason=LONG,
        at="load",
        owner="ada",
        started=NOW,
        name="ingest eu",
    )
    runs = [
        Execution(name, 1, ExecutionStatus.FAILED, started=NOW + timedelta(seconds=place), ended=NOW)
        for place, name in enumerate(made.nodes)
    ]
    load = replace(made.nodes["load"], reason=LONG)
    made = replace(made, job=job, nodes={**made.nodes, "load": load}, executions=tuple(runs))
    memory.reset(made)
    memory.logs[LogRef("7", "fetch", 1)] = (LogLine(0, "fetched", time=NOW),)
    memory.logs[LogRef("7", "load", 1)] = (
        LogLine(0, "loading", time=NOW + timedelta(seconds=1)),
        LogLine(1, "exit 1", Stream.NOTE, NOW + timedelta(seconds=2)),
    )
    item = PausedItem(job, load, "failure", NOW, LONG, (Action.RESTART, Action.SKIP))
    entry = AuditEntry("2026-11-20T02:24:00Z", "bob", "pause", "7", None, "done", "", LONG)

    async def paused(self: MemoryBackend) -> list[PausedItem]:
        return [item]

    async def workflows(self: MemoryBackend) -> list[WorkflowInfo]:
        return [WORKFLOW]

    async def audit(self: MemoryBackend, job: str | None = None, *, limit: int = 200) -> list[AuditEntry]:
        return [entry]

    async def related(self: MemoryBackend, job: str) -> list[Related]:
        return [Related("parent", detail("3", JobStatus.RUNNING).job)]

    for read in (paused, workflows, audit, related):
        monkeypatch.setattr(memory, read.__name__, read)


# --- what holds for every screen --------------------------------------------------------------------


@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_lines_of_plain_words_under_one_heading(verb: Verb, screen: str) -> None:
    ran = verb("--plain", *SCREENS[screen])

    assert (ran.code, ran.err) == (0, "")
    heading, *rest = ran.out.splitlines()
    assert heading.strip()
    assert "\x1b" not in ran.out
    drawn = [c for c in ran.out if unicodedata.name(c, "").startswith(("BOX ", "BLOCK "))]
    assert drawn == [], "a screen reader would read frames aloud"
    assert rest, screen


@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_the_same_every_time(verb: Verb, screen: str) -> None:
    def stable() -> list[str]:
        return [line for line in verb("--plain", *SCREENS[screen]).out.splitlines() if "took" not in line]

    assert stable() == stable()


@pytest.mark.parametrize(("columns", "most"), [(None, 80), ("60", 60), ("120", 120)])
@pytest.mark.parametrize("screen", ["first", "jobs", "contexts", "audit", "help", "start"])
def test_a_table_is_as_wide_as_columns_say_and_80_without(
    verb: Verb, monkeypatch: pytest.MonkeyPatch, screen: str, columns: str | None, most: int
) -> None:
    if columns is not None:
        monkeypatch.setenv("COLUMNS", columns)

    table = verb("--plain", *SCREENS[screen]).out.splitlines()[2:]

    assert max(map(len, table)) <= most


def test_nothing_of_a_reason_is_lost_where_it_is_too_long_for_its_row(verb: Verb) -> None:
    for words in ([], ["jobs"], ["show", "7"], ["audit"]):
        assert LONG in " ".join(verb("--plain", *words).out.split()), words


@pytest.mark.parametrize(
    ("error", "code"),
    [(Unreachable("no answer", advice="Ask ada."), 5), (Forbidden("403", advice="Ask ada."), 6)],
)
@pytest.mark.parametrize("screen", ["first", "jobs", "job", "log", "paused", "start", "form", "audit"])
def test_what_went_wrong_is_said_with_advice_and_in_the_exit_code(
    verb: Verb,
    memory: type[MemoryBackend],
    monkeypatch: pytest.MonkeyPatch,
    screen: str,
    error: Exception,
    code: int,
) -> None:
    async def fails(*_arguments: object, **_options: object) -> None:
        raise error

    for read in ("jobs", "job", "paused", "workflows", "audit"):
        monkeypatch.setattr(memory, read, fails)

    ran = verb("--plain", *SCREENS[screen])

    assert ran.code == code
    assert ran.out == ""
    assert str(error) in ran.err
    assert "Ask ada." in ran.err


def test_json_has_no_heading(verb: Verb) -> None:
    assert verb("--plain", "jobs", "--json").json["items"][0]["id"] == 7


# --- the screens ------------------------------------------------------------------------------------


def test_first_comes_what_needs_a_person(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.details["8"] = detail("8", JobStatus.RUNNING)

    ran = verb("--plain")

    assert ran.out.startswith("memory, UTC: ")
    assert "these need a person; jobconsole jobs lists all" in ran.out
    assert "\n7   paused  failure  ingest eu" in ran.out
    assert "\n8 " not in ran.out


def test_all_jobs_come_where_nothing_needs_a_person(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("8", JobStatus.RUNNING))

    assert "nothing needs a person" in verb("--plain").out
    assert "\n8   running" in verb("--plain").out


def test_a_first_run_says_how_to_begin(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset()

    assert "there are no jobs yet; start one: jobconsole run FILE" in verb("--plain").out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["jobs"], "there are no jobs yet"),
        (["jobs", "status:failed"], "no jobs match"),
    ],
)
def test_an_empty_list_says_so_in_the_text(
    verb: Verb, memory: type[MemoryBackend], words: list[str], sentence: str
) -> None:
    memory.reset()

    assert sentence in verb("--plain", *words).out
    assert verb("--plain", *words).err == ""


def test_the_heading_names_the_policy_of_the_context(verb: Verb) -> None:
    assert verb("--plain", "--context", "guarded", "jobs").out.startswith("guarded (protected), UTC: 1 job\n")
    assert verb("--plain", "--context", "looked-at", "jobs").out.startswith("looked-at (read-only), UTC: ")


def test_a_job_has_what_its_screen_has(verb: Verb) -> None:
    out = verb("--plain", "show", "7").out

    assert out.startswith("7  ingest eu\n")
    assert "why it stands there:\n  load failed" in out
    assert "related jobs:\n  parent: 3 job 3, running\n" in out
    assert "the end of the log of load, execution 1:\n  loading\n  -- exit 1\n" in out
    assert "jobconsole --context memory restart 7 --node load --expect 3" in out


def test_a_job_with_a_node_ends_with_the_log_of_that_node(verb: Verb) -> None:
    out = verb("--plain", "show", "7", "--node", "fetch").out

    assert "the end of the log of load" not in out
    assert "fetch has not run yet" in out or "the end of the log of fetch" in out


def test_what_cannot_be_read_beside_a_job_keeps_nothing_else_away(
    verb: Verb, memory: type[MemoryBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def denied(*_arguments: object, **_options: object) -> None:
        raise Forbidden("the role viewer may not read this", advice="Ask ada.")

    monkeypatch.setattr(memory, "log", denied)
    monkeypatch.setattr(memory, "related", denied)

    ran = verb("--plain", "show", "7")

    assert ran.code == 0
    assert "related jobs: the role viewer may not read this" in ran.out
    assert "  the role viewer may not read this\n  Ask ada.\n" in ran.out
    assert "why it stands there:" in ran.out


def test_a_log_says_in_its_heading_which_one_it_is(verb: Verb) -> None:
    out = verb("--plain", "logs", "7").out

    assert out == "memory, UTC: log of load, execution 1, of 7 ingest eu\n\nloading\n-- exit 1\n"


def test_the_logs_of_all_nodes_are_one_by_time(verb: Verb) -> None:
    out = verb("--plain", "logs", "7", "--all-nodes", "--timestamps").out

    assert out.splitlines() == [
        "memory, UTC: log of all nodes, 2 executions, of 7 ingest eu",
        "",
        "2026-11-20T02:24:00Z fetch#1 | fetched",
        "2026-11-20T02:24:01Z load#1 | loading",
        "2026-11-20T02:24:02Z load#1 | -- exit 1",
    ]
    assert len(verb("logs", "7", "--all-nodes", "--json").json["items"]) == 3
    assert verb("logs", "7", "--all-nodes", "--follow").code == 2


def test_the_inbox_tells_what_follows_and_the_commands(verb: Verb) -> None:
    out = verb("--plain", "paused").out

    assert "paused inbox, 1 waiting" in out
    assert f"  because: {LONG}\n" in out
    assert "  restarting: runs load again (execution 2)\n" in out
    assert "  jobconsole --context memory skip 7 --node load --expect 3\n" in out


def test_a_form_tells_what_is_taken_and_no_secret(verb: Verb) -> None:
    out = verb("workflows", "ingest").out

    assert "  day: needed, a date, such as 2026-11-19\n    the day to load\n" in out
    assert "  region: may be left out, one of eu, us, otherwise eu\n" in out
    assert "  token: may be left out, text, a secret\n" in out
    assert "hunter2" not in out
    assert "  jobconsole --context memory run ingest -p day=DATE\n" in out
    assert verb("workflows", "nosuch").code == 3


def test_the_keys_are_those_of_the_help_with_a_persons_own(verb: Verb) -> None:
    items = {item["id"]: item for item in verb("keys", "--json").json["items"]}

    assert items["act.pause"]["keys"] == ["p"]
    assert "c  " in verb("--plain", "keys").out
    assert "continue: the job, or what waits for a decision" in verb("--plain", "keys").out
