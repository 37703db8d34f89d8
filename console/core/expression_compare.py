"""How two values of an `if` compare: texts that read as numbers or booleans are taken as such."""

import re
from typing import Final

from console.core.expression_terms import Operator, Value

BOOLEANS: Final = {"true": True, "false": False}
"""The texts that stand for a boolean, as a command writes them to an output."""


def equal(left: Value, right: Value) -> bool | None:
    """Return whether two values are equal, or None where the question makes no sense."""
    if left is None or right is None:
        return left is right
    if isinstance(left, bool) or isinstance(right, bool):
        truths = [BOOLEANS.get(side) if isinstance(side, str) else side for side in (left, right)]
        if any(isinstance(side, int | float) and not isinstance(side, bool) for side in truths):
            return None
        return None not in truths and truths[0] == truths[1]
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _number(left) == _number(right)


def ordered(operator: Operator, left: Value, right: Value) -> bool | None:
    """Return how two values are ordered, or None where they have no order."""
    numbers = _number(left), _number(right)
    if numbers[0] is not None and numbers[1] is not None:
        return _holds(operator, numbers[0] < numbers[1], numbers[0] == numbers[1])
    if isinstance(left, str) and isinstance(right, str):
        return _holds(operator, left < right, left == right)
    return None


def _holds(operator: Operator, less: bool, equal: bool) -> bool:
    match operator:
        case Operator.LESS:
            return less
        case Operator.AT_MOST:
            return less or equal
        case Operator.MORE:
            return not (less or equal)
        case _:
            return not less


_NUMBER: Final = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][-+]?[0-9]{1,3})?")


def _number(value: Value) -> int | float | None:
    """Return the number that a value is or reads as."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return value
    written = value.strip()
    if _NUMBER.fullmatch(written) is None:
        return None
    return int(written) if written.lstrip("+-").isdigit() else float(written)
