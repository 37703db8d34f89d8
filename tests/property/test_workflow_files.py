"""Whatever a file holds, it is a workflow or it has errors with places: nothing else ever comes out."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from console.workflow import Workflow, WorkflowErrors, describe_unsupported, expand, parse
from console.workflow.errors import Findings
from console.workflow.tree import Mapping, Marked, Scalar, Sequence
from console.workflow.yaml_reader import LOADERS, read_tree

FLOW = """\
version: 1
name: nightly
run_name: "load ${{ params.day }}"
priority: 10
params:
  day: {type: date, default: yesterday}
  region: {type: choice, options: [eu, us], default: eu}
env: &env
  WORK: /srv/ingest
defaults: {timeout: 30m, retry: {limit: 2, delay: 30s, backoff: 2}, shell: bash -c}
nodes:
  fetch:
    run: rclone copy "$PARAM_REGION"
    retry: {limit: 5, on_exit: [1, 5]}
    env: *env
  check:
    name: "check ${{ matrix.table }}"
    needs: fetch
    matrix: {table: [orders, lines]}
    argv: [./check, -v]
    outputs: [rows]
  approve:
    needs: [check]
    if: nodes.check[orders].outputs.rows > 0 && params.region == 'eu'
    approval: {prompt: "Load ${{ nodes.check[lines].outputs.rows }}?", approvers: [dba], timeout: 4h}
  load:
    needs: [approve]
    run: |
      echo loading
    pause: before
    on_failure: continue
finally:
  notify:
    when: always
    run: ./notify "$JOB_STATUS"
"""
FIELDS = [
    "version",
    "name",
    "run_name",
    "params",
    "env",
    "defaults",
    "nodes",
    "finally",
    "run",
    "argv",
    "approval",
]
FIELDS += [
    "workflow",
    "with",
    "needs",
    "if",
    "when",
    "pause",
    "retry",
    "limit",
    "matrix",
    "outputs",
    "timeout",
    "type",
]
TEXTS = [
    "a",
    "b",
    "a[x]",
    "always()",
    "failure()",
    "params.day",
    "nodes.a.status == 'failed'",
    "true",
    "~",
    "1",
    "5m",
]
TEXTS += [
    "${{",
    "}}",
    "${{ params.day }}",
    "${{ nodes.a.outputs.b }}",
    "choice",
    "date",
    "pause",
    "\x1b[2J",
    "a\nb",
    "é",
]
WORDS = FIELDS + TEXTS


def outcome(text: str) -> Workflow | WorkflowErrors:
    """Read a file, with what a person is shown of its errors checked on the way."""
    try:
        workflow = parse(text, "flow.yaml", Path("/flows"))
    except WorkflowErrors as errors:
        _check_shown(errors, text)
        return errors
    describe_unsupported(workflow)
    expand(workflow, dict.fromkeys(workflow.params, "x"))
    return workflow


def _check_shown(errors: WorkflowErrors, text: str) -> None:
    lines = (
        text.count("\n")
        + text.count("\r")
        + text.count("\x85")
        + text.count("\u2028")
        + text.count("\u2029")
        + 1
    )
    assert errors.errors
    assert list(errors.errors) == sorted(errors.errors, key=lambda error: (error.line, error.column))
    for error in errors.errors:
        assert error.message
        assert str(error).isprintable()
        assert 0 <= error.line <= lines + 1


def test_the_example_is_right() -> None:
    assert isinstance(outcome(FLOW), Workflow)


@given(st.text(max_size=200))
@example("\x00")
@example("\ud800")
@example("nodes: {a: {run: x, needs: a}}")
@example("nodes: {a: {run: x, matrix: {t: [a]}, needs: 'a[a]'}}")
@example("nodes: &a {a: *a}")
def test_any_text(text: str) -> None:
    outcome(text)


@given(st.data())
def test_any_damage_to_a_good_file(data: st.DataObject) -> None:
    text = FLOW
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        inserted = data.draw(
            st.sampled_from(["", " ", "\t", "\n", "[", "}", ":", "- ", "'", "&a ", "*a", "!x ", "é", *WORDS])
        )
        text = text[:start] + inserted + text[end:]
    outcome(text)


@given(st.data())
def test_any_lines_of_a_good_file(data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.sampled_from(FLOW.splitlines()), max_size=25))
    outcome("\n".join(lines))


documents = st.recursive(
    st.sampled_from(WORDS) | st.none() | st.booleans() | st.integers(-5, 10**20) | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=5),
    max_leaves=30,
)
nodes = st.dictionaries(
    st.sampled_from("abcd"), st.dictionaries(st.sampled_from(WORDS), documents, max_size=5)
)


@given(
    documents
    | st.fixed_dictionaries(
        {"nodes": nodes}, optional={"finally": nodes, "params": documents, "env": documents}
    )
)
def test_any_document(document: object) -> None:
    outcome(yaml.safe_dump(document, sort_keys=False))


# --- the tree ------------------------------------------------------------------------------------------

# What JSON writes as it is and YAML keeps as it is.
letters = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"),
    max_size=8,
)
plain = st.recursive(
    letters | st.booleans() | st.none() | st.integers(-(10**10), 10**10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(letters, inner, max_size=4),
    max_leaves=20,
)


def _values(tree: Marked) -> object:
    match tree:
        case Scalar():
            return tree.value
        case Sequence():
            return [_values(item) for item in tree.items]
        case Mapping():
            return {entry.key: _values(entry.value) for entry in tree}


@given(st.dictionaries(letters, plain, min_size=1))
def test_json_is_read_as_what_it_is(document: object) -> None:
    for loader in LOADERS:
        findings = Findings("flow.json")
        tree = read_tree(json.dumps(document, ensure_ascii=False), findings, loader)
        assert not findings
        assert tree is not None
        assert _values(tree) == document


@given(st.data())
def test_both_parsers_read_the_same(data: st.DataObject) -> None:
    lines = data.draw(st.lists(st.sampled_from(FLOW.splitlines()), max_size=25))
    read = []
    for loader in LOADERS:
        findings = Findings("flow.yaml")
        tree = read_tree("\n".join(lines), findings, loader)
        read.append(None if findings else tree)
    assert all(tree == read[0] for tree in read)
