"""What went wrong, in one line, out of the forms in which the API says it.

An error's message is a text, the answer of an adapter (``IAPerror.displayString``), or the answer of the
system behind it, several objects deep.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from console.wire.itential.values import list_of, moment_of
from console.wire.received import received
from console.wire.values import object_of, text_of

_DEEPEST: Final = 40
_LONGEST: Final = 2_000  # characters of an object that is told whole because nothing in it is a message


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of a job. ``task`` is the task's id, None where the job itself is meant."""

    task: str | None
    message: str
    when: datetime | None = None


def failures_of(value: object) -> tuple[Failure, ...]:
    """Return the errors of a job, as told. A text alone, or in the list, is an error without a task."""
    return tuple(_failure(item) for item in list_of(value) if item not in (None, "", {}))


def _failure(value: object) -> Failure:
    fields = object_of(value)
    if not fields:
        return Failure(None, flat_message(value))
    task = text_of(fields.get("task"))
    message = fields.get("message", fields)
    return Failure(None if task == "job" else task, flat_message(message), moment_of(fields.get("timestamp")))


def flat_message(value: object) -> str:
    """Return the message in ``value``: a text as it is, an adapter's own sentence, else the deepest message.

    What holds no message is told whole, as compact JSON. Never empty.
    """
    if isinstance(value, str):
        return _whole_text(value)
    found = _display_string(value, 0) or _deepest(value, 0)
    return found or _compact(value)


def _whole_text(value: str) -> str:
    """Return a text; of one that is JSON itself (adapters pass such on) what is said in it."""
    text = text_of(value) or ""
    if text.startswith("{") and text.endswith("}"):
        try:
            inner: object = received(text)
        except (ValueError, RecursionError):
            return text
        found = _display_string(inner, 0) or _deepest(inner, 0)
        return found or text
    return text or "(an empty message)"


def _display_string(value: object, depth: int) -> str | None:
    """Return the sentence of the first ``IAPerror`` in ``value``, with what it recommends."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return None
    fields = object_of(cast("object", value))
    error = object_of(fields.get("IAPerror"))
    said = text_of(error.get("displayString"))
    if said:
        advice = text_of(error.get("recommendation"))
        return f"{said} ({advice})" if advice and advice not in said else said
    return next((found for item in fields.values() if (found := _display_string(item, depth + 1))), None)


def _deepest(value: object, depth: int) -> str | None:
    """Return the message that lies deepest, going down by ``message``, ``error`` and the like."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        found = [text for item in list_of(cast("object", value))[:20] if (text := _deepest(item, depth + 1))]
        return "; ".join(found) or None
    fields = object_of(value)
    for key in ("error", "message"):
        item = fields.get(key)
        if isinstance(item, dict | list):
            inner = _deepest(item, depth + 1)
            if inner:
                return inner
    for key in ("message", "error", "displayString", "errorMessage", "reason"):
        item = fields.get(key)
        if isinstance(item, str) and item:
            return text_of(item)
    return None


def _compact(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    except (ValueError, RecursionError):
        return "(an error that cannot be told)"
    clean = text_of(text) or "(nothing)"
    return clean if len(clean) <= _LONGEST else clean[:_LONGEST] + " …"
