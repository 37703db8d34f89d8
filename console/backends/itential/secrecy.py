"""What the platform marks as encrypted, masked before anything is made of a document.

A job's ``decorators`` point into the job, a task's ``variables.decorators`` into the task's variables. Values
that they point at are masked, and so is every other place where the same text stands (messages, outputs).
Everything that is shown, copied or logged is made of the masked document.
"""

from collections.abc import Iterable, Iterator
from typing import Final, cast

from console.core.masking import masked
from console.core.secret import MASK
from console.model import Json
from console.wire.itential.values import list_of
from console.wire.values import object_of, text_of

_SHORTEST: Final = 6
"""Characters of a secret from which on it is looked for elsewhere: a shorter one stands in any text."""


def without_secrets(document: dict[str, Json]) -> dict[str, Json]:
    """Return a document in which nothing that is marked, or called, a secret can be read."""
    found: set[str] = set()
    hidden = _decorated(document, found)
    texts = sorted((text for text in found if len(text) >= _SHORTEST), key=len, reverse=True)
    return object_of(masked(_replaced(hidden, texts) if texts else hidden))


def _decorated(value: Json, found: set[str]) -> Json:
    """Return ``value`` with what its decorators point at masked, at any depth; ``found`` gets the texts."""
    if isinstance(value, list):
        return [_decorated(item, found) for item in value]
    if not isinstance(value, dict):
        return value
    inside: Json = {key: _decorated(item, found) for key, item in value.items()}
    for pointer in _pointers(value.get("decorators")):
        inside = _masked_at(inside, pointer, found)
    return inside


def _pointers(decorators: Json) -> Iterator[tuple[str, ...]]:
    """Yield the places that decorators name, as JSON pointers."""
    for item in list_of(decorators):
        pointer = text_of(object_of(item).get("pointer"))
        if pointer is not None and pointer.startswith("/"):
            place = tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))
            if place != ("_id",):  # without its id nothing could be said of a document at all
                yield place


def _masked_at(value: Json, place: tuple[str, ...], found: set[str]) -> Json:
    """Return ``value`` with the mask at ``place``; unchanged where there is no such place."""
    if not place:
        found.update(_texts(value))
        return value if value in (None, "", [], {}) else MASK
    head, rest = place[0], place[1:]
    if isinstance(value, dict) and head in value:
        return {key: _masked_at(item, rest, found) if key == head else item for key, item in value.items()}
    if isinstance(value, list) and head.isdecimal() and int(head) < len(value):
        return [_masked_at(item, rest, found) if at == int(head) else item for at, item in enumerate(value)]
    return value


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in cast("Iterable[Json]", value.values() if isinstance(value, dict) else value):
            yield from _texts(item)


def _replaced(value: Json, texts: list[str]) -> Json:
    if isinstance(value, str):
        for text in texts:
            value = value.replace(text, MASK)
        return value
    if isinstance(value, dict):
        return {key: _replaced(item, texts) for key, item in value.items()}
    return [_replaced(item, texts) for item in value] if isinstance(value, list) else value
