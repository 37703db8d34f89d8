"""JSON as a server wrote it, made into what every part of the console can hold.

JSON can say more than a terminal, a file or a number here can take: halves of characters, numbers without
end. They are mended here, once, so that nobody behind has to think of them.
"""

import json
import math
import re
from typing import Final, cast

from console.model import Json

_ODD: Final = re.compile(r"\\u[dD][89a-fA-F]|[0-9]{300}|[eE]\+?[0-9]{3}|NaN|Infinity|[\ud800-\udfff]")
"""What a text holds that may need mending: escaped halves of characters, and numbers that are too long."""

_LARGEST: Final = 10**300


def received(text: str) -> Json:
    """Return the JSON in ``text``. Raises ValueError, or RecursionError where it is nested too deep.

    A half of a character becomes a question mark, and a number that is none, or beyond all bounds, null.
    """
    found = cast("Json", json.loads(text))
    return _mended(found) if _ODD.search(text) else found


def _mended(value: Json) -> Json:
    if isinstance(value, str):
        return _encodable(value)
    if isinstance(value, dict):
        return {_encodable(key): _mended(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and not -_LARGEST < value < _LARGEST:
        return None
    return value


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
