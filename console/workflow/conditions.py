"""Comparisons in an `if` that can be told from the file to make no sense, such as a misspelled choice."""

from collections.abc import Iterator

from console.core.expression import Expression, Reference, Root
from console.core.expression_terms import Compare, Literal
from console.core.suggestion import suggestion
from console.model.status import NodeStatus
from console.workflow.tree import Mapping, Scalar, texts

Fault = tuple[int, str]
"""The column in the expression, and what is wrong there."""

ENDINGS = (
    NodeStatus.SUCCEEDED,
    NodeStatus.SKIPPED,
    NodeStatus.FAILED,
    NodeStatus.CANCELED,
    NodeStatus.BLOCKED,
)
"""The statuses that a node upstream can have when a condition is asked."""


def literal_faults(expression: Expression, params: Mapping | None) -> Iterator[Fault]:
    """Yield the comparisons of an expression that never say what was meant."""
    for term in expression.terms():
        if isinstance(term, Compare):
            for left, right in ((term.left, term.right), (term.right, term.left)):
                if isinstance(left, Reference) and isinstance(right, Literal):
                    yield from _fault(left, right, term.operator.orders, params)


def _fault(reference: Reference, literal: Literal, orders: bool, params: Mapping | None) -> Iterator[Fault]:
    if reference.root is Root.STATUS:
        if orders or literal.value not in ENDINGS:
            yield literal.column, _not_one_of(str(reference), literal, tuple(map(str, ENDINGS)))
        return
    declared = params.mapping(reference.name) if params and reference.root is Root.PARAM else None
    kind = declared.get("type") if declared else None
    match kind.text if isinstance(kind, Scalar) else "string":
        case "choice" if declared and literal.value is not None and not orders:
            options = tuple(option.text for option in texts(declared.get("options")))
            if literal.value not in options and str(literal.value) not in options:
                yield literal.column, _not_one_of(str(reference), literal, options)
        case "bool" if orders or not (isinstance(literal.value, bool) or literal.value in ("true", "false")):
            yield literal.column, _not_one_of(str(reference), literal, ("true", "false"))
        case _:
            pass


def _not_one_of(subject: str, literal: Literal, allowed: tuple[str, ...]) -> str:
    hint = suggestion(str(literal.value), allowed)
    return f"{subject} is one of {', '.join(allowed)}, never compared with {literal}{hint}"
