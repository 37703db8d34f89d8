"""The nodes of a job, and what their commands are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from console.core.expression import ExpressionError, NodeResult, Scope
from console.workflow import environment, expand, job_name, parse_outputs, render
from console.workflow.graph import Ancestry, components, rings

if TYPE_CHECKING:
    from console.workflow import Plan
    from tests.unit.workflow.conftest import Read

FLOW = """\
run_name: "load ${{ params.day }}"
params: {day: {type: date}, dry-run: {type: bool, default: false}}
env: {WORK: /srv, DAY: "on ${{ params.day }}"}
nodes:
  list:
    run: x
    outputs: [tables, total-rows]
  check:
    name: "${{ matrix.region }}: check ${{ matrix.table }} of ${{ params.day }}"
    needs: list
    matrix: {region: [eu, us], table: [orders, lines]}
    run: x
    outputs: bad
    env: {WORK: "/srv/${{ matrix.region }}", ROWS: "${{ nodes.list.outputs.total-rows }}"}
  aside:
    run: x
    outputs: [noise]
  load:
    needs: check
    run: x
    pause: before
    pause_message: "${{ nodes.list.outputs.total-rows }} rows, ${{ nodes.check[eu,orders].outputs.bad }} bad"
finally:
  tidy:
    run: x
  tell:
    run: x
    needs: tidy
"""
PARAMS = {"day": "2026-11-19", "dry-run": False}


@pytest.fixture
def plan(read: Read) -> Plan:
    return expand(read(FLOW), PARAMS)


def test_a_matrix_becomes_its_instances(plan: Plan) -> None:
    assert [node.id for node in plan] == [
        "list",
        "check[eu,orders]",
        "check[eu,lines]",
        "check[us,orders]",
        "check[us,lines]",
        "aside",
        "load",
        "tidy",
        "tell",
    ]
    assert plan["check[us,lines]"].matrix == {"region": "us", "table": "lines"}
    assert plan["check[us,lines]"].key == "check"
    assert plan["check[us,lines]"].name == "us: check lines of 2026-11-19"
    assert plan["list"].name == "list"


def test_to_need_a_matrix_is_to_need_all_of_it(plan: Plan) -> None:
    assert plan["load"].needs == (
        "check[eu,orders]",
        "check[eu,lines]",
        "check[us,orders]",
        "check[us,lines]",
    )
    assert plan["check[eu,lines]"].needs == ("list",)


def test_finally_nodes_are_marked(plan: Plan) -> None:
    assert [node.id for node in plan if node.is_finally] == ["tidy", "tell"]


def test_a_job_is_named_from_its_parameters(read: Read) -> None:
    assert job_name(read(FLOW), PARAMS) == "load 2026-11-19"
    assert job_name(read("name: plain\nnodes: {a: {run: x}}"), {}) == "plain"


def test_names_have_one_line_whatever_a_parameter_holds(read: Read) -> None:
    text = "run_name: '${{ params.a }}'\nparams: {a: {}}\nnodes: {n: {run: x, name: '- ${{ params.a }}'}}"
    params = {"a": "x\n" + "y" * 300}
    assert job_name(read(text), params) == "x " + "y" * 198
    assert job_name(read(text), {"a": " "}) == "flow"
    assert "\n" not in expand(read(text), params)["n"].name


def test_the_sources_of_a_node_are_what_can_be_read_upstream(plan: Plan) -> None:
    def sources(node: str) -> list[str]:
        return [source.id for source in plan.sources(node)]

    assert sources("list") == []
    assert sources("check[eu,lines]") == ["list"]
    assert sources("load") == ["list", *(node.id for node in plan if node.key == "check")]
    assert sources("tell") == [*sources("load"), "aside"]  # a finally node sees all of the job


def _environment(plan: Plan, node: str, scope: Scope) -> dict[str, str]:
    return environment(plan, plan[node], scope, job_id=7, job_status="running", exec_no=3, attempt=2)


def test_the_environment_of_a_command(plan: Plan) -> None:
    scope = Scope(
        PARAMS,
        nodes={
            "list": NodeResult("succeeded", 0, {"tables": "4", "total-rows": "12", "stray": "x"}),
            "aside": NodeResult("succeeded", 0, {"noise": "1"}),
        },
    )
    assert _environment(plan, "check[eu,orders]", scope) == {
        "WORK": "/srv/eu",
        "DAY": "on 2026-11-19",
        "ROWS": "12",
        "PARAM_DAY": "2026-11-19",
        "PARAM_DRY_RUN": "false",
        "MATRIX_REGION": "eu",
        "MATRIX_TABLE": "orders",
        "NODE_LIST_TABLES": "4",
        "NODE_LIST_TOTAL_ROWS": "12",
        "JOB_ID": "7",
        "JOB_STATUS": "running",
        "EXEC_NO": "3",
        "ATTEMPT": "2",
    }


def test_the_outputs_of_an_instance_have_its_values_in_their_names(plan: Plan) -> None:
    scope = Scope(PARAMS, nodes={"check[us,lines]": NodeResult("succeeded", 0, {"bad": "0"})})
    assert _environment(plan, "load", scope)["NODE_CHECK_US_LINES_BAD"] == "0"


def test_an_output_that_was_not_written_is_no_variable_and_an_empty_text(plan: Plan) -> None:
    variables = _environment(plan, "check[eu,orders]", Scope(PARAMS, nodes={"list": NodeResult("skipped")}))
    assert "NODE_LIST_TABLES" not in variables
    assert variables["ROWS"] == ""


def test_a_prompt_is_filled_in(plan: Plan) -> None:
    results = {
        "list": NodeResult("succeeded", 0, {"total-rows": "12"}),
        "check[eu,orders]": NodeResult("succeeded", 0, {"bad": "1"}),
    }
    assert plan["load"].prompt_of(Scope(PARAMS, nodes=results)) == "12 rows, 1 bad"
    assert plan["load"].prompt_of(Scope(PARAMS)) == "? rows, ? bad"


# --- texts to be filled in -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("plain", "plain"),
        ("${{ params.a }}", "x"),
        ("${{params.a}}-${{  params.n }}", "x-3"),
        ("$PARAM ${a} {{ b }}", "$PARAM ${a} {{ b }}"),
        ("${{ params.yes }}", "true"),
        ("${{ params.none }}", ""),
        ("${{ params.braces }}", "${{ params.a }}"),  # what is filled in is not filled in again
    ],
)
def test_render(text: str, filled: str) -> None:
    params = {"a": "x", "n": 3, "yes": True, "none": None, "braces": "${{ params.a }}"}
    assert render(text, Scope(params)) == filled


def test_render_refuses_what_the_scope_does_not_have() -> None:
    with pytest.raises(ExpressionError, match=r"there is no params\.b"):
        render("${{ params.b }}", Scope())


# --- outputs -------------------------------------------------------------------------------------------


def test_outputs_are_key_and_value() -> None:
    text = "rows=12\n\nnote= a = b \r\n rows =13\nempty=\n"
    outputs, problems = parse_outputs(text, ["rows", "note", "empty"])
    assert outputs == {"rows": "13", "note": " a = b ", "empty": ""}
    assert problems == ()


def test_what_is_odd_about_outputs_is_told_and_takes_nothing_away() -> None:
    text = "hello\nrow=1\nrows=2\nbig=" + "x" * 64_001 + "\nnul=a\0b\n"
    outputs, problems = parse_outputs(text, ["rows", "big", "nul"])
    assert outputs == {"rows": "2"}
    assert problems == (
        "line 1: 'hello' is not key=value",
        "line 2: 'row' is not among the node's outputs (did you mean 'rows'?)",
        "line 4: the value of 'big' is longer than 64000 bytes",
        "line 5: the value of 'nul' holds the character NUL",
        "output 'big' was not written",
        "output 'nul' was not written",
    )


def test_a_file_that_is_no_list_of_outputs_is_told_short() -> None:
    _, problems = parse_outputs("x\n" * 1000, [])
    assert len(problems) == 21
    assert problems[-1] == "980 more problems"


# --- the graph -----------------------------------------------------------------------------------------


def test_what_is_needed_comes_before_what_needs_it() -> None:
    needs = {"c": ("b", "a"), "b": ("a",), "a": (), "x": ("y",), "y": ("x",)}
    order = components(needs)
    assert order.index(("a",)) < order.index(("b",)) < order.index(("c",))
    assert {frozenset(component) for component in order if len(component) > 1} == {frozenset({"x", "y"})}


def test_a_ring_is_told_by_its_shortest_way_round() -> None:
    needs = {"a": ("b", "c"), "b": ("c",), "c": ("a",), "d": ("d", "a")}
    assert rings(needs) == [("a", "c", "a"), ("d", "d")]


def test_a_chain_of_thousands_needs_no_stack() -> None:
    needs = {f"n{i}": (f"n{i - 1}",) if i else () for i in range(5000)}
    ancestry = Ancestry(dict(reversed(needs.items())))
    assert ancestry.is_upstream("n0", of="n4999")
    assert not ancestry.is_upstream("n4999", of="n0")
    assert rings(needs) == []


def test_in_a_ring_every_node_is_upstream_of_every_node() -> None:
    ancestry = Ancestry({"a": ("b",), "b": ("c",), "c": ("a",), "d": ("c",)})
    assert all(ancestry.is_upstream(x, of=y) for x in "abc" for y in "abcd")
    assert not ancestry.is_upstream("d", of="a")
