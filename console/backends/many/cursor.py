"""The cursor of a list over several contexts: where each of them goes on, as a text."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from zlib import crc32

from console.backends.base import BadRequest
from console.backends.many.merging import Position, Taken


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list goes on. ``size`` is how many jobs are read of a context at once, all through it."""

    positions: Mapping[str, Position]
    size: int


def write_cursor(query: str, place: Place) -> str:
    """Return the cursor of what follows in the list of ``query``."""
    parts = {name: _written(position) for name, position in place.positions.items()}
    return base64.urlsafe_b64encode(json.dumps([crc32(query.encode()), place.size, parts]).encode()).decode()


def read_cursor(query: str, cursor: str) -> Place:
    """Return what a cursor of the list of ``query`` says. Raises BadRequest for any other."""
    try:
        found: object = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii", "strict")))
    except (binascii.Error, ValueError):
        raise _wrong() from None
    if not isinstance(found, list) or len(cast("list[object]", found)) != 3:
        raise _wrong()
    query_sum, size, parts = cast("list[object]", found)
    if query_sum != crc32(query.encode()) or not isinstance(size, int) or not isinstance(parts, dict):
        raise _wrong()
    positions = {name: _read(part) for name, part in cast("dict[str, object]", parts).items()}
    return Place(positions, max(1, size))


def _written(position: Position) -> object:
    if position.over or position.out:
        return "over" if position.over else "out"
    taken = position.taken
    return [position.cursor, None if taken is None else [taken.id, taken.key]]


def _read(part: object) -> Position:
    match part:
        case "over":
            return Position(over=True)
        case "out":
            return Position(out=True)
        case [None | str() as cursor, None]:
            return Position(cursor)
        case [None | str() as cursor, [str(id_), None | str() | int() | float() as key]]:
            return Position(cursor, Taken(id_, key))
        case _:
            raise _wrong()


def _wrong() -> BadRequest:
    return BadRequest("the cursor does not belong to this list", advice="read the list from its beginning")
