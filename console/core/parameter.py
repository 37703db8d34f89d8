"""What a person may write for a parameter, by its type: the form, the verb and the engine take the same."""

import json
import re
from datetime import date, timedelta
from typing import Final, TypeAlias

from console.core.command_text import text_fault
from console.core.quote import quoted
from console.core.suggestion import suggestion
from console.model.workflow import ParamKind

ParameterValue: TypeAlias = str | int | bool
"""What a parameter is worth in an expression. A date is text such as ``2026-11-19``."""

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS_AGO: Final = {"today": 0, "yesterday": 1}
_ANY_DAY: Final = date(2000, 1, 2)


def value_fault(kind: ParamKind, text: str, options: tuple[str, ...] = ()) -> str | None:
    """Return what should have been written instead of ``text``, None where it will do."""
    try:
        read_value(kind, text, options, _ANY_DAY)
    except ValueError as error:
        return str(error)
    return None


def read_value(kind: ParamKind, text: str, options: tuple[str, ...], today: date) -> ParameterValue:
    """Return the value that ``text`` stands for.

    A date may be ``today`` or ``yesterday``, as seen from ``today``. Raises ValueError with a sentence
    that says what may be written.
    """
    match kind:
        case ParamKind.INT:
            if _INTEGER.fullmatch(text.strip()) is None:
                raise ValueError(f"a whole number, not {quoted(text)}")
            return int(text)
        case ParamKind.BOOL:
            if text.strip() not in ("true", "false"):
                raise ValueError(f"true or false, not {quoted(text)}")
            return text.strip() == "true"
        case ParamKind.DATE:
            return _read_date(text.strip(), today)
        case ParamKind.CHOICE:
            if text not in options:
                raise ValueError(
                    f"one of {', '.join(options)}, not {quoted(text)}{suggestion(text, options)}"
                )
            return text
        case ParamKind.JSON:
            return _read_json(text)
        case ParamKind.STRING:
            return _read_text(text)


def _read_date(text: str, today: date) -> str:
    if text in _DAYS_AGO:
        return (today - timedelta(days=_DAYS_AGO[text])).isoformat()
    try:
        if _DATE.fullmatch(text) is None:
            raise ValueError
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"a date such as 2026-11-19, or today, or yesterday, not {quoted(text)}") from None


def _read_json(text: str) -> str:
    try:
        json.loads(text)
    except ValueError as error:
        raise ValueError(f"JSON, not {quoted(text)}: {error}") from None
    return _read_text(text)


def _read_text(text: str) -> str:
    wrong = text_fault(text)
    if wrong is not None:
        raise ValueError(wrong)
    return text
