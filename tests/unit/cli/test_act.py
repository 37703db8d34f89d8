"""The act verbs: targets, plans, outcomes and their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_jobs import detail

from console.backends.base import Unreachable
from console.model import JobStatus, NodeStatus, OutcomeKind, RequeueFrom, Scope, Verb

if TYPE_CHECKING:
    from conftest import Verb as RunVerb
    from verb_backend import MemoryBackend

N = NodeStatus


def test_pausing_says_what_came_of_it(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail(only=N.RUNNING))

    ran = verb("pause", "7", "--reason", "look first", "--expect", "5")

    (action,) = memory.acted
    assert (ran.code, ran.out) == (0, "7: done: done\n")
    assert (action.verb, action.job, action.node) == (Verb.PAUSE, "7", None)
    assert (action.reason, action.expected_version) == ("look first", 5)
    assert action.request_id


def test_json_is_one_document_of_items(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", only=N.RUNNING), detail("8", JobStatus.SUCCEEDED))

    ran = verb("pause", "7", "8", "--json")

    first, second = ran.json["items"]
    assert ran.code == 1
    assert (first["job"], first["node"], first["outcome"]) == (7, None, "done")
    assert (second["outcome"], "succeeded" in second["message"]) == ("illegal", True)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (OutcomeKind.DONE, 0),
        (OutcomeKind.REQUESTED, 0),
        (OutcomeKind.REFUSED, 1),
        (OutcomeKind.NOT_FOUND, 3),
        (OutcomeKind.CONFLICT, 4),
        (OutcomeKind.ILLEGAL, 4),
        (OutcomeKind.UNKNOWN, 5),
        (OutcomeKind.FORBIDDEN, 6),
    ],
)
def test_each_outcome_has_its_code(
    verb: RunVerb, memory: type[MemoryBackend], kind: OutcomeKind, code: int
) -> None:
    memory.reset(detail("7"), detail("8"))
    memory.outcomes = {"7": kind, "8": kind}

    assert verb("cancel", "7", "8").code == code


def test_outcomes_that_differ_are_some_failed(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7"), detail("8"))
    memory.outcomes = {"7": OutcomeKind.CONFLICT, "8": OutcomeKind.FORBIDDEN}

    ran = verb("cancel", "7", "8")

    assert ran.code == 1
    assert "7: conflict:" in ran.err
    assert "8: forbidden:" in ran.err


def test_a_connection_that_breaks_in_between_tells_what_was_sent(
    verb: RunVerb, memory: type[MemoryBackend]
) -> None:
    memory.reset(detail("7"), detail("8"), detail("9"))
    memory.outcomes = {"8": Unreachable("the backend went away")}

    ran = verb("cancel", "7", "8", "9", "--json")

    assert ran.code == 5
    assert [item["job"] for item in ran.json["items"]] == [7]
    assert "the backend went away" in ran.err
    assert [action.job for action in memory.acted] == ["7", "8"]


def test_one_unknown_job_does_not_stop_the_others(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", only=N.RUNNING))

    ran = verb("pause", "404", "7", "--json")

    assert [item["outcome"] for item in ran.json["items"]] == ["not_found", "done"]
    assert ran.code == 1


def test_a_job_named_twice_is_acted_on_once(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7"))

    verb("pause", "7", "7")

    assert len(memory.acted) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["pause"],
        ["pause", "7", "--where", "status:running"],
        ["pause", "7", "8", "--expect", "3"],
        ["priority", "7"],
        ["mark", "7", "--node", "a"],
        ["restart", "7", "--only", "--scope", "node"],
        ["approve", "7", "--input", "novalue"],
        ["pause", "7", "--node", "a"],
        ["pause", "--where", "sttus:running", "--yes"],
    ],
)
def test_wrong_arguments_are_usage_and_act_on_nothing(
    verb: RunVerb, memory: type[MemoryBackend], words: list[str]
) -> None:
    memory.reset(detail("7"), detail("8"))

    assert verb(*words).code == 2
    assert memory.acted == []


def test_what_a_query_finds_needs_a_yes(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7"), detail("8", JobStatus.SUCCEEDED), detail("9"))

    refused = verb("cancel", "--where", "status:running")
    done = verb("cancel", "--where", "status:running", "--yes", "--json")

    assert refused.code == 2
    assert "--where needs --yes" in refused.err
    assert [item["job"] for item in done.json["items"]] == [7, 9]


def test_a_query_that_finds_nothing_is_no_failure(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    ran = verb("cancel", "--where", "status:failed", "--yes", "--json")

    assert (ran.code, ran.json) == (0, {"items": []})


def test_a_query_is_read_over_all_its_pages(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(*(detail(str(number)) for number in range(1, 8)))
    memory.page_size = 3

    ran = verb("pause", "--where", "status:running", "--yes", "--json")

    assert len(ran.json["items"]) == 7


def test_a_dry_run_tells_the_plan_and_does_nothing(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail(load=N.FAILED, done=N.SUCCEEDED))

    ran = verb("restart", "7", "--node", "load", "--dry-run")

    assert ran.code == 0
    assert ran.out == "restart 7 load\n  will run: load\n"
    assert memory.acted == []


def test_a_dry_run_of_what_is_not_legal_has_the_actions_code(
    verb: RunVerb, memory: type[MemoryBackend]
) -> None:
    memory.reset(detail(status=JobStatus.SUCCEEDED))

    ran = verb("pause", "7", "--dry-run", "--json")

    (item,) = ran.json["items"]
    assert ran.code == 4
    assert "succeeded" in item["plan"]["refusal"]


def test_a_restart_of_a_whole_job_is_a_requeue(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail(status=JobStatus.FAILED))

    verb("restart", "7", "--from", "start")

    (action,) = memory.acted
    assert (action.verb, action.requeue_from) == (Verb.REQUEUE, RequeueFrom.START)


@pytest.mark.parametrize("words", [["--only"], ["--scope", "node"]])
def test_a_restart_of_a_node_alone(verb: RunVerb, memory: type[MemoryBackend], words: list[str]) -> None:
    memory.reset(detail(load=N.FAILED))

    verb("restart", "7", "--node", "load", *words)

    assert memory.acted[0].scope is Scope.NODE


def test_the_only_node_that_a_skip_can_mean_need_not_be_named(
    verb: RunVerb, memory: type[MemoryBackend]
) -> None:
    memory.reset(detail(load=N.FAILED, after=N.PENDING))

    verb("skip", "7")

    assert memory.acted[0].node == "load"


def test_where_several_nodes_could_be_meant_they_are_named(
    verb: RunVerb, memory: type[MemoryBackend]
) -> None:
    memory.reset(detail(a=N.FAILED, b=N.FAILED))

    ran = verb("skip", "7")

    assert ran.code == 2
    assert "--node a" in ran.err
    assert "--node b" in ran.err
    assert memory.acted == []


def test_priority_mark_and_inputs_reach_the_backend(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", gate=N.WAITING, bad=N.FAILED))

    verb("priority", "7", "--priority", "-3")
    verb("mark", "7", "--node", "bad", "--as", "succeeded")
    verb("approve", "7", "--node", "gate", "--input", "a=1", "--input", "b=x=y")

    priority, mark, approve = memory.acted
    assert priority.priority == -3
    assert mark.mark_as == "succeeded"
    assert approve.inputs == {"a": "1", "b": "x=y"}


@pytest.mark.parametrize("words", [["--context", "looked-at"], ["--read-only"]])
def test_read_only_changes_nothing(verb: RunVerb, memory: type[MemoryBackend], words: list[str]) -> None:
    memory.reset(detail("7", only=N.RUNNING))

    ran = verb(*words, "pause", "7")

    assert ran.code == 6
    assert "read-only" in ran.err
    assert memory.acted == []
    assert verb(*words, "pause", "7", "--dry-run").code == 0


def test_a_protected_context_wants_a_reason_and_a_yes(verb: RunVerb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", only=N.RUNNING))

    assert verb("--context", "guarded", "pause", "7").code == 2
    assert verb("--context", "guarded", "pause", "7", "--reason", "x").code == 2
    assert memory.acted == []
    assert verb("--context", "guarded", "pause", "7", "--reason", "x", "--yes").code == 0
