"""A workflow file from its text to a checked definition, with every error of it at once."""

import stat
from pathlib import Path

from console.workflow.definition import Workflow, WorkflowFields
from console.workflow.errors import Findings, Place, TooManyErrors, WorkflowError, WorkflowErrors
from console.workflow.folding import Folding
from console.workflow.graph_checks import check_graph
from console.workflow.node_rules import check_nodes
from console.workflow.outline import outline
from console.workflow.references import ReferenceChecks
from console.workflow.tree import Mapping
from console.workflow.validation import validate
from console.workflow.variables import check_clashes
from console.workflow.yaml_reader import MOST_BYTES, read_tree


def load(path: Path) -> Workflow:
    """Return the workflow in a file. Raises WorkflowErrors with all that is wrong, also with the file."""
    source = str(path)
    text = _decoded(_read(path, source), source)
    return parse(text, source, path.absolute().parent)


def parse(text: str, source: str, folder: Path) -> Workflow:
    """Return the workflow that ``text`` defines.

    ``source`` stands before every error; ``folder``, made absolute, is where relative folders begin.
    Raises WorkflowErrors with all that is wrong.
    """
    findings = Findings(source)
    folder = folder.absolute()
    try:
        fields = _checked(text, source, folder, findings)
    except TooManyErrors:
        fields = None
    if findings or fields is None:
        raise findings.errors()
    return Workflow.model_construct(**dict(fields), text=text, source=source, folder=folder)


def _checked(text: str, source: str, folder: Path, findings: Findings) -> WorkflowFields | None:
    """Return the fields of a file, noting every error of it."""
    tree = read_document(text, findings)
    if tree is None:
        return None
    nodes = outline(tree, findings)
    fields = validate(tree, Folding(tree, nodes, _default_name(source), folder), findings)
    check_nodes(nodes, findings)
    ancestry = check_graph(tree, nodes, findings)
    ReferenceChecks(tree, nodes, ancestry, findings).check()
    check_clashes(tree, nodes, findings)
    return fields


def read_document(text: str, findings: Findings) -> Mapping | None:
    """Return the mapping that a workflow file is, None with a finding where it is none."""
    tree = read_tree(text, findings)
    if tree is None or isinstance(tree, Mapping):
        return tree
    findings.add(tree.place, "", "a workflow file is a mapping: lines such as 'name: nightly' and 'nodes:'")
    return None


def _default_name(source: str) -> str:
    """Return the name of a workflow that has none: the file's, without its suffix."""
    stem = "".join(sign for sign in Path(source).stem if sign.isprintable()).strip()
    return stem[:100] or "workflow"


def _read(path: Path, source: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _file_error(source, "this is not a regular file")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _file_error(source, "there is no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _file_error(source, f"the file cannot be read: {reason}") from None


def _decoded(data: bytes, source: str) -> str:
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        if len(data) > MOST_BYTES:
            return data.decode(errors="replace")  # cut within a character; the size is told
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1
        message = f"the file is not UTF-8 (byte 0x{data[error.start]:02x}): save it as UTF-8"
        raise WorkflowErrors([WorkflowError(source, line, column, "", message)]) from None


def _file_error(source: str, message: str) -> WorkflowErrors:
    findings = Findings(source)
    findings.add(Place(), "", message)
    return findings.errors()
