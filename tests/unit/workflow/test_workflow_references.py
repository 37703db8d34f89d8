"""What `if` and `${{ }}` may refer to, and what is said of the rest."""

# ruff: noqa: E501 - a message to compare with is read best in one piece

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.workflow.conftest import Problems, Read

FLOW = """\
params:
  batch: {type: choice, options: [canary, all], default: canary}
  dry: {type: bool, default: false}
  token: {secret: true}
  day: {type: date}
nodes:
  sum:
    run: x
    outputs: [rows, lines]
  check:
    run: x
    needs: sum
    matrix: {table: [orders, refunds]}
    outputs: [bad]
  other:
    run: x
  last:
    needs: [check]
    {{line}}
finally:
  tidy:
    run: x
"""


def _flow(line: str) -> str:
    return FLOW.replace("{{line}}", line.replace("\n", "\n    "))


@pytest.mark.parametrize(
    "condition",
    [
        "params.batch == 'all'",
        "params.dry",
        "params.day > '2026-01-01'",
        "nodes.sum.outputs.rows > 0",
        "nodes.check[orders].outputs.bad == 0 && nodes.check[refunds].status == 'succeeded'",
        "nodes.sum.exit_code != 3",
    ],
)
def test_conditions_that_are_right(condition: str, problems: Problems) -> None:
    assert problems(_flow(f"run: x\nif: {condition}")) == []


@pytest.mark.parametrize(
    ("condition", "column", "problem"),
    [
        ("params.bacth == 'all'", 9, "there is no parameter 'bacth' (did you mean 'batch'?)"),
        ("matrix.table == 'orders'", 9, "there is no matrix axis 'table'"),
        ("true && nodes.summ.status == 'failed'", 17, "there is no node 'summ' (did you mean 'sum'?)"),
        ("nodes.sum.outputs.row > 0", 9, "node 'sum' has no output 'row' (did you mean 'rows'?): list it in "
         "its outputs"),
        ("nodes.other.status == 'failed'", 9, "'last' does not come after 'other': name it in needs"),
        ("nodes.last.status == 'failed'", 9, "'last' does not come after 'last': name it in needs"),
        ("nodes.tidy.status == 'failed'", 9, "'last' does not come after 'tidy': name it in needs"),
        ("nodes.check.outputs.bad > 0", 9, "'check' has a matrix: name one of its instances, such as "
         "check[orders]"),
        ("nodes.check[order].outputs.bad > 0", 9, "there is no node 'check[order]' (did you mean "
         "'check[orders]'?)"),
        ("nodes.sum.status == 'succeded'", 29, "nodes.sum.status is one of succeeded, skipped, failed, canceled, "
         "blocked, never compared with 'succeded' (did you mean 'succeeded'?)"),
        ("params.batch != 'al'", 25, "params.batch is one of canary, all, never compared with 'al' (did you "
         "mean 'all'?)"),
        ("params.dry == 1", 23, "params.dry is one of true, false, never compared with 1"),
        ("params.batch = 'all'", 22, "write == to compare"),
    ],
)  # fmt: skip
def test_conditions_that_are_wrong(condition: str, column: int, problem: str, problems: Problems) -> None:
    assert problems(_flow(f"run: x\nif: {condition}")) == [f"flow.yaml:20:{column}: nodes.last.if: {problem}"]


def test_the_column_of_a_quoted_condition(problems: Problems) -> None:
    (problem,) = problems(_flow("run: x\nif: \"params.q == 'all'\""))
    assert problem.startswith("flow.yaml:20:10: ")


def test_a_condition_over_several_lines_is_placed_at_its_begin(problems: Problems) -> None:
    (problem,) = problems(_flow("run: x\nif: >\n  true &&\n  params.q"))
    assert problem.startswith("flow.yaml:20:9: nodes.last.if: there is no parameter 'q'")


def test_a_condition_with_braces_says_how_to_write_it(problems: Problems) -> None:
    (problem,) = problems(_flow("run: x\nif: ${{ params.dry }}"))
    assert problem.endswith("write the expression without ${{ }} and a parameter as params.NAME")


def test_on_success_is_never_asked_after_a_failure(problems: Problems) -> None:
    (problem,) = problems(_flow("run: x\nif: failure()\nwhen: on_success"))
    assert problem.startswith("flow.yaml:21:5: nodes.last.when: always() and failure() need 'when: always'")


def test_a_condition_that_asks_for_failures_is_asked_always(read: Read) -> None:
    assert read(_flow("run: x\nif: failure()")).nodes["last"].when == "always"
    assert read(_flow("run: x\nif: success()")).nodes["last"].when == "on_success"


@pytest.mark.parametrize(
    "line",
    [
        "run: x\nname: last ${{ params.day }}",
        "run: x\npause: before\npause_message: ${{ nodes.sum.outputs.rows }} rows, ${{params.batch}}",
        "approval: {prompt: 'Load ${{ nodes.sum.outputs.rows }} rows?'}",
        "run: x\nenv: {ROWS: '${{ nodes.sum.outputs.rows }}', T: '${{ params.token }}'}",
        "workflow: x.yaml\nwith: {rows: '${{ nodes.check[orders].outputs.bad }}'}",
    ],
)
def test_texts_that_are_filled_in(line: str, problems: Problems) -> None:
    assert problems(_flow(line)) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("run: echo ${{ params.day }}", "nodes.last.run: '${{ }}' is never filled into a command: use the "
         'environment variable "$PARAM_DAY"'),
        ("run: echo ${{ nodes.sum.outputs.rows }} ${{ matrix.a-b }}", "nodes.last.run: '${{ }}' is never filled "
         'into a command: use the environment variable "$NODE_SUM_ROWS" and "$MATRIX_A_B"'),
        ("run: echo ${{ secrets.x }}", "nodes.last.run: '${{ }}' is never filled into a command: use the "
         "environment variable of the value (PARAM_*, MATRIX_*, NODE_<ID>_<OUTPUT>)"),
        ("argv: [echo, '${{ params.day }}']", "nodes.last.argv[1]: '${{ }}' is never filled into a command: the "
         'command finds "$PARAM_DAY" in its environment'),
        ("run: x\ncwd: /${{ params.day }}", "nodes.last.cwd: '${{ }}' is filled in only in name, run_name, "
         "prompt, pause_message, concurrency.group, env and with"),
        ("run: x\nname: '${{ nodes.sum.outputs.rows }}'", "nodes.last.name: a name is fixed before the job "
         "runs: it takes no nodes"),
        ("run: x\nname: '${{ params.token }}'", "nodes.last.name: 'token' is secret and this text is shown"),
        ("run: x\nenv: {A: '${{ params.dayy }}'}", "nodes.last.env.A: there is no parameter 'dayy' (did you mean "
         "'day'?)"),
        ("run: x\nenv: {A: '${{ nodes.other.status }}'}", "nodes.last.env.A: 'last' does not come after "
         "'other': name it in needs"),
        ("run: x\nenv: {A: 'x ${{ params.day'}", "nodes.last.env.A: '${{' has no '}}'"),
        ("run: x\nenv: {A: '${{ params.dry == true }}'}", "nodes.last.env.A: 'params.dry == true' is not a "
         "reference; there are params.NAME, matrix.NAME, nodes.ID.status, nodes.ID.exit_code and "
         "nodes.ID.outputs.NAME"),
    ],
)  # fmt: skip
def test_braces_out_of_place(line: str, problem: str, problems: Problems) -> None:
    (told,) = problems(_flow(line))
    assert told.split(": ", 1)[1] == problem


def test_a_reference_in_a_text_is_placed_by_its_column(problems: Problems) -> None:
    (told,) = problems(_flow("run: x\nname: check ${{ params.dayy }}"))
    assert told.startswith("flow.yaml:20:21: nodes.last.name: ")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("name: x ${{ params.day }}", "name: '${{ }}' is filled in only in name"),
        ("run_name: x ${{ nodes.sum.outputs.rows }}", "run_name: this is fixed before the job runs"),
        ("run_name: x ${{ params.other }}", "run_name: there is no parameter 'other'"),
        (
            "concurrency: {group: '${{ matrix.table }}'}",
            "concurrency.group: this is fixed before the job runs",
        ),
        ("env: {A: '${{ nodes.sum.outputs.rows }}'}", "env.A: this is fixed before the job runs"),
        ("env: {A: '${{ matrix.table }}'}", "env.A: this is fixed before the job runs"),
    ],
)
def test_texts_of_the_whole_file(line: str, problem: str, problems: Problems) -> None:
    (told,) = problems(f"{line}\n{_flow('run: x')}")
    assert told.split(": ", 1)[1].startswith(problem)


def test_finally_nodes_know_every_node_of_the_job(problems: Problems) -> None:
    text = _flow("run: x").replace("tidy:\n", "tidy:\n    if: nodes.last.status == 'failed'\n")
    assert problems(text) == []


def test_finally_nodes_know_other_finally_nodes_that_they_need(problems: Problems) -> None:
    text = _flow("run: x") + "  then:\n    run: x\n    needs: tidy\n    if: nodes.tidy.status == 'failed'\n"
    assert problems(text) == []
    (problem,) = problems(text.replace("    needs: tidy\n", ""))
    assert problem.endswith("'then' does not come after 'tidy': name it in needs")


def test_what_is_malformed_elsewhere_raises_no_false_alarm(problems: Problems) -> None:
    text = """\
        params: [day]
        nodes:
          a: {run: x, outputs: {rows: 1}, matrix: [x]}
          b: {run: x, needs: a, if: params.day == matrix.x, name: "${{ params.day }}"}
          c: {run: x, matrix: x, name: "${{ matrix.x }}"}
        """
    assert [told.split(": ")[1] for told in problems(text)] == [
        "params",
        "nodes.a.outputs",
        "nodes.a.matrix",
        "nodes.b.if",  # b has no matrix, whatever else is wrong
        "nodes.c.matrix",
    ]


# --- names of variables --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("params: {a-b: {}, a_b: {}}\nnodes: {n: {run: x}}",
         "params.a_b: its environment variable PARAM_A_B is also that of parameter 'a-b': rename one of them"),
        ("nodes: {n: {run: x, matrix: {t: [a], T: [b]}}}",
         "nodes.n.matrix.T: its environment variable MATRIX_T is also that of axis 't': rename one of them"),
        ("nodes: {a: {run: x, outputs: b_c}, a_b: {run: x, outputs: c}}",
         "nodes.a_b.outputs: the environment variable NODE_A_B_C is also that of output 'b_c' of node 'a': "
         "rename one of them"),
        ("nodes: {a: {run: x, matrix: {t: [b]}, outputs: c}, a-b: {run: x, outputs: c}}",
         "nodes.a-b.outputs: the environment variable NODE_A_B_C is also that of output 'c' of node 'a[b]': "
         "rename one of them"),
        ("params: {day: {}}\nenv: {PARAM_DAY: x}\nnodes: {n: {run: x}}",
         "env.PARAM_DAY: PARAM_DAY is set for parameter 'day': choose another name"),
        ("nodes: {n: {run: x, env: {JOB_ID: x}}}",
         "nodes.n.env.JOB_ID: JOB_ID is set for the engine: choose another name"),
        ("nodes: {n: {run: x, matrix: {t: [a]}, env: {MATRIX_T: x}}}",
         "nodes.n.env.MATRIX_T: MATRIX_T is set for axis 't': choose another name"),
    ],
)  # fmt: skip
def test_two_things_never_share_a_variable(text: str, problem: str, problems: Problems) -> None:
    (told,) = problems(text)
    assert told.split(": ", 1)[1] == problem


def test_a_name_that_nobody_sets_is_free(problems: Problems) -> None:
    assert problems("env: {NODE_ENV: production, PARAM_X: y}\nnodes: {n: {run: x, matrix: {t: [a]}}}") == []


def test_a_node_overrides_the_environment_of_the_file(problems: Problems) -> None:
    assert problems("env: {A: x}\nnodes: {n: {run: x, env: {A: y}}}") == []


def test_two_matrices_may_have_the_same_axis(problems: Problems) -> None:
    assert problems("nodes: {a: {run: x, matrix: {t: [a]}}, b: {run: x, matrix: {t: [b]}}}") == []


def test_more_outputs_than_a_job_may_have(problems: Problems) -> None:
    values, names = ", ".join(f"v{i}" for i in range(1000)), ", ".join(f"o{i}" for i in range(1000))
    (told,) = problems(f"nodes: {{a: {{run: x, matrix: {{t: [{values}]}}, outputs: [{names}]}}}}")
    assert told.endswith("a job has at most 100000 outputs, matrices written out; these are 1000000")
