"""The verbs that look: what they print, and that nothing of a backend drives the terminal."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from made_jobs import detail

from console.model import JobStatus, LogLine, LogRef, NodeStatus, Stream

if TYPE_CHECKING:
    from conftest import Verb
    from verb_backend import MemoryBackend

N = NodeStatus
EVIL = "\x1b]52;c;ZXZpbA==\x07name\x9b31m\u202e\n"


def test_an_empty_list_is_no_failure(verb: Verb) -> None:
    ran = verb("jobs")

    assert (ran.code, ran.out, ran.err) == (0, "", "there are no jobs yet\n")
    assert verb("jobs", "--json").json == {"items": [], "next": None, "total": 0}


def test_a_list_is_cut_at_its_limit_and_says_so(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(*(detail(str(number)) for number in range(1, 6)))

    ran = verb("jobs", "--limit", "2")
    page = verb("jobs", "--limit", "2", "--json").json
    rest = verb("jobs", "--cursor", page["next"], "--json").json

    assert len(ran.out.splitlines()) == 3
    assert "2 of 5 are shown" in ran.err
    assert [item["id"] for item in page["items"] + rest["items"]] == [1, 2, 3, 4, 5]


def test_a_query_may_come_in_several_words(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("1"), detail("2", JobStatus.FAILED))

    assert [item["id"] for item in verb("jobs", "status:running", "!id:9", "--json").json["items"]] == [1]


def test_a_query_with_an_unknown_field_is_usage(verb: Verb) -> None:
    ran = verb("jobs", "sttus:failed")

    assert ran.code == 2
    assert "status" in ran.err


@pytest.mark.parametrize("words", [["jobs"], ["show", "7"], ["--plain"]])
def test_nothing_of_a_backend_drives_the_terminal(
    verb: Verb, memory: type[MemoryBackend], words: list[str]
) -> None:
    made = detail("7", only=N.FAILED)
    job = replace(made.job, name=EVIL, reason=EVIL, owner=EVIL, workflow=EVIL)
    nodes = {"only": replace(made.nodes["only"], name=EVIL, reason=EVIL)}
    memory.reset(replace(made, job=job, nodes=nodes, note=EVIL, params={"a": EVIL}))

    ran = verb(*words)

    assert ran.code == 0
    assert all(character.isprintable() or character == "\n" for character in ran.out)
    assert "name" in ran.out


def test_json_holds_the_text_as_it_is_and_escapes_what_drives_a_terminal(
    verb: Verb, memory: type[MemoryBackend]
) -> None:
    made = detail("7")
    memory.reset(replace(made, job=replace(made.job, name=EVIL + "größe \U000e0041")))

    ran = verb("show", "7", "--json")

    assert ran.json["name"] == EVIL + "größe \U000e0041"
    assert "größe" in ran.out
    assert all(character.isprintable() or character == "\n" for character in ran.out)


def test_show_tells_how_to_answer_what_waits(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", JobStatus.PAUSED, load=N.FAILED))

    out = verb("show", "7").out

    assert "load waits for you" in out
    assert "jobconsole --context memory restart 7 --node load --expect 3" in out
    assert "jobconsole --context memory skip 7 --node load --expect 3" in out


def test_an_unknown_job_is_not_found(verb: Verb) -> None:
    ran = verb("show", "404")

    assert (ran.code, ran.err) == (3, "jobconsole: there is no job 404\n")


def test_an_unknown_node_is_not_found_as_an_unknown_job_is(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", load=N.FAILED))

    for words in (
        ("show", "7", "--node", "nope"),
        ("--plain", "open", "jobconsole://memory/jobs/7/nodes/nope"),
    ):
        ran = verb(*words)

        assert (ran.code, ran.out) == (3, ""), words
        assert ran.err.startswith("jobconsole: job 7 has no node nope\n"), words
        assert "load" in ran.err


def log_of(memory: type[MemoryBackend], *texts: str, node: str = "load", execution: int = 1) -> None:
    memory.logs[LogRef("7", node, execution)] = tuple(
        LogLine(number, text, time=datetime(2026, 11, 19, 2, number, tzinfo=UTC))
        for number, text in enumerate(texts)
    )


@pytest.mark.parametrize(
    ("words", "expected"), [([], "red\ntwo\n"), (["--raw"], "\x1b[31mred\x1b[0m\ntwo\n")]
)
def test_another_program_gets_the_lines_as_they_are_if_it_asks(
    verb: Verb, memory: type[MemoryBackend], words: list[str], expected: str
) -> None:
    memory.reset(detail("7", load=N.FAILED))
    log_of(memory, "\x1b[31mred\x1b[0m", "two")

    assert verb("logs", "7", *words).out == expected


def test_lines_of_both_streams_that_have_no_end_yet_are_printed_last(
    verb: Verb, memory: type[MemoryBackend]
) -> None:
    memory.reset(detail("7", load=N.RUNNING))
    lines = [LogLine(0, "10 %", partial=True), LogLine(1, "one"), LogLine(2, "tw", partial=True)]
    memory.logs[LogRef("7", "load", 1)] = tuple(lines)

    assert verb("logs", "7").out == "one\n10 %\ntw\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--tail", "1"], "three\n"),
        (["--tail", "0"], ""),
        (["--tail", "9"], "one\ntwo\nthree\n"),
        (["--since", "2026-11-19T02:01Z"], "two\nthree\n"),
        (["--since", "2026-11-19T02:01"], "two\nthree\n"),
        (["--since", "2026-11-20"], ""),
        (["--since", "2026-11-19T02:00Z", "--tail", "1"], "three\n"),
        (["--follow"], "one\ntwo\nthree\n"),
        (["-t", "--tail", "1"], "2026-11-19T02:02:00Z three\n"),
    ],
)
def test_a_part_of_a_log(verb: Verb, memory: type[MemoryBackend], words: list[str], expected: str) -> None:
    memory.reset(detail("7", load=N.FAILED))
    log_of(memory, "one", "two", "three")

    assert verb("logs", "7", *words).out == expected


def test_a_log_as_one_document(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", load=N.FAILED))
    log_of(memory, "one", "two")

    document = verb("logs", "7", "--json").json

    assert [item["text"] for item in document["items"]] == ["one", "two"]
    assert document["total"] == 2


def test_a_followed_log_as_a_document_a_line(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", load=N.FAILED))
    log_of(memory, "one", "two")

    assert len(verb("logs", "7", "--json", "--follow").out.splitlines()) == 2


def test_a_last_line_without_its_end_is_printed_once(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", load=N.FAILED))
    memory.logs[LogRef("7", "load", 1)] = (
        LogLine(0, "half", partial=True),
        LogLine(0, "half a line", partial=True),
        LogLine(0, "a note", stream=Stream.NOTE),
        LogLine(1, "the end", partial=True),
    )

    assert verb("logs", "7", "--follow").out == "-- a note\nthe end\n"


def test_without_a_node_the_failed_one_is_meant_then_the_running_one(
    verb: Verb, memory: type[MemoryBackend]
) -> None:
    memory.reset(detail("7", done=N.SUCCEEDED, now=N.RUNNING, bad=N.FAILED))
    for node in ("done", "now", "bad"):
        log_of(memory, node, node=node)

    assert verb("logs", "7").out == "bad\n"
    assert "7, bad, execution 1" in verb("logs", "7").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--node", "nope"], "has no node nope"),
        (["--node", "later"], "later of job 7 has not run yet"),
        (["--node", "load", "--execution", "2"], "has no execution 2"),
        (["--node", "load", "--execution", "0"], "has no execution 0"),
    ],
)
def test_a_log_that_is_not_there_is_not_found(
    verb: Verb, memory: type[MemoryBackend], words: list[str], said: str
) -> None:
    memory.reset(detail("7", load=N.SUCCEEDED, later=N.PENDING))
    log_of(memory, "one")

    ran = verb("logs", "7", *words)

    assert ran.code == 3
    assert said in ran.err


def test_a_job_that_has_not_begun_has_no_log(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", JobStatus.QUEUED, later=N.PENDING))

    assert verb("logs", "7").code == 3


def test_waiting_for_ended_jobs_answers_at_once(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7", JobStatus.SUCCEEDED), detail("8", JobStatus.FAILED))

    assert verb("wait", "7").code == 0
    assert verb("wait", "7", "8").out == "7: succeeded\n8: failed\n"
    assert verb("wait", "7", "8").code == 1


def test_waiting_ends_with_an_end_whose_outcome_nobody_tells(verb: Verb, memory: type[MemoryBackend]) -> None:
    over, ended = detail("7", JobStatus.UNKNOWN), datetime(2026, 11, 19, 2, tzinfo=UTC)
    memory.reset(replace(over, job=replace(over.job, ended=ended, reason="nobody tells how it ended")))

    ran = verb("wait", "7")

    assert (ran.code, ran.out) == (1, "7: unknown: nobody tells how it ended\n")


def test_waiting_ends_where_the_backend_goes_away(verb: Verb, memory: type[MemoryBackend]) -> None:
    memory.reset(detail("7"))

    assert verb("wait", "7").code == 5


@pytest.mark.parametrize("text", ["soon", "-1"])
def test_a_timeout_is_a_duration(verb: Verb, text: str) -> None:
    assert verb("wait", "7", f"--timeout={text}").code == 2


def test_a_refused_start_prints_every_error_and_no_id(verb: Verb, tmp_path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("nodes: {}")

    ran = verb("run", str(file))

    assert (ran.code, ran.out) == (2, "")
    assert "a.yaml:1:1: first\na.yaml:2:1: second\n" in ran.err


@pytest.mark.parametrize(
    "words", [["run", "nowhere.yaml"], ["run", "x", "-p", "novalue"], ["run", "x", "-p", "a=1", "-p", "a=2"]]
)
def test_what_cannot_be_sent_is_usage(verb: Verb, words: list[str]) -> None:
    assert verb(*words).code == 2
