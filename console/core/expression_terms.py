"""The parts of an `if` expression as frozen types. ``str()`` of one is text that parses to the same."""

from dataclasses import dataclass, field
from enum import StrEnum

Value = str | int | float | bool | None
"""What a reference or a literal stands for."""


class ExpressionError(ValueError):
    """An expression that cannot be understood or evaluated. ``column`` counts from 1 in its text."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.column = column


class Root(StrEnum):
    """What a reference reads. The value is how it is spelled."""

    PARAM = "params"
    MATRIX = "matrix"
    STATUS = "status"
    EXIT_CODE = "exit_code"
    OUTPUT = "outputs"

    @property
    def is_of_node(self) -> bool:
        """Whether it reads something of a node."""
        return self in (Root.STATUS, Root.EXIT_CODE, Root.OUTPUT)


class Function(StrEnum):
    """The functions: how the nodes upstream ended."""

    ALWAYS = "always"
    SUCCESS = "success"
    FAILURE = "failure"


class Operator(StrEnum):
    """The comparisons."""

    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="

    @property
    def orders(self) -> bool:
        """Whether it asks which of the two is greater."""
        return self not in (Operator.EQUAL, Operator.UNEQUAL)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out."""

    value: Value
    column: int = field(default=1, compare=False)

    def __str__(self) -> str:
        if isinstance(self.value, str):
            return "'" + self.value.replace("'", "''") + "'"
        if self.value is None or isinstance(self.value, bool):
            return {None: "null", True: "true", False: "false"}[self.value]
        return repr(self.value)


@dataclass(frozen=True, slots=True)
class Reference:
    """A value read from the job. ``name`` is the parameter, the matrix axis or the node's id."""

    root: Root
    name: str
    output: str = ""
    column: int = field(default=1, compare=False)

    def __str__(self) -> str:
        if not self.root.is_of_node:
            return f"{self.root}.{self.name}"
        return f"nodes.{self.name}.{self.root}" + (f".{self.output}" if self.output else "")


@dataclass(frozen=True, slots=True)
class Call:
    """``always()``, ``success()`` or ``failure()``."""

    function: Function
    column: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return f"{self.function}()"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of its operand."""

    operand: "Term"
    column: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return f"!{_inside(self.operand)}"


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values and how they are compared."""

    operator: Operator
    left: "Term"
    right: "Term"
    column: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return f"{_inside(self.left)} {self.operator} {_inside(self.right)}"


@dataclass(frozen=True, slots=True)
class AllOf:
    """True if every operand is: ``a && b && c``. Flat, so that a long chain is not a deep tree."""

    operands: "tuple[Term, ...]"
    column: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return " && ".join(str(x) if isinstance(x, Compare) else _inside(x) for x in self.operands)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True if one operand is: ``a || b || c``."""

    operands: "tuple[Term, ...]"
    column: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return " || ".join(str(x) if isinstance(x, Compare) else _inside(x) for x in self.operands)


Term = Literal | Reference | Call | Not | Compare | AllOf | AnyOf
"""Any part of an expression."""


def _inside(term: Term) -> str:
    """Return a term as it stands inside another: in parentheses where it would be read otherwise."""
    return f"({term})" if isinstance(term, Compare | AllOf | AnyOf) else str(term)
