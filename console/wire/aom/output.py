"""What a node put out: any JSON, and the nearest thing to a log that AOM keeps."""

import json
from collections.abc import Mapping
from typing import Final, cast

from console.wire.values import text_of

_CAUSES: Final = (
    "error_msg",
    "errorMsg",
    "error_message",
    "errorMessage",
    "message",
    "msg",
    "error",
    "reason",
    "detail",
)
"""Keys under which programs say why they failed, the plainest first. AOM documents none."""

_LONGEST: Final = 300  # characters of a reason


def output_text(output: object) -> str:
    """Return an output as text: a text as it is, all else as indented JSON, nothing as nothing."""
    if output is None:
        return ""
    try:
        text = output if isinstance(output, str) else json.dumps(output, indent=2, ensure_ascii=False)
    except RecursionError:
        return "(nested too deep to be shown)"
    return text.encode(errors="replace").decode()


def output_lines(output: object) -> tuple[str, ...]:
    """Return an output line by line."""
    text = output_text(output).replace("\r\n", "\n")
    return tuple(text.removesuffix("\n").split("\n")) if text else ()


def outputs_of(output: object) -> Mapping[str, str]:
    """Return an output by its names, each value as text; an output without names is ``output``."""
    if output is None:
        return {}
    if isinstance(output, dict):
        named = cast("dict[str, object]", output)
        return {(text_of(name) or ""): output_text(value) for name, value in named.items()}
    return {"output": output_text(output)}


def cause_in(output: object) -> str:
    """Return the words of an output that say why a node failed, in one line; empty if it has none."""
    found = _cause(output, 4)
    first = next((line.strip() for line in found.splitlines() if line.strip()), "")
    return first if len(first) <= _LONGEST else f"{first[: _LONGEST - 1]}…"


def _cause(output: object, depth: int) -> str:
    if isinstance(output, str):
        return text_of(output) or ""
    if depth == 0:
        return ""
    if isinstance(output, list):
        items = cast("list[object]", output)
        return next(filter(None, (_cause(item, depth - 1) for item in items[:20])), "")
    if isinstance(output, dict):
        named = cast("dict[str, object]", output)
        found = next(filter(None, (_cause(named.get(key), depth - 1) for key in _CAUSES)), "")
        objects = cast("list[object]", [value for value in named.values() if isinstance(value, dict)])
        inside = (_cause(value, depth - 1) for value in objects)
        return found or next(filter(None, inside), "")
    return ""
