"""The configuration file as it is written: TOML checked whole, unknown keys refused with a suggestion.

Imported only when there is a file to read: pydantic is not needed to know the defaults.
"""

import tomllib
from collections.abc import Iterable
from typing import Final

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from console.config.context_table import ContextTable
from console.config.errors import ConfigError
from console.config.table import Name, Slots, Table, Text
from console.core.suggestion import suggestion


class EngineTable(Table):
    """``[engine]``."""

    slots: Slots | None = None
    queues: dict[Name, Slots] = Field(default_factory=dict[str, int])


class ConsoleTable(Table):
    """``[console]``."""

    theme: Text | None = None
    mouse: bool | None = None
    last_list: bool | None = None
    keymap: Name | None = None
    keys: dict[str, str] = Field(default_factory=dict[str, str])


class Document(Table):
    """A whole file."""

    default: Name | None = None
    contexts: dict[Name, ContextTable] = Field(default_factory=dict[str, ContextTable])
    engine: EngineTable = EngineTable()
    console: ConsoleTable = ConsoleTable()


def parse_document(text: str, source: str) -> Document:
    """Return the file that ``text`` is; ``source`` names it in messages.

    Raises ConfigError with every mistake.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: this is not valid TOML: {error}") from None
    try:
        return Document.model_validate(table)
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=False)
        raise ConfigError(f"{source}: {mistake}" for mistake in _mistakes(details)) from None


def _mistakes(details: Iterable[ErrorDetails]) -> Iterable[str]:
    for detail in details:
        path = [str(part) for part in detail["loc"] if part != "[key]"]
        yield f"{'.'.join(path)}: {_message(detail, path)}"


_EXPECTED: Final = {
    "string_type": "a text in quotes",
    "bool_type": "true or false, without quotes",
    "int_type": "a whole number, without quotes",
    "int_from_float": "a whole number",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "string_too_short": "a text that is not empty",
    "string_pattern_mismatch": "a name of letters, digits, dots, dashes and underscores",
    "greater_than": "more than 0",
}


def _message(detail: ErrorDetails, path: list[str]) -> str:
    if detail["type"] == "extra_forbidden":
        key, known = path[-1], tuple(_keys_beside(path))
        return f"unknown key '{key}'{suggestion(key, known) or '; there are ' + ', '.join(known)}"
    if detail["type"] == "duration":
        return f"this must be {detail['msg']}"
    expected = _EXPECTED.get(detail["type"])
    return f"this must be {expected}" if expected else detail["msg"][:1].lower() + detail["msg"][1:]


def _keys_beside(path: list[str]) -> Iterable[str]:
    """Return the keys that are known where the last part of ``path`` stands."""
    if path[0] == "contexts" and len(path) == 3:
        return ContextTable.model_fields
    tables = {"engine": EngineTable, "console": ConsoleTable}
    table = tables.get(path[0]) if len(path) == 2 else None
    return (table or Document).model_fields
