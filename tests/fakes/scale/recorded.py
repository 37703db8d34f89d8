"""What a real Scale 7.2.2 answered, exchange by exchange."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any, Final

RECORDINGS: Final = Path(__file__).parents[2] / "recordings" / "scale"


@cache
def _all() -> dict[str, Any]:
    return {path.stem: json.loads(path.read_text()) for path in sorted(RECORDINGS.glob("*.json"))}


def recordings() -> list[str]:
    """Return the names of all exchanges."""
    return list(_all())


def recorded(name: str) -> dict[str, Any]:
    """Return an exchange: ``request``, ``status``, ``headers``, and ``body`` (JSON) or ``text``."""
    return copy.deepcopy(_all()[name])
