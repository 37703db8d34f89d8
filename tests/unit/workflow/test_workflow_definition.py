"""What a file that is right becomes: its fields, its defaults and what is filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from console.model import NodeKind
from console.model.node import Retry as RetryRules
from console.workflow import expand

if TYPE_CHECKING:
    from tests.unit.workflow.conftest import Read

NIGHTLY = """\
version: 1
name: nightly-ingest
description: Fetch, check and load yesterday's orders; a person approves the load.
queue: ingest
priority: 10
max_parallel: 3
concurrency: {group: "ingest-${{ params.region }}", max: 1, on_conflict: queue}
params:
  day:    {type: date, default: yesterday, description: Business day to load}
  region: {type: choice, options: [eu, us], default: eu}
env:
  WORK: /srv/ingest
defaults:
  timeout: 30m
  on_failure: pause
  retry: {limit: 2, delay: 30s, backoff: 2}
nodes:
  fetch:
    run: rclone copy "src:$PARAM_REGION/$PARAM_DAY" "$WORK/$PARAM_DAY"
    retry: {limit: 5, delay: 10s, backoff: 2, max_delay: 5m, on_exit: [1, 5]}
    timeout: 20m
    idempotent: true
  check:
    name: "check ${{ matrix.table }}"
    needs: fetch
    matrix: {table: [orders, lines, refunds]}
    run: ./check.py --table "$MATRIX_TABLE" --day "$PARAM_DAY"
  summary:
    needs: [check]
    run: |
      rows=$(./count.sh "$PARAM_DAY")
      echo "rows=$rows" >> "$JOB_OUTPUT"
    outputs: [rows]
  approve:
    needs: [summary]
    if: nodes.summary.outputs.rows > 0
    approval:
      prompt: "Load ${{ nodes.summary.outputs.rows }} rows into production?"
      approvers: [dba, oncall]
      timeout: 4h
      on_timeout: reject
  load:
    needs: [approve]
    run: psql -v day="$PARAM_DAY" -f load.sql
    retry: {limit: 0}
    grace: 60s
  publish:
    needs: [load]
    run: ./publish.sh
    on_failure: continue
finally:
  notify:
    when: always
    run: ./notify.sh "$JOB_STATUS" "$JOB_URL"
"""


def test_a_whole_workflow(read: Read) -> None:
    workflow = read(NIGHTLY)
    assert (workflow.name, workflow.queue, workflow.priority, workflow.max_parallel) == (
        "nightly-ingest",
        "ingest",
        10,
        3,
    )
    assert list(workflow.nodes) == ["fetch", "check", "summary", "approve", "load", "publish"]
    assert list(workflow.finally_) == ["notify"]
    fetch, check = workflow.nodes["fetch"], workflow.nodes["check"]
    assert (fetch.timeout, check.timeout) == (1200, 1800)
    assert fetch.retry.rules == RetryRules(5, 10.0, 2.0, 300.0, (1, 5))
    assert check.retry.rules == RetryRules(2, 30.0, 2.0, 3600.0)
    assert check.needs == ("fetch",)
    assert check.matrix == {"table": ("orders", "lines", "refunds")}
    assert workflow.nodes["load"].retry.limit == 0
    assert workflow.nodes["load"].grace == 60
    assert workflow.nodes["publish"].on_failure == "continue"
    assert workflow.concurrency is not None
    assert workflow.concurrency.group == "ingest-${{ params.region }}"


def test_an_approval(read: Read) -> None:
    approve = read(NIGHTLY).nodes["approve"]
    assert approve.kind is NodeKind.APPROVAL
    assert approve.approval is not None
    assert (approve.approval.approvers, approve.approval.timeout) == (("dba", "oncall"), 14400)
    assert approve.timeout is None  # the default is that of commands
    assert approve.command == ()


def test_what_a_node_is_when_it_says_nothing(read: Read) -> None:
    node = read("nodes: {a: {run: x}}").nodes["a"]
    assert node.command == ("/bin/sh", "-ec", "x")
    assert (node.timeout, node.grace, node.retry.limit) == (None, 10, 0)
    assert (node.when, node.on_failure, node.pause, node.output) == ("on_success", "pause", "none", "split")
    assert (node.ok_exit, node.idempotent, node.needs) == ((0,), False, ())
    assert node.cwd == "/flows"


@pytest.mark.parametrize(
    ("cwd", "folder"), [("data", "/flows/data"), ("/srv", "/srv"), ("../x", "/flows/../x")]
)
def test_folders_are_seen_from_that_of_the_file(cwd: str, folder: str, read: Read) -> None:
    workflow = read(f"defaults: {{cwd: {cwd}}}\nnodes: {{a: {{run: x}}, b: {{run: x, cwd: own}}}}")
    assert workflow.nodes["a"].cwd == folder
    assert workflow.nodes["b"].cwd == "/flows/own"
    assert workflow.folder == Path("/flows")


def test_defaults_hold_for_every_node_that_does_not_say_otherwise(read: Read) -> None:
    workflow = read("""\
        defaults: {shell: bash -euo pipefail -c, grace: 3s, on_failure: fail, retry: {limit: 1, delay: 1s}}
        nodes:
          a: {run: x}
          b: {run: x, shell: python3 -c, grace: 1m, on_failure: continue, retry: {limit: 4}}
          c: {argv: [ls]}
          d: {approval: {}}
        finally:
          z: {run: x}
        """)
    a, b, c, d = workflow.nodes.values()
    assert a.command == ("bash", "-euo", "pipefail", "-c", "x")
    assert b.command == ("python3", "-c", "x")
    assert c.command == ("ls",)
    assert (a.grace, b.grace, c.grace) == (3, 60, 3)
    assert b.retry.rules == RetryRules(4, 0.0, 1.0, 3600.0)  # a node's retry replaces the default's whole
    assert [node.on_failure for node in (a, b, c, d)] == ["fail", "continue", "fail", "fail"]
    assert workflow.finally_["z"].on_failure == "fail"


def test_finally_nodes_run_on_every_end_and_wait_for_nobody(read: Read) -> None:
    workflow = read("""\
        defaults: {on_failure: pause}
        nodes: {a: {run: x}}
        finally:
          y: {run: x}
          z: {run: x, when: on_failure, on_failure: continue}
        """)
    assert [node.when for node in workflow.finally_.values()] == ["always", "on_failure"]
    assert [node.on_failure for node in workflow.finally_.values()] == ["fail", "continue"]


@pytest.mark.parametrize(
    ("approval", "on_timeout"),
    [("{}", "wait"), ("", "wait"), ("{timeout: 1h}", "reject"), ("{timeout: 1h, on_timeout: wait}", "wait")],
)
def test_an_approval_that_nobody_gives_in_time(approval: str, on_timeout: str, read: Read) -> None:
    node = read(f"nodes: {{a: {{approval: {approval}}}}}").nodes["a"]
    assert node.approval is not None
    assert node.approval.on_timeout == on_timeout


def test_texts_stay_as_they_were_written(read: Read) -> None:
    workflow = read("""\
        env: {A: 1.10, B: no, C: 0x1F, D: true, E: "", F: 2026-11-19}
        nodes:
          a: {run: true, outputs: on, matrix: {n: [1.0, yes]}}
          b: {argv: [sleep, 010]}
        """)
    assert list(workflow.env.values()) == ["1.10", "no", "0x1F", "true", "", "2026-11-19"]
    assert workflow.nodes["a"].run == "true"
    assert workflow.nodes["a"].outputs == ("on",)
    assert workflow.nodes["a"].matrix == {"n": ("1.0", "yes")}
    assert workflow.nodes["b"].argv == ("sleep", "010")


def test_one_value_stands_for_a_list_of_one(read: Read) -> None:
    node = read("nodes: {a: {run: x}, b: {run: x, needs: a, outputs: r, ok_exit: 3}}").nodes["b"]
    assert (node.needs, node.outputs, node.ok_exit) == (("a",), ("r",), (3,))


def test_durations(read: Read) -> None:
    written = ("30s", "5m", "2h30m", "1d", "90", "500ms", "1.5h")
    nodes = ", ".join(f"n{i}: {{run: x, timeout: {text}}}" for i, text in enumerate(written))
    workflow = read(f"nodes: {{{nodes}}}")
    assert [node.timeout for node in workflow.nodes.values()] == [30, 300, 9000, 86400, 90, 0.5, 5400]


def test_an_alias_repeats_a_value(read: Read) -> None:
    workflow = read("nodes:\n  a: &a {run: x, env: {A: b}}\n  b: *a\n")
    assert workflow.nodes["a"] == workflow.nodes["b"]


def test_a_definition_does_not_change(read: Read) -> None:
    workflow = read("nodes: {a: {run: x}}")
    with pytest.raises(ValidationError, match="frozen"):
        workflow.name = "other"  # type: ignore[misc]


def test_the_rules_that_core_decides_by(read: Read) -> None:
    plan = expand(read(NIGHTLY), {"day": "2026-11-19", "region": "eu"})
    approve, notify, check = plan["approve"].rules, plan["notify"].rules, plan["check[lines]"].rules
    assert approve.kind is NodeKind.APPROVAL
    assert (approve.condition, approve.approvers) == ("nodes.summary.outputs.rows > 0", ("dba", "oncall"))
    assert (approve.approval_timeout, approve.on_timeout) == (14400, "reject")
    assert approve.prompt == "Load ${{ nodes.summary.outputs.rows }} rows into production?"
    assert notify.is_finally
    assert check.matrix == {"table": "lines"}
    assert plan["summary"].rules.needs == ("check[orders]", "check[lines]", "check[refunds]")


def test_pause_points(read: Read) -> None:
    plan = expand(
        read("nodes: {a: {run: x, pause: before, pause_message: Look}, b: {run: x, pause: after}}"), {}
    )
    assert [(node.rules.pause_before, node.rules.pause_after, node.rules.prompt) for node in plan] == [
        (True, False, "Look"),
        (False, True, None),
    ]
