"""Every verb on a real host: what it prints, the shape of its documents, its exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from waiting import wait_for_node

if TYPE_CHECKING:
    from conftest import Shell

LIST_ITEM = {
    "id",
    "name",
    "workflow",
    "context",
    "status",
    "native_status",
    "attention",
    "reason",
    "at",
    "progress",
    "priority",
    "owner",
    "created",
    "queued",
    "started",
    "ended",
    "version",
    "signature",
}
NODE = {"id", "name", "status", "resolution", "reason", "needs", "version", "executions"}
EXECUTION = {"number", "status", "exit_code", "signal", "host", "started", "ended"}


def waiting(shell: Shell, workflow: str, node: str, status: str) -> str:
    job = shell.start(workflow)
    wait_for_node(shell.state, job, node, status)
    return job


def test_run_prints_the_id_alone(shell: Shell) -> None:
    ran = shell("run", "ends.yaml")

    assert ran.code == 0
    assert ran.out.strip().isdigit()
    assert ran.out.count("\n") == 1


def test_run_follows_a_job_that_succeeds(shell: Shell) -> None:
    ran = shell("run", "ends.yaml", "--follow")

    job, *lines = ran.out.splitlines()
    assert ran.code == 0
    assert job.isdigit()
    assert sorted(lines) == ["only | first", "only | second"]
    assert f"-- job {job} succeeded" in ran.err


def test_run_follows_a_job_that_fails(shell: Shell) -> None:
    ran = shell("run", "dies.yaml", "--follow")

    assert ran.code == 1
    assert "failed" in ran.err


def test_run_follows_on_while_a_person_is_waited_for(shell: Shell) -> None:
    process = shell.popen("run", "gate.yaml", "--follow")
    assert process.stdout is not None
    assert process.stderr is not None
    job = process.stdout.readline().strip()
    assert f"job {job} waits for a person at gate" in process.stderr.readline()

    assert shell("continue", job, "--node", "gate").code == 0

    out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == "gate | through\n"


def test_parameters_reach_the_command(shell: Shell) -> None:
    ran = shell("run", "params.yaml", "-p", "day=2026-11-19", "-p", "n=7", "--name", "mine", "--follow")

    assert "show | 2026-11-19 7" in ran.out
    assert len(shell("jobs", "name:mine", "--json").json["items"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-p", "day=2026-11-19", "-p", "dya=1"], "'dya'"),
        ([], "'day'"),
        (["-p", "day=someday"], "someday"),
    ],
)
def test_wrong_parameters_are_usage_and_store_nothing(shell: Shell, words: list[str], said: str) -> None:
    before = shell("jobs", "--json").json["total"]

    ran = shell("run", "params.yaml", *words)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert shell("jobs", "--json").json["total"] == before


def test_a_dry_run_tells_what_would_run_and_starts_nothing(shell: Shell) -> None:
    before = shell("jobs", "--json").json["total"]

    ran = shell("run", "asks.yaml", "--dry-run", "--priority", "7")

    assert (ran.code, ran.err) == (0, "")
    assert "queue     default, priority 7" in ran.out
    assert "will run  2 nodes, 1 waits for a person, in this order:" in ran.out
    assert "    1  ask - waits for approval: Go on?\n    2  then - after ask\n" in ran.out
    assert shell("jobs", "--json").json["total"] == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["params.yaml"], 2, "day"),
        (["params.yaml", "-p", "day=someday"], 2, "someday"),
        (["nowhere"], 3, "nowhere"),
        (["asks.yaml", "--follow"], 2, "--dry-run starts nothing"),
    ],
)
def test_a_dry_run_of_what_could_not_be_started_fails_as_the_start_would(
    shell: Shell, words: list[str], code: int, said: str
) -> None:
    ran = shell("run", "--dry-run", *words)

    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_a_malformed_file_tells_every_error_and_stores_nothing(shell: Shell) -> None:
    (shell.folder / "bad.yaml").write_text(
        "version: 1\nname: bad\nnodes:\n  a: {run: 'true', needs: [q]}\n  b: {rum: x}\n"
    )
    before = shell("jobs", "--json").json["total"]

    ran = shell("run", "bad.yaml")

    assert (ran.code, ran.out) == (2, "")
    assert "bad.yaml:4:" in ran.err
    assert "bad.yaml:5:" in ran.err
    assert shell("jobs", "--json").json["total"] == before


def test_a_stored_workflow_is_started_by_its_name(shell: Shell) -> None:
    shell.start("ends")
    names = [item["id"] for item in shell("workflows", "--json").json["items"]]

    ran = shell("run", next(name for name in names if "ends" in name))

    assert ran.code == 0
    assert shell("wait", ran.out.strip()).code == 0


def test_an_unknown_workflow_is_not_found(shell: Shell) -> None:
    assert shell("run", "nothing-of-that-name").code == 3


def test_jobs_are_items_of_a_page(shell: Shell) -> None:
    job = shell.start("ends")

    page = shell("jobs", "--json", "--limit", "1").json

    assert set(page) >= {"items", "next", "total"}
    (item,) = page["items"]
    assert set(item) >= LIST_ITEM
    assert item["id"] == int(job)
    assert shell("jobs", f"id:{job}").out.splitlines()[1].startswith(job)


def test_show_holds_nodes_and_their_executions(shell: Shell) -> None:
    job = shell.start("ends")
    shell("wait", job)

    document = shell("show", job, "--json").json

    (node,) = document["nodes"]
    assert set(document) >= LIST_ITEM | {"params", "nodes"}
    assert set(node) >= NODE
    assert set(node["executions"][0]) >= EXECUTION
    assert node["executions"][0]["status"] == "succeeded"
    assert document["ended"].endswith("Z")


def test_logs_of_both_streams(shell: Shell) -> None:
    job = shell.start("ends")
    shell("wait", job)

    assert sorted(shell("logs", job).out.splitlines()) == ["first", "second"]
    items = shell("logs", job, "--node", "only", "--execution", "1", "--json").json["items"]
    assert {(item["text"], item["stream"]) for item in items} == {("first", "out"), ("second", "err")}
    assert shell("logs", job, "--since", "1h", "--tail", "5").code == 0
    assert shell("logs", job, "--node", "nope").code == 3


def test_waiting_tells_how_jobs_ended(shell: Shell) -> None:
    good, bad = shell.start("ends"), shell.start("dies")

    assert shell("wait", good).code == 0
    ran = shell("wait", good, bad, "--json")
    assert ran.code == 1
    assert [item["status"] for item in ran.json["items"]] == ["succeeded", "failed"]
    assert shell("wait", "999999").code == 3


def test_waiting_ends_with_its_time(shell: Shell) -> None:
    job = waiting(shell, "gate", "gate", "waiting")

    ran = shell("wait", job, "--timeout", "300ms")

    assert ran.code == 1
    assert f"not ended within 300ms: {job}" in ran.err


def test_a_pause_point_is_listed_and_continued(shell: Shell) -> None:
    job = waiting(shell, "gate", "gate", "waiting")

    items = [item for item in shell("paused", "--json").json["items"] if item["job"] == int(job)]
    assert [(item["node"], item["kind"], item["prompt"]) for item in items] == [
        ("gate", "pause_before", "Look first")
    ]
    assert set(items[0]) >= {"job", "node", "kind", "since", "prompt", "actions"}
    assert shell("continue", job).code == 4
    assert shell("continue", job, "--node", "gate", "--reason", "looked").code == 0
    assert shell("wait", job).code == 0


def test_an_approval_is_answered_without_naming_its_node(shell: Shell) -> None:
    yes, no = waiting(shell, "asks", "ask", "waiting"), waiting(shell, "asks", "ask", "waiting")

    approved = shell("approve", yes, "--json")
    rejected = shell("reject", no, "--reason", "not today")

    assert approved.json["items"][0]["node"] == "ask"
    assert set(approved.json["items"][0]) >= {"job", "node", "outcome", "message"}
    assert shell("wait", yes).code == 0
    assert rejected.code == 0
    assert shell("wait", no).code == 1


def test_a_failed_node_is_skipped_or_restarted(shell: Shell) -> None:
    skipped, restarted = waiting(shell, "fails", "bad", "failed"), waiting(shell, "fails", "bad", "failed")

    plan = shell("skip", skipped, "--dry-run").out
    assert "will run: after" in plan
    assert "will skip: bad" in plan
    assert shell("skip", skipped).code == 0
    assert shell("wait", skipped).code == 0
    assert shell("restart", restarted, "--node", "bad").code == 0
    wait_for_node(shell.state, restarted, "bad", "failed")
    assert shell("mark", restarted, "--node", "bad", "--as", "succeeded").code == 0
    assert shell("wait", restarted).code == 0
    assert shell("logs", restarted, "--node", "bad", "--execution", "2").code == 0


def test_a_running_node_is_stopped_and_a_job_canceled(shell: Shell) -> None:
    stopped, canceled = waiting(shell, "runs", "long", "running"), waiting(shell, "runs", "long", "running")

    assert shell("stop", stopped).code == 0
    wait_for_node(shell.state, stopped, "long", "failed")
    assert shell("cancel", canceled, stopped).code == 0
    ran = shell("wait", canceled, stopped, "--json")
    assert ran.code == 1
    assert [item["status"] for item in ran.json["items"]] == ["canceled", "canceled"]


def test_a_job_is_paused_continued_and_moved_forward(shell: Shell) -> None:
    job = waiting(shell, "runs", "long", "running")

    assert shell("pause", job).code == 0
    assert shell("pause", job).code == 0
    assert shell("show", job, "--json").json["status"] == "pausing"
    assert shell("priority", job, "--priority", "9").code == 0
    assert shell("show", job, "--json").json["priority"] == 9
    assert shell("continue", job).code == 0
    assert shell("cancel", job).code == 0
    shell("wait", job)
    assert shell("requeue", job, "--from", "start").code == 0
    assert shell("cancel", job).code == 0


def test_a_retry_does_not_have_to_wait(shell: Shell) -> None:
    job = waiting(shell, "retries", "again", "retry_wait")

    assert shell("retry-now", job).code == 0
    wait_for_node(shell.state, job, "again", "failed")


def test_an_old_version_is_a_conflict(shell: Shell) -> None:
    job = waiting(shell, "gate", "gate", "waiting")
    version = shell("show", job, "--json").json["nodes"][0]["version"]

    stale = shell("continue", job, "--node", "gate", "--expect", str(version - 1), "--json")
    fresh = shell("continue", job, "--node", "gate", "--expect", str(version))

    assert stale.code == 4
    assert stale.json["items"][0]["outcome"] == "conflict"
    assert fresh.code == 0


def test_what_is_not_legal_says_the_state(shell: Shell) -> None:
    job = shell.start("ends")
    shell("wait", job)

    ran = shell("pause", job)

    assert ran.code == 4
    assert "succeeded" in ran.err


@pytest.mark.parametrize(
    "words", [["pause", "999999"], ["show", "999999"], ["logs", "999999"], ["audit", "999999"]]
)
def test_an_unknown_job_is_not_found(shell: Shell, words: list[str]) -> None:
    assert shell(*words).code == 3


def test_an_unknown_node_is_not_found(shell: Shell) -> None:
    job = waiting(shell, "gate", "gate", "waiting")

    assert shell("skip", job, "--node", "nope").code == 3


def test_acting_on_what_a_query_finds(shell: Shell) -> None:
    jobs = {shell.start("gate", "--name", "bulk"), shell.start("gate", "--name", "bulk")}
    query = "name:bulk status:paused,running,queued"

    assert shell("cancel", "--where", query).code == 2
    ran = shell("cancel", "--where", query, "--yes", "--json")

    assert {str(item["job"]) for item in ran.json["items"]} == jobs
    assert shell("wait", *jobs).code == 1


def test_the_audit_tells_who_did_what_and_why(shell: Shell) -> None:
    job = waiting(shell, "gate", "gate", "waiting")
    shell("continue", job, "--node", "gate", "--reason", "looked at it")

    entries = shell("audit", job, "--json").json["items"]

    assert [entry["verb"] for entry in entries] == ["continue", "start"]
    assert entries[0]["reason"] == "looked at it"
    assert entries[0]["actor"]
    assert "looked at it" in shell("audit", job).out


def test_a_link_without_a_terminal_is_shown_as_text(shell: Shell) -> None:
    job = shell.start("ends")
    shell("wait", job)

    assert shell("open", f"jobconsole://local/jobs/{job}").out.startswith(f"{job}  ends")
    assert shell("open", job).code == 0
    assert shell("open", "jobconsole://nowhere/jobs/1").code == 3


def test_without_a_terminal_what_needs_a_person_is_printed(shell: Shell) -> None:
    job, other = waiting(shell, "gate", "gate", "waiting"), shell.start("ends")
    shell("wait", other)

    for words in ([], ["--plain"]):
        ran = shell(*words)
        assert ran.code == 0
        assert ran.out.startswith("local, UTC: ")
        assert f"\n{job} " in ran.out
        assert f"\n{other} " not in ran.out


def test_the_engine_tells_how_it_is(shell: Shell) -> None:
    shell.start("ends")

    document = shell("engine", "status", "--json").json

    assert set(document) >= {"pid", "version", "socket", "slots", "running", "queued"}
    assert document["socket"] == str(shell.state / "host.sock")
    assert f"process {document['pid']}" in shell("engine", "status").out


def test_a_reader_that_leaves_is_no_fault_of_ours(shell: Shell) -> None:
    job = waiting(shell, "runs", "long", "running")
    process = shell.popen("logs", job, "--follow", "--json")
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["text"] == "begun"
    process.stdout.close()

    shell("cancel", job)

    assert process.stderr is not None
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=30) in (0, 141)
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors


def test_open_shows_a_job_of_the_local_engine(shell: Shell) -> None:
    job = shell.start("ends")

    ran = shell("open", job)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{job}  ends")
    assert shell("open", f"jobconsole://local/jobs/{job}").code == 0
    assert shell("open", "999999").code == 3


def test_the_local_engine_passes_every_step_of_its_test(shell: Shell) -> None:
    shell.start("ends")

    ran = shell("context", "test", "--json")

    assert ran.code == 0
    assert ran.json["works"]
    assert [step["step"] for step in ran.json["steps"]] == [
        "socket",
        "credentials",
        "who am I",
        "may I read",
        "may I act",
        "clock",
        "version",
        "verbs",
    ]
    assert {step["state"] for step in ran.json["steps"]} == {"ok"}
    assert "pause" in ran.json["verbs"]


def test_the_record_of_actions_can_be_verified(shell: Shell) -> None:
    job = shell.start("gate")
    shell("pause", job, "--yes")

    told = shell("audit", "--verify")
    document = shell("audit", "--verify", "--json").json

    assert told.code == 0
    assert f"{document['chained']} entries are as they were written" in told.out
    assert document["broken"] is None
    assert len(document["head"]) == 64
    assert shell("audit", job, "--verify").code == 2
