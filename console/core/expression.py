"""The small language of `if`: whether a node runs, from parameters, the matrix and the nodes upstream.

There is no ``eval`` and no loop: an expression is parsed once (see `console.core.expression_syntax`)
and read against a `Scope`. What is not known yet (an output that is not written, a node that has not
ended) makes the answer `UNKNOWN` only where it matters: ``unknown && false`` is false. So the same
expression tells the engine what to do and the plan what may happen, and an answer that is given early
never changes later.

Values: outputs and the matrix are text. A text that reads as a number is compared as one with a number
(``nodes.sum.outputs.rows > 0``), the texts ``true`` and ``false`` with booleans. Two texts are equal if
they are the same; which is greater is decided as numbers if both read as numbers, else by their letters
(so dates written as ``2026-11-19`` are in order). `null` equals nothing but itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Final

from console.core.expression_compare import BOOLEANS, equal, ordered
from console.core.expression_syntax import parse_reference, parse_term
from console.core.expression_terms import (
    AllOf,
    AnyOf,
    Call,
    Compare,
    ExpressionError,
    Function,
    Literal,
    Not,
    Operator,
    Reference,
    Root,
    Term,
    Value,
)

__all__ = [
    "UNKNOWN",
    "Expression",
    "ExpressionError",
    "NodeResult",
    "Reference",
    "Root",
    "Scope",
    "Unknown",
    "Value",
    "evaluate",
    "look_up",
    "parse",
    "parse_reference",
]


class Unknown(Enum):
    """The type of `UNKNOWN`, which is neither true nor false: compare it with ``is``."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("UNKNOWN is neither true nor false: compare it with `is`")


UNKNOWN: Final = Unknown.UNKNOWN
"""The answer to a question that cannot be answered yet."""


@dataclass(frozen=True, slots=True)
class NodeResult:
    """How a node ended. ``exit_code`` is None where no command ran."""

    status: str
    exit_code: int | None = None
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression can see.

    ``nodes`` holds the nodes that have ended; one that is absent has not, and what is asked of it is
    unknown. ``succeeded`` and ``failed`` answer ``success()`` and ``failure()``: whether all nodes that
    this one needs are satisfied, and whether one of the nodes upstream failed (for a `finally` node:
    how the job's nodes ended).
    """

    params: Mapping[str, Value] = field(default_factory=dict[str, Value])
    matrix: Mapping[str, Value] = field(default_factory=dict[str, Value])
    nodes: Mapping[str, NodeResult] = field(default_factory=dict[str, NodeResult])
    succeeded: bool | Unknown = UNKNOWN
    failed: bool | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression. ``str()`` writes it in its plainest form, which parses to the same."""

    term: Term

    def __str__(self) -> str:
        return str(self.term)

    def terms(self) -> Iterator[Term]:
        """Yield every part of the expression, in the order of the text."""
        waiting: list[Term] = [self.term]
        while waiting:
            term = waiting.pop()
            yield term
            match term:
                case Not():
                    waiting.append(term.operand)
                case Compare():
                    waiting += (term.right, term.left)
                case AllOf() | AnyOf():
                    waiting += reversed(term.operands)
                case _:
                    pass

    @property
    def references(self) -> tuple[Reference, ...]:
        """What it reads, in the order of the text."""
        return tuple(term for term in self.terms() if isinstance(term, Reference))

    @property
    def asks_how_needs_ended(self) -> bool:
        """Whether it uses ``always()`` or ``failure()``: it must be asked even after a failure."""
        asking = (Function.ALWAYS, Function.FAILURE)
        return any(isinstance(term, Call) and term.function in asking for term in self.terms())


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Return the expression that ``text`` is. Raises ExpressionError with the column of the error."""
    return Expression(parse_term(text))


def evaluate(expression: Expression, scope: Scope) -> bool | Unknown:
    """Return whether the condition holds, or `UNKNOWN` where that depends on what has not happened yet.

    An operand that cannot be compared counts only where the others of its ``&&`` or ``||`` leave the
    answer open. Raises ExpressionError, which names the values that were compared, if nothing else
    decides.
    """
    outcome = _condition(expression.term, scope)
    if isinstance(outcome, ExpressionError):
        raise outcome
    return outcome


def look_up(reference: Reference, scope: Scope) -> Value | Unknown:
    """Return the value that a reference has, None for an output that was not written.

    Raises ExpressionError if there is no such parameter or matrix axis.
    """
    match reference.root:
        case Root.PARAM | Root.MATRIX:
            values = scope.params if reference.root is Root.PARAM else scope.matrix
            if reference.name not in values:
                raise ExpressionError(f"there is no {reference}", reference.column)
            return values[reference.name]
        case _:
            result = scope.nodes.get(reference.name)
            if result is None:
                return UNKNOWN
            if reference.root is Root.STATUS:
                return result.status
            if reference.root is Root.EXIT_CODE:
                return result.exit_code
            return result.outputs.get(reference.output)


# Errors travel as values: whether one counts is decided by the terms around it.
_Outcome = bool | Unknown | ExpressionError


def _condition(term: Term, scope: Scope) -> _Outcome:
    """Return the truth of a term that stands where true or false is expected."""
    value = _value(term, scope)
    if isinstance(value, bool | Unknown | ExpressionError):
        return value
    truth = BOOLEANS.get(value) if isinstance(value, str) else None
    if truth is None:
        return ExpressionError(f"expected true or false, found {_described(term, value)}", term.column)
    return truth


def _value(term: Term, scope: Scope) -> Value | Unknown | ExpressionError:
    match term:
        case Literal():
            return term.value
        case Reference():
            try:
                return look_up(term, scope)
            except ExpressionError as error:
                return error
        case Call():
            return _call(term.function, scope)
        case Not():
            truth = _condition(term.operand, scope)
            return not truth if isinstance(truth, bool) else truth
        case Compare():
            return _compare(term, scope)
        case AllOf():
            return _joined(term.operands, scope, deciding=False)
        case AnyOf():
            return _joined(term.operands, scope, deciding=True)


def _call(function: Function, scope: Scope) -> bool | Unknown:
    match function:
        case Function.ALWAYS:
            return True
        case Function.SUCCESS:
            return scope.succeeded
        case Function.FAILURE:
            return scope.failed


def _joined(operands: tuple[Term, ...], scope: Scope, *, deciding: bool) -> _Outcome:
    """Join by && (false decides) or || (true decides). What is unknown may still decide over an error."""
    unknown, first_error = False, None
    for operand in operands:
        outcome = _condition(operand, scope)
        if isinstance(outcome, ExpressionError):
            first_error = first_error or outcome
        elif isinstance(outcome, Unknown):
            unknown = True
        elif outcome is deciding:
            return deciding
    if unknown:
        return UNKNOWN
    return first_error or not deciding


def _compare(term: Compare, scope: Scope) -> _Outcome:
    left, right = _value(term.left, scope), _value(term.right, scope)
    for side in (left, right):
        if isinstance(side, ExpressionError):
            return side
    if isinstance(left, Unknown | ExpressionError) or isinstance(right, Unknown | ExpressionError):
        return UNKNOWN
    outcome = ordered(term.operator, left, right) if term.operator.orders else equal(left, right)
    if outcome is None:
        sides = f"{_described(term.left, left)} and {_described(term.right, right)}"
        return ExpressionError(f"{sides} cannot be compared with {term.operator}", term.column)
    return not outcome if term.operator is Operator.UNEQUAL else outcome


def _described(term: Term, value: Value) -> str:
    """Return how an operand reads in a message: where it came from and what it was."""
    what = str(Literal(value))
    if isinstance(value, str):
        what = "the text " + (what if len(what) <= 60 else what[:58] + "…'")
    elif value is not None and not isinstance(value, bool):
        what = f"the number {what}"
    return what if isinstance(term, Literal) else f"{term} ({what})"
