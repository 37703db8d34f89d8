"""Every error of a workflow file, at once, in its place, with what to write instead."""

# ruff: noqa: E501 - a message to compare with is read best in one piece

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.workflow.conftest import Problems

NODE = "nodes:\n  a:\n    run: x\n"


def test_all_errors_are_told_at_once(problems: Problems) -> None:
    text = """\
        version: 1
        name: bad
        nodes:
          a:
            run: x
            retrys: 3
            timeout: soon
          b:
            run: x
            approval: {prompt: Go on?}

          c:
            run: x

          c:
            run: y
        """
    assert problems(text) == [
        "flow.yaml:6:5: nodes.a.retrys: unknown field 'retrys' (did you mean 'retry'?)",
        "flow.yaml:7:5: nodes.a.timeout: a duration such as 30s, 5m, 2h30m, 1d or a number of seconds",
        "flow.yaml:8:3: nodes.b: a node has exactly one of run, argv, approval, workflow "
        "(this one has run, approval)",
        "flow.yaml:15:3: key 'c' is given twice (first on line 12)",
    ]


def test_the_graph_is_checked_even_where_a_node_is_wrong(problems: Problems) -> None:
    text = """\
        version: 1
        nodes:
          a:
            needs: [b]
            run: x
          b:
            needs: [a, q]
            run: x
            retrys: 3
        """
    assert problems(text) == [
        "flow.yaml:4:5: the nodes depend on each other in a ring: a -> b -> a",
        "flow.yaml:7:16: nodes.b.needs: there is no node 'q'",
        "flow.yaml:9:5: nodes.b.retrys: unknown field 'retrys' (did you mean 'retry'?)",
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("retry: {limit: -1}", "4:13: nodes.a.retry.limit: a whole number from 0 to 1000, not '-1'"),
        ("retry: {limit: true}", "4:13: nodes.a.retry.limit: a whole number from 0 to 1000, not 'true'"),
        ("retry: {backoff: 0.5}", "4:13: nodes.a.retry.backoff: a number from 1 to 100"),
        ("retry: {backoff: .nan}", "4:13: nodes.a.retry.backoff: a number from 1 to 100"),
        (
            "retry: {on_exit: [1, 300]}",
            "4:26: nodes.a.retry.on_exit[1]: a whole number from 0 to 255, not '300'",
        ),
        ("retry: 3", "4:5: nodes.a.retry: a mapping (lines of key: value), not the single value '3'"),
        ("retry: [1]", "4:5: nodes.a.retry: a mapping (lines of key: value), not a list"),
        ("retry:", "4:5: nodes.a.retry: a mapping (lines of key: value), not nothing"),
        ("retry: {limt: 3}", "4:13: nodes.a.retry.limt: unknown field 'limt' (did you mean 'limit'?)"),
        ("timeout: 0", "4:5: nodes.a.timeout: a duration of more than nothing; leave it out for none"),
        (
            "grace:",
            "4:5: nodes.a.grace: a duration such as 30s, 5m, 2h30m, 1d or a number of seconds; "
            "nothing is given here",
        ),
        (
            "grace: [1]",
            "4:5: nodes.a.grace: a duration such as 30s, 5m, 2h30m, 1d or a number of seconds, not a list",
        ),
        (
            "on_failure: puase",
            "4:5: nodes.a.on_failure: one of pause, fail, continue, not 'puase' (did you mean 'pause'?)",
        ),
        ("pause: yes", "4:5: nodes.a.pause: one of none, before, after, not 'yes'"),
        ("idempotent: yes", "4:5: nodes.a.idempotent: true or false, not 'yes'"),
        ("idempotent: 'true'", "4:5: nodes.a.idempotent: true or false, not 'true'"),
        ("needs: {b: 1}", "4:5: nodes.a.needs: a list, or one value"),
        ("needs:", "4:5: nodes.a.needs: a list, or one value; nothing is given here"),
        ("env: {1A: x}", "4:11: nodes.a.env.1A: '1A' is not a name of an environment variable: letters, "
         "digits and _, no digit first"),
        ("env: {A: }", "4:11: nodes.a.env.A: a text; nothing is given here"),
        ("env: {A: \"a\\0b\"}", "4:11: nodes.a.env.A: a text without the character NUL, "
         "which no command can be given"),
        ("name: ''", "4:5: nodes.a.name: a text of 1 to 500 characters"),
        ("name: \"a\\nb\"", "4:5: nodes.a.name: a text on one line, without control characters"),
        ("outputs: [a b]", "4:15: nodes.a.outputs[0]: 'a b' is not a name: letters, digits, _ and -, "
         "no digit first, up to 64"),
        ("outputs: [a, a]", "4:5: nodes.a.outputs: each value once; a is given twice"),
        ("matrix: {}", "4:5: nodes.a.matrix: a matrix has at least one axis"),
        ("matrix: {t: []}", "4:14: nodes.a.matrix.t: a list of at least one value"),
        ("matrix: {t: ['a,b']}", "4:18: nodes.a.matrix.t[0]: 'a,b' is not a value of a matrix: 1 to 100 "
         "characters, no comma, no square bracket, no space at its ends"),
        ("max_parallel: 2", "4:5: nodes.a.max_parallel: 'max_parallel' of a node bounds the instances of its "
         "matrix; this one has no matrix"),
        ("cwd: ~/flows", "4:5: nodes.a.cwd: a folder, absolute or seen from the file's own; '~' is not filled in"),
        ("shell: bash \"-c", "4:5: nodes.a.shell: a shell and its options, such as bash -euo pipefail -c; "
         "a quote is not closed here"),
        ("shell: [bash]", "4:5: nodes.a.shell: the shell as one text, such as bash -euo pipefail -c"),
        ("with: {a: b}", "4:5: nodes.a.with: 'with' does not go with a 'run'"),
        ("depends_on: b", "4:5: nodes.a.depends_on: unknown field 'depends_on' (did you mean 'needs'?)"),
        ("<<: {a: b}", "4:5: nodes.a.<<: unknown field '<<'"),
    ],
)  # fmt: skip
def test_fields_of_a_node(line: str, problem: str, problems: Problems) -> None:
    assert problems(f"{NODE}    {line}\n") == [f"flow.yaml:{problem}"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("version: 2", "version: 1, the only version there is"),
        ("steps: []", "steps: unknown field 'steps' (did you mean 'nodes'?)"),
        ("queue: a b", "queue: 'a b' is not a name of a queue: letters, digits, _, . and -, up to 64"),
        ("priority: high", "priority: a whole number from -1000000 to 1000000, not 'high'"),
        ("max_parallel: 1.5", "max_parallel: a whole number from 1 to 10000, not '1.5'"),
        ("description: [x]", "description: a text, not a list"),
        ("concurrency: {max: 2}", "concurrency: missing field 'group'"),
        ("concurrency: {group: g, on_conflict: kill}",
         "concurrency.on_conflict: one of queue, reject, cancel_running, not 'kill'"),
        ("params: {1a: {}}", "params.1a: '1a' is not a name: letters, digits, _ and -, no digit first, up to 64"),
        ("params: {a: {type: text}}",
         "params.a.type: one of string, int, bool, choice, date, not 'text'"),
        ("params: {a: {type: choice}}", "params.a: a choice needs options"),
        ("params: {a: {options: [x]}}",
         "params.a: options belong to a parameter of type choice, this one is a string"),
        ("params: {a: {type: choice, options: [x, y], default: z}}",
         "params.a: the default should be one of x, y, not 'z'"),
        ("params: {a: {type: int, default: x}}",
         "params.a: the default should be a whole number, not 'x'"),
        ("params: {a: {type: date, default: tomorrow}}",
         "params.a: the default should be a date such as 2026-11-19, or today, or yesterday, not 'tomorrow'"),
        ("params: {a: {required: true, default: x}}",
         "params.a: a required parameter has no default: drop one of the two"),
        ("params: {a: {type: int, required: false}}", "params.a: a parameter of type int that is not required needs a default"),
        ("defaults: {timeout: soon}",
         "defaults.timeout: a duration such as 30s, 5m, 2h30m, 1d or a number of seconds"),
        ("defaults: {env: {A: b}}", "defaults.env: unknown field 'env'"),
        ("finally: []", "finally: a mapping (lines of key: value), not a list"),
    ],
)  # fmt: skip
def test_fields_of_the_file(line: str, problem: str, problems: Problems) -> None:
    (told,) = problems(f"{line}\n{NODE}")
    assert told.split(": ", 1)[1] == problem
    assert told.startswith("flow.yaml:1:")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: x", "flow.yaml:1:1: missing field 'nodes'"),
        ("nodes: {}", "flow.yaml:1:1: nodes: at least one node"),
        ("nodes:", "flow.yaml:1:1: nodes: a mapping (lines of key: value), not nothing"),
        ("nodes: {a: run me}", "flow.yaml:1:9: nodes.a: a mapping (lines of key: value), "
         "not the single value 'run me'"),
        ("nodes: {a b: {run: x}}", "flow.yaml:1:9: nodes.a b: 'a b' is not an id of a node: letters, digits, "
         "_ and -, up to 64"),
        ("nodes: {a: {}}", "flow.yaml:1:9: nodes.a: a node has exactly one of run, argv, approval, workflow "
         "(this one has none)"),
        ("nodes: {a: {run: ''}}", "flow.yaml:1:13: nodes.a.run: a command; this one is empty"),
        ("nodes: {a: {argv: []}}", "flow.yaml:1:13: nodes.a.argv: a list of at least one value"),
        ("nodes: {a: {argv: ls}}", "flow.yaml:1:13: nodes.a.argv: a list, not the single value 'ls'"),
        ("nodes: {a: {argv: [ls, [x]]}}", "flow.yaml:1:24: nodes.a.argv[1]: a text, not a list"),
        ("nodes: {a: {argv: [ls], shell: sh}}", "flow.yaml:1:25: nodes.a.shell: 'shell' does not go with an "
         "'argv': its words are executed as they are"),
        ("nodes: {a: {approval: , timeout: 1h}}", "flow.yaml:1:25: nodes.a.timeout: 'timeout' does not go with "
         "an 'approval'; the time to decide in is approval.timeout"),
        ("nodes: {a: {approval: {on_timeout: reject}}}",
         "flow.yaml:1:24: nodes.a.approval.on_timeout: 'on_timeout' needs a 'timeout'"),
        ("nodes: {a: {run: x, workflow: y}}", "flow.yaml:1:9: nodes.a: a node has exactly one of run, argv, "
         "approval, workflow (this one has run, workflow)"),
    ],
)  # fmt: skip
def test_what_a_node_is(text: str, problem: str, problems: Problems) -> None:
    assert problems(text) == [problem]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("a: {run: x}", "finally.a: node 'a' is given twice (first on line 2)"),
        ("z: {approval: }", "finally.z.approval: a finally node waits for nobody: it cannot be an approval"),
        ("z: {run: x, pause: after}", "finally.z.pause: a finally node waits for nobody: it has no pause"),
        ("z: {run: x, on_failure: pause}",
         "finally.z.on_failure: a finally node waits for nobody: on_failure is fail or continue"),
        ("z: {run: x, needs: a}",
         "finally.z.needs: finally nodes run after all the others: 'a' need not be named"),
    ],
)  # fmt: skip
def test_finally_nodes(line: str, problem: str, problems: Problems) -> None:
    (told,) = problems(f"{NODE}finally:\n  {line}\n")
    assert told.split(": ", 1)[1] == problem


def test_a_node_does_not_wait_for_a_finally_node(problems: Problems) -> None:
    text = f"{NODE}    needs: [z]\nfinally:\n  z:\n    run: x\n"
    assert problems(text) == [
        "flow.yaml:4:13: nodes.a.needs: 'z' is a finally node, which runs after this one"
    ]


def test_a_wrong_default_is_told_once_and_not_for_every_node(problems: Problems) -> None:
    text = f"{NODE}  b:\n    run: x\ndefaults: {{retry: {{limit: x}}, grace: y}}\n"
    assert [problem.split(": ")[1] for problem in problems(text)] == [
        "defaults.retry.limit",
        "defaults.grace",
    ]


@pytest.mark.parametrize(
    ("needs", "ring"),
    [
        ({"a": "a"}, "a -> a"),
        ({"x": "", "a": "b, x", "b": "c", "c": "a, b"}, "a -> b -> c -> a"),
    ],
)
def test_rings(needs: dict[str, str], ring: str, problems: Problems) -> None:
    lines = [f"  {node}: {{needs: [{upstream}], run: x}}" for node, upstream in needs.items()]
    (told,) = problems("\n".join(["nodes:", *lines]))
    assert told.endswith(f"the nodes depend on each other in a ring: {ring}")


def test_rings_that_do_not_touch_are_told_apart(problems: Problems) -> None:
    lines = [f"  {node}: {{needs: {upstream}, run: x}}" for node, upstream in ("ab", "ba", "cd", "dc")]
    assert [told.rpartition(": ")[2] for told in problems("\n".join(["nodes:", *lines]))] == [
        "a -> b -> a",
        "c -> d -> c",
    ]


def test_conditions_over_a_ring_are_checked_without_end(problems: Problems) -> None:
    text = """\
        nodes:
          a: {needs: b, run: x, if: nodes.b.status == 'failed'}
          b: {needs: a, run: x, if: nodes.a.status == 'failed'}
        """
    assert problems(text) == ["flow.yaml:2:7: the nodes depend on each other in a ring: a -> b -> a"]


def test_a_long_ring_is_told_short(problems: Problems) -> None:
    lines = [f"  n{i}: {{needs: n{(i + 1) % 5000}, run: x}}" for i in range(5000)]
    (told,) = problems("\n".join(["nodes:", *lines]))
    assert told.endswith("n0 -> n1 -> n2 -> n3 -> n4 -> n5 -> (4993 more) -> n4999 -> n0")


def test_more_nodes_than_a_job_may_have(problems: Problems) -> None:
    values = ", ".join(str(i) for i in range(1000))
    text = f"nodes:\n  a:\n    run: x\n    matrix: {{x: [{values}], y: [{values}]}}\n"
    assert problems(text) == [
        "flow.yaml:1:1: nodes: a job has at most 10000 nodes, matrices written out; this is 1000000"
    ]


def test_more_dependencies_than_a_job_may_have(problems: Problems) -> None:
    values = ", ".join(str(i) for i in range(1000))
    nodes = [
        f"  {node}: {{run: x, needs: [{needs}], matrix: {{x: [{values}]}}}}"
        for node, needs in (("a", ""), ("b", "a"))
    ]
    (told,) = problems("\n".join(["nodes:", *nodes]))
    assert "at most 100000 dependencies, matrices written out; these are 1000000" in told


def test_errors_beyond_a_thousand_are_not_told(problems: Problems) -> None:
    told = problems(dedent(NODE) + "".join(f"x{i}: 1\n" for i in range(5000)))
    assert len(told) == 1001
    assert told[0] == "flow.yaml: more than 1000 errors: the rest of the file was not checked"
