"""Real workflows on real processes: what a person writes in a file is what runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from console.engine.errors import InvalidWorkflow, UnknownWorkflow
from console.model import (
    Attention,
    ExecutionStatus,
    JobStatus,
    LogRef,
    NodeStatus,
    Resolution,
    StartRequest,
    Verb,
)

if TYPE_CHECKING:
    from engine_bench import Bench

S = NodeStatus


async def test_a_job_runs_its_nodes_in_the_order_of_their_needs(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          last: {needs: [left, right], run: echo last >> order}
          left: {needs: [first], run: echo middle >> order}
          right: {needs: [first], run: echo middle >> order}
          first: {run: echo first >> order}
    """)
    detail = await bench.ended(job)
    assert detail.job.status is JobStatus.SUCCEEDED
    assert bench.words("order") == ["first", "middle", "middle", "last"]
    assert (detail.job.done, detail.job.total, detail.job.owner) == (4, 4, "tester")


async def test_a_failing_command_is_told_with_its_exit_code_and_its_last_line_of_stderr(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          load: {run: 'echo fine; echo; echo "relation \\"orders\\" does not exist" >&2; echo >&2; exit 3'}
    """)
    detail = await bench.status(job, JobStatus.PAUSED)
    node = detail.nodes["load"]
    assert (node.status, node.resolution, node.exit_code) == (S.FAILED, Resolution.WAITING, 3)
    assert detail.job.reason == 'load failed: exit 3, relation "orders" does not exist'
    assert (detail.job.attention, detail.job.signature is not None) == (Attention.FAILURE, True)
    assert detail.executions[0].exit_code == 3


async def test_a_failed_command_is_run_again_as_often_as_its_retry_says(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          flaky:
            run: 'echo $ATTEMPT >> tries; test $ATTEMPT = 3'
            retry: {limit: 2, delay: 0.02, backoff: 2}
    """)
    detail = await bench.ended(job)
    assert detail.job.status is JobStatus.SUCCEEDED
    assert bench.words("tries") == ["1", "2", "3"]
    assert [e.status for e in detail.executions] == [
        ExecutionStatus.FAILED,
        ExecutionStatus.FAILED,
        ExecutionStatus.SUCCEEDED,
    ]


async def test_retries_that_run_out_leave_the_node_failed(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          flaky: {run: exit 1, retry: {limit: 1, delay: 0.01}, on_failure: fail}
          after: {needs: flaky, run: echo never >> never}
    """)
    detail = await bench.ended(job)
    assert detail.job.status is JobStatus.FAILED
    assert (detail.nodes["flaky"].execution, detail.nodes["after"].status) == (2, S.BLOCKED)
    assert bench.words("never") == []


async def test_a_matrix_is_one_node_for_each_value_and_no_more_at_a_time_than_it_says(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          check:
            matrix: {table: [orders, lines, refunds]}
            max_parallel: 1
            run: 'test ! -e busy; touch busy; echo $MATRIX_TABLE >> tables; rm busy'
    """)
    detail = await bench.ended(job)
    assert detail.job.status is JobStatus.SUCCEEDED
    assert sorted(bench.words("tables")) == ["lines", "orders", "refunds"]
    assert list(detail.nodes) == ["check[orders]", "check[lines]", "check[refunds]"]


async def test_a_job_runs_no_more_at_a_time_than_it_says(bench: Bench) -> None:
    job = await bench.start("""
        max_parallel: 1
        nodes:
          a: {run: 'test ! -e busy; touch busy; sleep 0.05; rm busy'}
          b: {run: 'test ! -e busy; touch busy; sleep 0.05; rm busy'}
    """)
    assert (await bench.ended(job)).job.status is JobStatus.SUCCEEDED


async def test_outputs_reach_conditions_prompts_and_the_commands_after_them(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          count: {run: 'echo rows=12 >> "$JOB_OUTPUT"', outputs: [rows]}
          many: {needs: count, if: nodes.count.outputs.rows > 10, run: 'echo $NODE_COUNT_ROWS >> rows'}
          few: {needs: count, if: nodes.count.outputs.rows <= 10, run: echo few >> rows}
          gate: {needs: many, approval: {prompt: 'Load ${{ nodes.count.outputs.rows }} rows?'}}
    """)
    detail = await bench.node(job, "gate", S.WAITING)
    assert detail.nodes["count"].outputs == {"rows": "12"}
    assert (detail.nodes["few"].status, bench.words("rows")) == (S.SKIPPED, ["12"])
    assert detail.nodes["gate"].reason == "Load 12 rows?"
    assert detail.job.reason == "gate: Load 12 rows?"


async def test_a_missing_output_is_noted_in_the_log(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {run: echo rws=1 >> $JOB_OUTPUT, outputs: [rows]}")
    await bench.ended(job)
    window = await bench.engine.log(LogRef(job, "a", 1), first=0, count=10)
    notes = [line.text for line in window.lines if line.stream == "note"]
    assert notes == [
        "outputs: line 1: 'rws' is not among the node's outputs (did you mean 'rows'?)",
        "outputs: output 'rows' was not written",
    ]


async def test_parameters_and_the_engines_own_variables_are_all_that_a_command_sees(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "do not pass on")
    job = await bench.start(
        """
        params: {day: {type: date}, dry: {type: bool, default: 'true'}}
        env: {GREETING: 'hello ${{ params.day }}'}
        nodes:
          a: {run: 'env > seen', env: {OWN: x}}
        """,
        day="2026-11-19",
    )
    await bench.ended(job)
    seen = dict(line.split("=", 1) for line in (bench.folder / "seen").read_text().splitlines())
    assert seen.pop("JOB_OUTPUT")
    assert {name: seen[name] for name in ("PARAM_DAY", "PARAM_DRY", "GREETING", "OWN")} == {
        "PARAM_DAY": "2026-11-19",
        "PARAM_DRY": "true",
        "GREETING": "hello 2026-11-19",
        "OWN": "x",
    }
    assert (seen["JOB_ID"], seen["JOB_URL"]) == (job, f"jobconsole://local/jobs/{job}")
    assert (seen["PATH"], "SECRET_TOKEN" in seen) == (os.environ["PATH"], False)


async def test_a_timeout_ends_the_command_and_says_so(bench: Bench) -> None:
    job = await bench.start("nodes:\n  slow: {run: sleep 60, timeout: 0.05, on_failure: fail}")
    detail = await bench.ended(job)
    assert detail.nodes["slow"].reason == "timeout after 0.05 s, SIGTERM"


async def test_a_command_that_does_not_exist_is_a_start_that_failed(bench: Bench) -> None:
    job = await bench.start("nodes:\n  a: {argv: [no-such-command], on_failure: fail}")
    detail = await bench.ended(job)
    assert detail.nodes["a"].reason is not None
    assert "could not start: there is no command 'no-such-command'" in detail.nodes["a"].reason
    assert detail.executions[0].exit_code is None


async def test_a_pause_point_before_a_node_holds_it_until_somebody_continues(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          drain: {run: echo drained >> done, pause: before, pause_message: Check the budget}
    """)
    await bench.node(job, "drain", S.WAITING)
    (item,) = await bench.engine.paused()
    assert (item.kind, item.prompt, item.starts) == ("pause_before", "Check the budget", ("drain",))
    assert bench.words("done") == []
    assert (await bench.act(Verb.CONTINUE, job, "drain")).ok
    assert (await bench.ended(job)).job.status is JobStatus.SUCCEEDED
    assert (bench.words("done"), await bench.engine.paused()) == (["drained"], [])


async def test_an_approval_is_answered_only_by_those_it_names(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          gate: {approval: {prompt: 'Go?', approvers: [dba]}}
          load: {needs: gate, run: echo loaded >> loaded}
    """)
    await bench.node(job, "gate", S.WAITING)
    refused = await bench.act(Verb.APPROVE, job, "gate")
    assert refused.message == "gate may be answered by dba; you are tester"
    assert (await bench.act(Verb.APPROVE, job, "gate", actor="dba")).ok
    detail = await bench.ended(job)
    assert (detail.nodes["gate"].actor, bench.words("loaded")) == ("dba", ["loaded"])


async def test_an_approval_that_nobody_gives_in_time_is_rejected_by_itself(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          gate: {approval: {prompt: 'Go?', timeout: 0.05, on_timeout: reject}}
    """)
    detail = await bench.ended(job)
    assert detail.nodes["gate"].reason == "rejected: nobody answered in time"


async def test_finally_nodes_see_how_the_job_ended(bench: Bench) -> None:
    job = await bench.start("""
        nodes:
          load: {run: exit 1, on_failure: fail}
        finally:
          notify: {run: echo $JOB_STATUS >> told}
          cheer: {run: echo cheer >> told, when: on_success}
    """)
    detail = await bench.ended(job)
    assert (bench.words("told"), detail.nodes["cheer"].status) == (["failed"], S.SKIPPED)


async def test_jobs_of_higher_priority_get_the_slots_first(bench: Bench) -> None:
    hold = "nodes:\n  hold: {run: 'until test -e go-%s; do sleep 0.02; done'}"
    first, second = [await bench.start(hold % number) for number in "12"]
    for name, priority in (("low", 1), ("high", 5)):
        await bench.start(f"priority: {priority}\nnodes:\n  a: {{run: echo {name} >> order}}")
    assert (await bench.engine.jobs("status:queued")).total == 2
    # One slot only is let go: two would run both jobs at once, and which writes first is anybody's guess.
    (bench.folder / "go-1").touch()
    for job in (first, "3", "4"):
        await bench.ended(job)
    assert bench.words("order") == ["high", "low"]
    (bench.folder / "go-2").touch()
    await bench.ended(second)


async def test_a_file_with_errors_is_refused_with_all_of_them_and_nothing_is_stored(bench: Bench) -> None:
    text = "version: 1\nname: x\nqueue: a\nnodes:\n  a: {runn: 'true'}\n  b: {needs: c, run: 'true'}\n"
    request = StartRequest(None, {}, text=text, source="bad.yaml", folder="/")
    with pytest.raises(InvalidWorkflow) as caught:
        await bench.engine.start_job(request, actor="tester")
    told = str(caught.value)
    assert "bad.yaml:5" in told
    assert "did you mean 'run'" in told
    assert "bad.yaml:6" in told
    assert ((await bench.engine.jobs()).items, await bench.engine.workflows()) == ((), [])


async def test_what_the_engine_cannot_do_yet_is_refused_where_it_stands(bench: Bench) -> None:
    with pytest.raises(InvalidWorkflow, match=r"sample\.yaml:3:1: concurrency: this engine does not"):
        await bench.start("version: 1\nname: x\nconcurrency: {group: a}\nnodes:\n  a: {run: 'true'}")


async def test_a_wrong_parameter_is_refused(bench: Bench) -> None:
    with pytest.raises(InvalidWorkflow, match=r"'dya'.*did you mean 'day'"):
        await bench.start("params: {day: {default: x}}\nnodes:\n  a: {run: 'true'}", dya="1")


async def test_a_workflow_that_was_started_once_is_started_again_by_its_name(bench: Bench) -> None:
    await bench.start("params: {n: {default: one}}\nnodes:\n  a: {run: echo $PARAM_N >> n}")
    await bench.ended("1")
    again = await bench.engine.start_job(StartRequest("sample", {"n": "two"}, priority=3), actor="x")
    detail = await bench.ended(again)
    assert (bench.words("n"), detail.job.priority) == (["one", "two"], 3)
    (info,) = await bench.engine.workflows()
    assert (info.id, info.params[0].name, info.node_count) == ("sample", "n", 1)
    related = await bench.engine.related(again)
    assert [(each.relation, each.job.id) for each in related] == [("previous run", "1")]
    with pytest.raises(UnknownWorkflow, match="there is no workflow nothing"):
        await bench.engine.start_job(StartRequest("nothing", {}), actor="x")
