"""From bytes to a tree: what of YAML is understood, and how the rest is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from console.workflow import WorkflowErrors, load, parse
from console.workflow.errors import Findings
from console.workflow.scalars import resolve
from console.workflow.tree import Mapping, Scalar
from console.workflow.yaml_reader import LOADERS, MOST_VALUES, read_tree


def _tree(text: str, loader: type = LOADERS[0]) -> Mapping:
    findings = Findings("flow.yaml")
    tree = read_tree(text, findings, loader)
    assert not findings
    assert isinstance(tree, Mapping)
    return tree


def _problems(text: str, loader: type = LOADERS[0]) -> list[str]:
    findings = Findings("flow.yaml")
    read_tree(text, findings, loader)
    return str(findings.errors()).splitlines()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("off", "off"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-12", -12),
        ("012", 12),
        ("0x1F", 31),
        ("0o17", 15),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("2026-11-19", "2026-11-19"),
        ("0b11", "0b11"),
        ("<<", "<<"),
        ("9" * 50, "9" * 50),
    ],
)
def test_unquoted_words_follow_yaml_1_2(text: str, value: object) -> None:
    read = resolve(text)
    assert (read, type(read)) == (value, type(value))


def test_infinity_is_a_number() -> None:
    assert resolve("-.inf") == float("-inf")
    assert resolve(".nan") != resolve(".nan")


@pytest.mark.parametrize("loader", LOADERS)
def test_every_value_knows_its_place_and_its_text(loader: type) -> None:
    tree = _tree("a: 1.10\nb:\n  - 'x'\n  - {c: \"y\"}\n", loader)
    assert tree.place_of("b").line == 2
    number = tree.get("a")
    assert isinstance(number, Scalar)
    assert (number.value, number.text) == (1.1, "1.10")
    assert (number.place.line, number.place.column) == (1, 4)


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1:1: the file is empty: a workflow needs at least 'nodes'"),
        ("# only a comment\n", "1:1: the file is empty: a workflow needs at least 'nodes'"),
        ("a: 1\na: 2\n", "2:1: key 'a' is given twice (first on line 1)"),
        ("a:\n\tb: 1\n", "2:1: a tab cannot indent YAML: use spaces"),
        ("a: b\n--- \nc: d\n", "2:1: a workflow file holds one document: remove this '---' and what follows"),
        ("? [a]\n: b\n", "1:3: a key is a single word"),
        (
            "a: !!python/object:os.system x\n",
            "1:4: tags are not used here: remove '!!python/object:os.system'",
        ),
        ("a: !secret x\n", "1:4: tags are not used here: remove '!secret'"),
        ("a: *b\n", "1:4: there is no '&b' before this alias"),
        ("a: &b [*b]\n", "1:8: the alias '*b' stands inside what it names"),
        ("a: b\x07\n", "1:5: the character U+0007 may not stand in a YAML file"),
        ("a: 'b\nc", "2:2: not valid YAML: found unexpected end of stream, while scanning a quoted scalar"),
        ("[" * 50, "1:41: more than 40 lists and mappings inside each other"),
    ],
)
def test_what_is_refused(text: str, problem: str, loader: type) -> None:
    assert _problems(text, loader) == [f"flow.yaml:{problem}"]


@pytest.mark.parametrize("loader", LOADERS)
def test_a_syntax_error_is_one_placed_error(loader: type) -> None:
    (problem,) = _problems("nodes:\n  a: b: c\n", loader)
    assert problem.startswith("flow.yaml:2:7: not valid YAML: mapping values are not allowed")


def test_errors_before_a_syntax_error_are_told_with_it() -> None:
    problems = _problems("a: 1\na: 2\nb: [\n")
    assert [problem.split(": ")[1].split(" ")[0] for problem in problems] == ["key", "not"]


@pytest.mark.parametrize("loader", LOADERS)
def test_a_billion_laughs_cost_nothing(loader: type) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 30)]
    (problem,) = _problems("\n".join(lines), loader)
    assert problem.endswith(f"more than {MOST_VALUES} values, with aliases written out")


def test_an_alias_stands_for_the_whole_value() -> None:
    tree = _tree("a: &x {b: 1}\nc: *x\n")
    assert tree.get("a") == tree.get("c")


def test_a_quoted_text_is_never_a_number_or_nothing() -> None:
    tree = _tree("a: '12'\nb: \"\"\nc: ''\nd: |\n  true\n")
    assert [entry.value.value for entry in tree if isinstance(entry.value, Scalar)] == [
        "12",
        "",
        "",
        "true\n",
    ]


# --- files -------------------------------------------------------------------------------------------

GOOD = "nodes:\n  a:\n    run: echo hello\n"


def _load_problem(path: Path) -> str:
    with pytest.raises(WorkflowErrors) as raised:
        load(path)
    return str(raised.value).removeprefix(str(path))


def test_a_file_gives_its_name_and_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "nightly-ingest.yaml"
    path.write_text(GOOD)
    workflow = load(path)
    assert (workflow.name, workflow.source, workflow.folder) == ("nightly-ingest", str(path), tmp_path)
    assert workflow.text == GOOD


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_bytes(b"\xef\xbb\xbfnodes: 1\n")
    assert _load_problem(path).startswith(":1:1: nodes: ")


def test_windows_line_ends_are_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode() + b"oops: 1\r\n")
    assert _load_problem(path) == ":4:1: oops: unknown field 'oops'"


def test_what_is_not_utf_8_is_placed(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_bytes("nodes:\n  grün: ".encode() + b"\xe9\n")
    assert _load_problem(path) == ":2:9: the file is not UTF-8 (byte 0xe9): save it as UTF-8"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert _load_problem(tmp_path / "none.yaml") == ": there is no such file"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert _load_problem(tmp_path) == ": this is not a regular file"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert _load_problem(tmp_path / "pipe") == ": this is not a regular file"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text(GOOD)
    path.chmod(0)
    assert _load_problem(path) == ": the file cannot be read: Permission denied"


@pytest.mark.parametrize("sign", ["#", "ü"])
def test_a_file_that_is_too_large(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "flow.yaml"
    path.write_bytes(b"#" + sign.encode() * (1 << 20))
    assert _load_problem(path) == ": the file is larger than 1 MiB"


@pytest.mark.parametrize("text", ["- a\n- b\n", "just a text\n", "12\n"])
def test_a_workflow_is_a_mapping(text: str) -> None:
    with pytest.raises(WorkflowErrors) as raised:
        parse(text, "flow.yaml", Path("/"))
    assert str(raised.value) == (
        "flow.yaml:1:1: a workflow file is a mapping: lines such as 'name: nightly' and 'nodes:'"
    )


def test_half_a_surrogate_pair_in_a_text_is_refused() -> None:
    with pytest.raises(WorkflowErrors, match="U\\+D800 may not stand in a YAML file"):
        parse("name: \ud800\n", "flow.yaml", Path("/"))
