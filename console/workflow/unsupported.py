"""What the language knows and the embedded engine does not carry out yet. One line a feature."""

from contextlib import suppress
from typing import Final

from console.workflow.definition import Workflow
from console.workflow.errors import Findings, TooManyErrors, WorkflowError
from console.workflow.loading import read_document
from console.workflow.tree import Mapping, Path, dotted

# `*` stands for any key.
UNSUPPORTED: Final = {
    "concurrency": "this engine does not hold the jobs of a concurrency group apart yet",
    "timeout": "this engine does not end a whole job by a timeout yet: give its nodes one",
    "nodes.*.workflow": "this engine does not run sub-workflows yet",
    "finally.*.workflow": "this engine does not run sub-workflows yet",
    "nodes.*.approval.inputs": "this engine does not ask for inputs with an approval yet",
}
"""The fields that are refused, and what is said of them."""


def describe_unsupported(workflow: Workflow) -> tuple[WorkflowError, ...]:
    """Return every use of what the embedded engine does not do yet, at its place in the file."""
    findings = Findings(workflow.source)
    tree = read_document(workflow.text, findings)
    if tree is not None:
        with suppress(TooManyErrors):
            for pattern, message in UNSUPPORTED.items():
                _note_uses(tree, pattern.split("."), (), message, findings)
    return findings.errors().errors


def _note_uses(tree: Mapping, steps: list[str], path: Path, message: str, findings: Findings) -> None:
    """Note every field below ``tree`` that the steps lead to. The steps are few: the recursion is bounded."""
    for entry in tree:
        if steps[0] not in ("*", entry.key):
            continue
        here = (*path, entry.key)
        if len(steps) == 1:
            findings.add(entry.place, dotted(here), message)
        elif isinstance(entry.value, Mapping):
            _note_uses(entry.value, steps[1:], here, message, findings)
