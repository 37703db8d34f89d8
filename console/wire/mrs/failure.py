"""What a server of MRS, or the gateway before it, says went wrong.

Several shapes are about: ``error_code`` with ``error_msg`` (MRS), the same in camel case and ``code`` with
``message`` (gateway, IAM), ``error_code`` with ``error_message`` and ``error_name`` (Sahara), each also one
level down. Codes are texts: 0175 is not 175. Examples of the vendor's reference lack a comma, so a body that
is no JSON is searched for the two fields, too.
"""

import re
from dataclasses import dataclass
from typing import Final, cast

from console.wire.received import received
from console.wire.values import text_of

_CODES: Final = ("error_code", "errorCode", "code", "error_name")
_MESSAGES: Final = ("error_msg", "errorMsg", "error_message", "errorMessage", "message")
_FIELD: Final = '"{name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)"'
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Failure:
    """A code and a sentence of the server; both are empty where it sent neither."""

    code: str = ""
    message: str = ""

    @property
    def words(self) -> str:
        """Both together, as they are."""
        return " ".join(part for part in (self.code, self.message) if part)


def failure_of(body: str) -> Failure:
    """Return what the body of an error says; nothing for a page or a text in none of the shapes."""
    try:
        found: object = received(body)
    except (ValueError, RecursionError):
        return _searched(body)
    if not isinstance(found, dict):
        return Failure()
    top = cast("dict[str, object]", found)
    nested = [cast("dict[str, object]", item) for item in top.values() if isinstance(item, dict)]
    return next((failure for each in (top, *nested) if (failure := _read(each)).words), Failure())


def _read(found: dict[str, object]) -> Failure:
    return Failure(_first(found, _CODES), _first(found, _MESSAGES))


def _first(found: dict[str, object], names: tuple[str, ...]) -> str:
    texts = (text_of(found.get(name)) for name in names)
    return next((text[:_LONGEST] for text in texts if text), "")


def _searched(body: str) -> Failure:
    return Failure(_quoted(body, _CODES[:2]), _quoted(body, _MESSAGES[:3]))


def _quoted(body: str, names: tuple[str, ...]) -> str:
    for name in names:
        match = re.search(_FIELD.format(name=name), body)
        if match is not None:
            return match[1][:_LONGEST]
    return ""
