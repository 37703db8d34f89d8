"""Whether what `if` and ``${{ }}`` refer to exists, and is known by the time it is asked for."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from console.core.expression import ExpressionError, Reference, Root, parse
from console.core.quote import quoted
from console.core.suggestion import suggestion
from console.workflow.conditions import literal_faults
from console.workflow.errors import Findings
from console.workflow.graph import Ancestry
from console.workflow.outline import NodeOutline, Outline
from console.workflow.template import OPENING, parse_template
from console.workflow.tree import Mapping, Path, Scalar, Sequence, dotted
from console.workflow.variables import variable_of


class _Reads(Enum):
    """What the text of a field may refer to."""

    PARAMS = auto()
    PARAMS_AND_MATRIX = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True)
class _Field:
    """A field that ``${{ }}`` is filled into. ``*`` in its path stands for any key."""

    path: tuple[str, ...]
    reads: _Reads
    shown: bool = True
    """Whether people see the text: then no secret parameter may stand in it."""


_OF_THE_FILE: Final = (
    _Field(("run_name",), _Reads.PARAMS),
    _Field(("concurrency", "group"), _Reads.PARAMS),
    _Field(("env", "*"), _Reads.PARAMS, shown=False),
)
_OF_A_NODE: Final = (
    _Field(("name",), _Reads.PARAMS_AND_MATRIX),
    _Field(("pause_message",), _Reads.ALL),
    _Field(("approval", "prompt"), _Reads.ALL),
    _Field(("env", "*"), _Reads.ALL, shown=False),
    _Field(("with", "*"), _Reads.ALL, shown=False),
)


class ReferenceChecks:
    """Checks the references of one file."""

    def __init__(self, tree: Mapping, outline: Outline, ancestry: Ancestry, findings: Findings) -> None:
        self._tree = tree
        self._outline = outline
        self._ancestry = ancestry
        self._findings = findings
        self._params = tree.mapping("params") if "params" in tree else Mapping(tree.place)

    def check(self) -> None:
        """Note every reference to what is not there or not known in time, and every ``${{`` out of place."""
        for node in self._outline.nodes.values():
            self._check_condition(node)
        for path, scalar in scalars(self._tree):
            if OPENING in scalar.text and path[-1:] != ("if",):
                self._check_template(path, scalar)

    def _check_condition(self, node: NodeOutline) -> None:
        scalar = node.body.get("if")
        if not isinstance(scalar, Scalar) or scalar.is_null:
            return
        path = dotted((*node.path, "if"))
        try:
            expression = parse(scalar.text)
        except ExpressionError as error:
            self._findings.add(scalar.place_of(error.column), path, str(error))
            return
        faults = [(reference.column, self._fault(reference, node)) for reference in expression.references]
        faults += literal_faults(expression, self._params)
        for column, message in faults:
            if message is not None:
                self._findings.add(scalar.place_of(column), path, message)
        when = node.body.get("when")
        if expression.asks_how_needs_ended and isinstance(when, Scalar) and when.text == "on_success":
            message = (
                "always() and failure() need 'when: always': with on_success nothing is asked after a failure"
            )
            self._findings.add(node.body.place_of("when"), dotted((*node.path, "when")), message)

    def _check_template(self, path: Path, scalar: Scalar) -> None:
        node, field = self._field(path)
        if field is None:
            place = scalar.place
            self._findings.add(place, dotted(path), _out_of_place(path, scalar.text))
            return
        try:
            references = parse_template(scalar.text).references
        except ExpressionError as error:
            self._findings.add(scalar.place_of(error.column), dotted(path), str(error))
            return
        for reference in references:
            message = _unreadable(reference, field) or self._fault(reference, node)
            if message is None and field.shown and self._is_secret(reference):
                message = f"'{reference.name}' is secret and this text is shown"
            if message is not None:
                self._findings.add(scalar.place_of(reference.column), dotted(path), message)

    def _field(self, path: Path) -> tuple[NodeOutline | None, _Field | None]:
        """Return what is known of the field at a path, and the node that it belongs to."""
        node = (
            self._outline.nodes.get(str(path[1]))
            if len(path) > 2 and path[0] in ("nodes", "finally")
            else None
        )
        rest, fields = (path[2:], _OF_A_NODE) if node else (path, _OF_THE_FILE)
        for field in fields:
            if len(rest) == len(field.path) and all(
                want in ("*", step) for want, step in zip(field.path, rest, strict=True)
            ):
                return node, field
        return node, None

    def _is_secret(self, reference: Reference) -> bool:
        declared = (
            self._params.mapping(reference.name) if self._params and reference.root is Root.PARAM else None
        )
        flag = declared.get("secret") if declared else None
        return isinstance(flag, Scalar) and flag.value is True

    def _fault(self, reference: Reference, node: NodeOutline | None) -> str | None:
        """Return what is wrong with a reference of a node, or of the file where there is none."""
        match reference.root:
            case Root.PARAM:
                return (
                    None
                    if self._params is None
                    else _missing("parameter", reference.name, self._params.entries)
                )
            case Root.MATRIX:
                axes = node.axes if node else {}
                return None if axes is None else _missing("matrix axis", reference.name, axes)
            case _:
                return self._node_fault(reference, node)

    def _node_fault(self, reference: Reference, node: NodeOutline | None) -> str | None:
        instances = self._outline.instances
        if instances is None and "[" in reference.name:
            return None  # too many to write out, which is told elsewhere
        instances = instances or {}
        owner = instances.get(reference.name, reference.name)
        target = self._outline.nodes.get(owner)
        if target is None:
            known = (*self._outline.nodes, *instances)
            return f"there is no node {quoted(reference.name)}{suggestion(reference.name, known)}"
        if target.has_matrix and reference.name == target.id:
            example = f", such as {target.instances[0]}" if target.instances else ""
            return f"'{target.id}' has a matrix: name one of its instances{example}"
        if node is not None and not self._ancestry.is_upstream(target.id, node.id):
            return f"'{node.id}' does not come after '{target.id}': name it in needs"
        if (
            reference.root is Root.OUTPUT
            and target.outputs is not None
            and reference.output not in target.outputs
        ):
            hint = suggestion(reference.output, target.outputs)
            return (
                f"node '{target.id}' has no output {quoted(reference.output)}{hint}: list it in its outputs"
            )
        return None


def scalars(tree: Mapping) -> Iterator[tuple[Path, Scalar]]:
    """Yield every single value of a document with its path."""
    waiting: list[tuple[Path, Mapping | Sequence | Scalar]] = [((), tree)]
    while waiting:
        path, value = waiting.pop()
        match value:
            case Scalar():
                yield path, value
            case Sequence():
                waiting += [((*path, index), item) for index, item in enumerate(value.items)]
            case Mapping():
                waiting += [((*path, entry.key), entry.value) for entry in value]


def _missing(what: str, name: str, known: Collection[str]) -> str | None:
    return None if name in known else f"there is no {what} {quoted(name)}{suggestion(name, known)}"


def _unreadable(reference: Reference, field: _Field) -> str | None:
    """Return why a field cannot show a reference, None if it can."""
    if field.reads is _Reads.ALL or reference.root is Root.PARAM:
        return None
    if field.reads is _Reads.PARAMS_AND_MATRIX:
        return (
            None
            if reference.root is Root.MATRIX
            else "a name is fixed before the job runs: it takes no nodes"
        )
    return "this is fixed before the job runs: it takes parameters only"


def _out_of_place(path: Path, text: str) -> str:
    """Return why nothing is filled in here, and what to write instead."""
    variable = _variable_for(text)
    if path[-1] == "run":
        return f"'${{{{ }}}}' is never filled into a command: use the environment variable {variable}"
    if "argv" in path:
        return f"'${{{{ }}}}' is never filled into a command: the command finds {variable} in its environment"
    return (
        "'${{ }}' is filled in only in name, run_name, prompt, pause_message, concurrency.group, env and with"
    )


def _variable_for(text: str) -> str:
    try:
        references = parse_template(text).references
    except ExpressionError:
        references = ()
    names = dict.fromkeys(f'"${name}"' for name in map(variable_of, references) if name)
    return " and ".join(names) or "of the value (PARAM_*, MATRIX_*, NODE_<ID>_<OUTPUT>)"
