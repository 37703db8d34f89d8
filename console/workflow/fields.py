"""The kinds of value a field of the workflow file takes, each with its own words for a wrong one.

They read the marked tree's scalars, not plain values: a text keeps what was written (``1.10``, ``no``),
whatever YAML would make of it.
"""

import re
import shlex
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Final, NoReturn, TypeVar, cast

from pydantic import AfterValidator, BeforeValidator, PlainValidator
from pydantic_core import PydanticCustomError

from console.core.command_text import text_fault
from console.core.duration import FORMS, parse_duration
from console.core.quote import quoted
from console.core.suggestion import suggestion
from console.workflow.tree import Scalar

FAULT: Final = "workflow"
"""The type of our own errors in pydantic's list."""

LONGEST_LINE: Final = 500
"""The longest name, in characters."""

_E = TypeVar("_E", bound=StrEnum)
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def fault(message: str) -> NoReturn:
    """Refuse the value at hand, with a sentence that says what it should be."""
    raise PydanticCustomError(FAULT, "{message}", {"message": message})


def _scalar(value: object, expected: str) -> Scalar:
    if not isinstance(value, Scalar):
        fault(f"{expected}, not a {'list' if isinstance(value, list) else 'mapping'}")
    if value.is_null:
        fault(f"{expected}; nothing is given here")
    return value


def _text(value: object) -> str:
    text = _scalar(value, "a text").text
    wrong = text_fault(text)
    return text if wrong is None else fault(wrong)


def _line(value: object) -> str:
    text = _text(value)
    if _CONTROL.search(text):
        fault("a text on one line, without control characters")
    if not text.strip() or len(text) > LONGEST_LINE:
        fault(f"a text of 1 to {LONGEST_LINE} characters")
    return text


def _command_text(value: object) -> str:
    text = _text(value)
    return text if text.strip() else fault("a command; this one is empty")


def _duration(value: object) -> float:
    scalar = _scalar(value, FORMS)
    try:
        return parse_duration(scalar.text)
    except ValueError:
        fault(FORMS)


def _positive_duration(value: object) -> float:
    seconds = _duration(value)
    return seconds if seconds > 0 else fault("a duration of more than nothing; leave it out for none")


def _boolean(value: object) -> bool:
    scalar = _scalar(value, "true or false")
    if not isinstance(scalar.value, bool):
        fault(f"true or false, not {quoted(scalar.text)}")
    return scalar.value


def _factor(value: object) -> float:
    number = _scalar(value, "a number from 1 to 100").value
    if isinstance(number, bool) or not isinstance(number, int | float) or not 1 <= number <= 100:
        fault("a number from 1 to 100")
    return float(number)


def _version(value: object) -> int:
    number = _scalar(value, "1, the only version there is").value
    return 1 if number == 1 and not isinstance(number, bool) else fault("1, the only version there is")


def integer(low: int, high: int) -> PlainValidator:
    """Return the check of a whole number from ``low`` to ``high``."""

    def check(value: object) -> int:
        expected = f"a whole number from {low} to {high}"
        scalar = _scalar(value, expected)
        number = scalar.value
        if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
            fault(f"{expected}, not {quoted(scalar.text)}")
        return number

    return PlainValidator(check)


def word_of(words: type[_E], without: frozenset[_E] = frozenset()) -> PlainValidator:
    """Return the check of one word out of an enumeration."""
    allowed = {str(word.value): word for word in words if word not in without}

    def check(value: object) -> _E:
        expected = "one of " + ", ".join(allowed)
        text = _scalar(value, expected).text
        if text not in allowed:
            fault(f"{expected}, not {quoted(text)}{suggestion(text, allowed)}")
        return allowed[text]

    return PlainValidator(check)


def _condition(value: object) -> str:
    # Whether it is one is told by `references`, which knows the column.
    return _scalar(value, "an expression such as params.batch == 'all'").text


def _shell(value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        fault("the shell as one text, such as bash -euo pipefail -c")
    try:
        words = tuple(shlex.split(_text(value)))
    except ValueError:
        fault("a shell and its options, such as bash -euo pipefail -c; a quote is not closed here")
    return words or fault("a shell and its options, such as bash -euo pipefail -c")


def _folder(value: object) -> str:
    text = _text(value)
    if text.startswith("~"):
        fault("a folder, absolute or seen from the file's own; '~' is not filled in")
    return text or fault("a folder; this text is empty")


def _one_or_more(value: object) -> object:
    """Take one value for a list of one."""
    if isinstance(value, Scalar) and not value.is_null:
        return [value]
    if not isinstance(value, list):
        fault(
            "a list, or one value; nothing is given here"
            if isinstance(value, Scalar)
            else "a list, or one value"
        )
    return cast("object", value)


def _not_empty(values: dict[str, object]) -> dict[str, object]:
    return values or fault("at least one node")


def _each_once(values: tuple[object, ...]) -> tuple[object, ...]:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            fault(f"each value once; {value} is given twice")
        seen.add(value)
    return values


def _some(values: tuple[object, ...]) -> tuple[object, ...]:
    return values or fault("a list of at least one value")


def _matching(pattern: str, expected: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            fault(f"{quoted(text)} is not {expected}")
        return text

    return check


_name = _matching(
    r"[A-Za-z_][A-Za-z0-9_-]{0,63}", "a name: letters, digits, _ and -, no digit first, up to 64"
)
_node_id = _matching(
    r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}", "an id of a node: letters, digits, _ and -, up to 64"
)
_env_name = _matching(
    r"[A-Za-z_][A-Za-z0-9_]{0,99}", "a name of an environment variable: letters, digits and _, no digit first"
)
_queue = _matching(
    r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", "a name of a queue: letters, digits, _, . and -, up to 64"
)
_matrix_value = _matching(
    r"(?! )[^\[\],\x00-\x1f\x7f-\x9f\u2028\u2029]{1,100}(?<! )",
    "a value of a matrix: 1 to 100 characters, no comma, no square bracket, no space at its ends",
)

AtLeastOne = AfterValidator(_not_empty)
"""A mapping that is not empty."""
Version = Annotated[int, PlainValidator(_version)]
"""The version of the language."""
Text = Annotated[str, PlainValidator(_text)]
"""Any text, several lines too."""
Line = Annotated[str, PlainValidator(_line)]
"""A text on one line, not empty."""
Command = Annotated[str, PlainValidator(_command_text)]
"""Shell text."""
Condition = Annotated[str, PlainValidator(_condition)]
"""The text of an `if`."""
Duration = Annotated[float, PlainValidator(_duration)]
"""Seconds, zero too."""
PositiveDuration = Annotated[float, PlainValidator(_positive_duration)]
"""Seconds, more than zero."""
Boolean = Annotated[bool, PlainValidator(_boolean)]
"""True or false, in the words of YAML 1.2."""
Factor = Annotated[float, PlainValidator(_factor)]
"""A number from 1 to 100."""
Shell = Annotated[tuple[str, ...], PlainValidator(_shell)]
"""A shell and its options; the command's text follows them."""
Folder = Annotated[str, PlainValidator(_folder)]
"""A folder."""
Name = Annotated[str, AfterValidator(_name)]
"""A key that names a parameter or a matrix axis."""
NodeId = Annotated[str, AfterValidator(_node_id)]
"""A key that names a node."""
EnvName = Annotated[str, AfterValidator(_env_name)]
"""A key that names an environment variable."""
QueueName = Annotated[str, PlainValidator(lambda value: _queue(_text(value)))]
"""The name of a queue."""
OutputName = Annotated[str, PlainValidator(lambda value: _name(_text(value)))]
"""The name of an output."""
MatrixValue = Annotated[str, PlainValidator(lambda value: _matrix_value(_text(value)))]
"""One value of a matrix axis."""
Texts = Annotated[tuple[Text, ...], BeforeValidator(_one_or_more), AfterValidator(_each_once)]
"""Texts, each once; one alone may stand without a list."""
OutputNames = Annotated[tuple[OutputName, ...], BeforeValidator(_one_or_more), AfterValidator(_each_once)]
"""Names of outputs, each once."""
Arguments = Annotated[tuple[Text, ...], AfterValidator(_some)]
"""A command as its words."""
MatrixValues = Annotated[
    tuple[MatrixValue, ...], BeforeValidator(_one_or_more), AfterValidator(_each_once), AfterValidator(_some)
]
"""The values of a matrix axis."""
ExitCodes = Annotated[
    tuple[Annotated[int, integer(0, 255)], ...], BeforeValidator(_one_or_more), AfterValidator(_each_once)
]
"""Exit codes, each once; one alone may stand without a list."""
