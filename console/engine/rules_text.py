"""A node's rules as one JSON text, the same for the same rules: nodes share it, jobs share it."""

import hashlib
import json
from dataclasses import asdict, fields
from functools import lru_cache
from typing import Any, Final

from console.model import NodeKind, NodeRules, OnFailure, OnTimeout, Retry, When

_DEFAULTS: Final = asdict(NodeRules())


def rules_text(rules: NodeRules) -> str:
    """Return the text of rules; what is at its default is left out."""
    told = {name: value for name, value in asdict(rules).items() if value != _DEFAULTS[name]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def text_key(text: str) -> bytes:
    """Return what tells one text from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


@lru_cache(maxsize=8192)
def read_rules(text: str) -> NodeRules:
    """Return the rules that a text holds. What a newer version added is passed over."""
    known = {field.name for field in fields(NodeRules)}
    found: dict[str, Any] = {name: value for name, value in json.loads(text).items() if name in known}
    for name, read in _READ.items():
        if name in found:
            found[name] = read(found[name])
    return NodeRules(**found)


def _retry(found: dict[str, Any]) -> Retry:
    on_exit: list[int] = found.pop("on_exit", [])
    return Retry(**found, on_exit=tuple(on_exit))


_READ: Final[dict[str, Any]] = {
    "kind": NodeKind,
    "needs": tuple,
    "when": When,
    "on_failure": OnFailure,
    "on_timeout": OnTimeout,
    "retry": _retry,
    "ok_exit": tuple,
    "approvers": tuple,
}
