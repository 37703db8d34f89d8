"""The names of the environment variables that a command is given, and whether two of them are one."""

import re
from collections.abc import Iterator
from typing import Final

from console.core.expression import Reference, Root
from console.workflow.errors import Findings
from console.workflow.outline import NodeOutline, Outline
from console.workflow.tree import Entry, Mapping, dotted, texts

RESERVED: Final[tuple[str, ...]] = ("JOB_ID", "JOB_STATUS", "JOB_OUTPUT", "JOB_URL", "EXEC_NO", "ATTEMPT")
"""The names that belong to the engine."""

MOST_OUTPUTS: Final = 100_000
"""The most outputs of a job, those of every instance of a matrix counted."""

_OTHER: Final = re.compile(r"[^A-Z0-9]")


def _part(text: str) -> str:
    return _OTHER.sub("_", text.upper())


def param_variable(name: str) -> str:
    """Return the variable of a parameter: ``PARAM_DAY``."""
    return f"PARAM_{_part(name)}"


def matrix_variable(axis: str) -> str:
    """Return the variable of a matrix axis: ``MATRIX_TABLE``."""
    return f"MATRIX_{_part(axis)}"


def output_variable(node: str, output: str) -> str:
    """Return the variable of an output: ``NODE_SUM_ROWS``, of an instance ``NODE_CHECK_ORDERS_ROWS``."""
    return f"NODE_{_part(node.removesuffix(']'))}_{_part(output)}"


def variable_of(reference: Reference) -> str | None:
    """Return the variable that holds what is referred to, None for what is in no variable."""
    match reference.root:
        case Root.PARAM:
            return param_variable(reference.name)
        case Root.MATRIX:
            return matrix_variable(reference.name)
        case Root.OUTPUT:
            return output_variable(reference.name, reference.output)
        case _:
            return None


def check_clashes(tree: Mapping, outline: Outline, findings: Findings) -> None:
    """Note every variable that would be set twice, for different things."""
    taken: dict[str, str] = dict.fromkeys(RESERVED, "the engine")
    for entry in tree.mapping("params") or ():
        _claim(
            taken,
            param_variable(entry.key),
            f"parameter '{entry.key}'",
            entry,
            ("params", entry.key),
            findings,
        )
    _claim_outputs(taken, tree, outline, findings)
    _check_env(taken, tree, (), findings)
    for node in outline.nodes.values():
        _check_node(taken, node, findings)


def _claim(
    taken: dict[str, str], variable: str, owner: str, entry: Entry, path: tuple[str, ...], findings: Findings
) -> None:
    other = taken.setdefault(variable, owner)
    if other != owner:
        message = f"its environment variable {variable} is also that of {other}: rename one of them"
        findings.add(entry.place, dotted(path), message)


def _claim_outputs(taken: dict[str, str], tree: Mapping, outline: Outline, findings: Findings) -> None:
    total = sum(node.count * len(node.outputs or ()) for node in outline.nodes.values())
    if total > MOST_OUTPUTS:
        message = f"a job has at most {MOST_OUTPUTS} outputs, matrices written out; these are {total}"
        findings.add(tree.place_of("nodes"), "nodes", message)
        return
    for node in outline.nodes.values():
        clashes: dict[str, tuple[str, str]] = {}  # one an output, however many instances
        for instance, output in _outputs(node):
            variable = output_variable(instance, output)
            owner = f"output '{output}' of node '{instance}'"
            other = taken.setdefault(variable, owner)
            if other != owner:
                clashes.setdefault(output, (variable, other))
        for variable, other in clashes.values():
            message = f"the environment variable {variable} is also that of {other}: rename one of them"
            findings.add(node.body.place_of("outputs"), dotted((*node.path, "outputs")), message)


def _outputs(node: NodeOutline) -> Iterator[tuple[str, str]]:
    names = tuple(dict.fromkeys(scalar.text for scalar in texts(node.body.get("outputs"))))
    if names:
        for instance in node.instances:
            for name in names:
                yield instance, name


def _check_node(taken: dict[str, str], node: NodeOutline, findings: Findings) -> None:
    """Check a node's matrix and `env` against the rest. Its matrix is its own: others may have the same."""
    own = dict(taken) if node.has_matrix else taken
    for entry in node.body.mapping("matrix") or ():
        _claim(
            own,
            matrix_variable(entry.key),
            f"axis '{entry.key}'",
            entry,
            (*map(str, node.path), "matrix", entry.key),
            findings,
        )
    _check_env(own, node.body, tuple(map(str, node.path)), findings)


def _check_env(taken: dict[str, str], body: Mapping, path: tuple[str, ...], findings: Findings) -> None:
    for entry in body.mapping("env") or ():
        if entry.key in taken:
            message = f"{entry.key} is set for {taken[entry.key]}: choose another name"
            findings.add(entry.place, dotted((*path, "env", entry.key)), message)
