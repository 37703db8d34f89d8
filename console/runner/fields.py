"""Typed reading of one JSON message: each field is what it should be, or the message is refused with its
name.
"""

from __future__ import annotations

import json
import os
from typing import NoReturn, cast


class ProtocolError(Exception):
    """A message that is not one of ours, or not complete. The text says which field, for a person."""

    execution = 0
    """The execution that the message names, or 0 when that much cannot be read."""


class Fields:
    """The fields of a message. A field that is absent or null takes the default, where there is one."""

    def __init__(self, document: dict[str, object]) -> None:
        self._document = document

    @classmethod
    def parse(cls, message: bytes) -> Fields:
        """The fields of a JSON object. Raises ProtocolError."""
        try:
            document: object = json.loads(message)
        except ValueError as error:
            raise ProtocolError(f"not a JSON document: {error}") from error
        if not isinstance(document, dict):
            raise ProtocolError("not a JSON object")
        return cls(cast("dict[str, object]", document))

    def text(self, name: str, default: str | None = None) -> str:
        """A text."""
        value = self._get(name, default)
        return value if isinstance(value, str) else self._wrong(name, "a text")

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._get(name, default)
        return (
            value
            if isinstance(value, int) and not isinstance(value, bool)
            else self._wrong(name, "a whole number")
        )

    def optional_whole(self, name: str) -> int | None:
        """A whole number, or None."""
        return None if self._document.get(name) is None else self.whole(name)

    def optional_seconds(self, name: str) -> float | None:
        """A number of seconds, or None."""
        return None if self._document.get(name) is None else self.seconds(name, 0.0)

    def seconds(self, name: str, default: float) -> float:
        """A number of seconds, not negative."""
        value = self._get(name, default)
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return float(value)
        return self._wrong(name, "a number of seconds")

    def flag(self, name: str) -> bool:
        """True or false; false when absent."""
        value = self._document.get(name, False)
        return value if isinstance(value, bool) else self._wrong(name, "true or false")

    def path(self, name: str) -> str:
        """An absolute path: the runner's own working folder means nothing."""
        value = self.text(name)
        try:
            encoded = os.fsencode(value)
        except UnicodeEncodeError:
            return self._wrong(name, "a path")
        return (
            value
            if encoded.startswith(b"/") and b"\0" not in encoded
            else self._wrong(name, "an absolute path")
        )

    def optional_path(self, name: str) -> str | None:
        """An absolute path, or None."""
        return None if self._document.get(name) is None else self.path(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, not empty."""
        value = self._get(name, None)
        if isinstance(value, list):
            items = cast("list[object]", value)
            found = tuple(item for item in items if isinstance(item, str))
            if found and len(found) == len(items):
                return found
        return self._wrong(name, "a list of texts, not empty")

    def mapping(self, name: str) -> dict[str, str]:
        """Texts by name."""
        value = self._get(name, None)
        if isinstance(value, dict):
            pairs = cast("dict[str, object]", value)
            found = {key: item for key, item in pairs.items() if isinstance(item, str)}
            if len(found) == len(pairs):
                return found
        return self._wrong(name, "texts by name")

    def _get(self, name: str, default: object) -> object:
        value = self._document.get(name)
        if value is not None:
            return value
        if default is None:
            raise ProtocolError(f"{name} is missing")
        return default

    def _wrong(self, name: str, wanted: str) -> NoReturn:
        # Without the value: an environment holds secrets.
        raise ProtocolError(f"{name} is not {wanted}")
