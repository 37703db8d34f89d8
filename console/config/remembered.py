"""What the console remembers by itself: columns and order of each view, in a small file of the state folder.

Nobody writes it by hand, so what cannot be read in it is left out, and a file that is damaged is begun anew.
It never keeps the console from starting or going on.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from console.config.errors import ConfigError
from console.core.columns import COLUMNS, Layout, order_of, order_text

FILE: Final = "console.json"
"""The name of the file in the state folder."""

_MOST_BYTES: Final = 200_000
_MOST_VIEWS: Final = 200


def read_layouts(file: Path) -> Mapping[str, Layout]:
    """Return what is remembered of each view. Raises ConfigError for a file that is damaged."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None
    try:
        found: object = json.loads(data[:_MOST_BYTES])
    except (ValueError, RecursionError):
        raise ConfigError(f"{file}: is damaged") from None
    views = _table(_table(found).get("views"))
    if not isinstance(found, dict):
        raise ConfigError(f"{file}: is damaged")
    return {name: _layout(value) for name, value in list(views.items())[:_MOST_VIEWS]}


def write_layout(file: Path, view: str, layout: Layout) -> None:
    """Remember one view, and leave the others as another console wrote them. Raises ConfigError."""

    def change(text: str) -> str:
        try:
            before: object = json.loads(text) if text else {}
        except (ValueError, RecursionError):
            before = {}
        document = dict(_table(before))
        views = dict(_table(document.get("views")))
        views.pop(view, None)
        if not layout.is_usual:
            views[view] = {"columns": list(layout.columns), "sort": order_text(layout.order)}
        document["views"] = views
        return json.dumps(document, indent=1) + "\n"

    # Imported here: whoever changes nothing does not wait for it.
    from console.config.writing import rewrite

    rewrite(file, change, closed=True)


def _table(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _layout(value: object) -> Layout:
    """Return what is there as far as it can be used: another version may know other columns."""
    table = _table(value)
    columns, sort = table.get("columns"), table.get("sort")
    words = cast("list[object]", columns) if isinstance(columns, list) else []
    names = dict.fromkeys(word for word in words if isinstance(word, str) and word in COLUMNS)
    try:
        order = order_of(sort) if isinstance(sort, str) else None
    except ValueError:
        order = None
    return Layout(tuple(names), order)
