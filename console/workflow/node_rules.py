"""Which fields of a node go together. Read from the tree, so that a wrong value hides no other error."""

from typing import Final

from console.workflow.errors import Findings
from console.workflow.outline import NodeOutline, Outline
from console.workflow.tree import Scalar, dotted

KINDS: Final = ("run", "argv", "approval", "workflow")
"""The fields that say what a node does: a node has exactly one."""

_OF_COMMANDS: Final = frozenset({"grace", "env", "cwd", "idempotent", "ok_exit", "outputs", "output"})
_OF_ATTEMPTS: Final = frozenset({"retry", "timeout"})
_FORBIDDEN: Final = {
    "run": frozenset({"with"}),
    "argv": frozenset({"with", "shell"}),
    "approval": _OF_COMMANDS | _OF_ATTEMPTS | {"with", "shell"},
    "workflow": _OF_COMMANDS | {"shell"},
}
_INSTEAD: Final = {
    ("approval", "timeout"): "; the time to decide in is approval.timeout",
    ("argv", "shell"): ": its words are executed as they are",
}


def check_nodes(outline: Outline, findings: Findings) -> None:
    """Note every node whose fields do not go together."""
    for node in outline.nodes.values():
        if not node.is_mapping:
            continue  # told by the validation of its fields
        kinds = [kind for kind in KINDS if kind in node.body]
        if len(kinds) == 1:
            _check_fields_of(kinds[0], node, findings)
        else:
            has = f"this one has {', '.join(kinds) or 'none'}"
            message = f"a node has exactly one of {', '.join(KINDS)} ({has})"
            findings.add(node.place, dotted(node.path), message)
        _check_matrix(node, findings)
        if node.is_finally:
            _check_finally(node, findings)


def _check_fields_of(kind: str, node: NodeOutline, findings: Findings) -> None:
    for entry in node.body:
        if entry.key in _FORBIDDEN[kind]:
            instead = _INSTEAD.get((kind, entry.key), "")
            article = "an" if kind[0] == "a" else "a"
            message = f"'{entry.key}' does not go with {article} '{kind}'{instead}"
            findings.add(entry.place, dotted((*node.path, entry.key)), message)
    approval = node.body.mapping("approval")
    if approval is not None and "on_timeout" in approval and "timeout" not in approval:
        path = dotted((*node.path, "approval", "on_timeout"))
        findings.add(approval.place_of("on_timeout"), path, "'on_timeout' needs a 'timeout'")


def _check_matrix(node: NodeOutline, findings: Findings) -> None:
    if "max_parallel" in node.body and not node.has_matrix:
        message = "'max_parallel' of a node bounds the instances of its matrix; this one has no matrix"
        findings.add(node.body.place_of("max_parallel"), dotted((*node.path, "max_parallel")), message)
    matrix = node.body.mapping("matrix")
    if matrix is not None and not matrix.entries:
        findings.add(
            node.body.place_of("matrix"), dotted((*node.path, "matrix")), "a matrix has at least one axis"
        )


def _check_finally(node: NodeOutline, findings: Findings) -> None:
    """Refuse what would make the end of a job wait for a person: it must be reached by itself."""
    reasons = {
        "approval": "a finally node waits for nobody: it cannot be an approval",
        "pause": "a finally node waits for nobody: it has no pause",
        "on_failure": "a finally node waits for nobody: on_failure is fail or continue",
    }
    waiting = {"approval": None, "pause": ("before", "after"), "on_failure": ("pause",)}
    for key, words in waiting.items():
        value = node.body.get(key)
        if value is None or (words and not (isinstance(value, Scalar) and value.text in words)):
            continue
        findings.add(node.body.place_of(key), dotted((*node.path, key)), reasons[key])
