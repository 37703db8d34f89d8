"""What a person may write for a parameter, by its type."""

import re
from datetime import date, timedelta
from typing import Final

from console.core.quote import quoted
from console.core.suggestion import suggestion
from console.model.workflow import ParamKind

ParameterValue = str | int | bool
"""What a parameter is worth in an expression. A date is text such as ``2026-11-19``."""

MOST_BYTES: Final = 100_000
"""The longest value. Linux refuses an environment variable of 128 KiB."""

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS_AGO: Final = {"today": 0, "yesterday": 1}


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
        case _:
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


def _read_text(text: str) -> str:
    if "\0" in text:
        raise ValueError("a text without the character NUL, which no command can be given")
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise ValueError("a text that can be written as UTF-8") from None
    if size > MOST_BYTES:
        raise ValueError(f"a text of at most {MOST_BYTES} bytes, not {size}: pass the name of a file")
    return text


def written(value: object) -> str:
    """Return a value as a command sees it in its environment; null is an empty text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def declaration_fault(
    kind: ParamKind, default: str | None, options: tuple[str, ...], required: bool | None
) -> str | None:
    """Return what is wrong with a parameter's declaration, None if nothing is."""
    if kind is ParamKind.CHOICE and not options:
        return "a choice needs options"
    if kind is not ParamKind.CHOICE and options:
        return f"options belong to a parameter of type choice, this one is a {kind}"
    if default is None:
        if required is False and kind is not ParamKind.STRING:
            return f"a parameter of type {kind} that is not required needs a default"
        return None
    if required:
        return "a required parameter has no default: drop one of the two"
    try:
        read_value(kind, default, options, date(2000, 1, 1))
    except ValueError as error:
        return f"the default should be {error}"
    return None
