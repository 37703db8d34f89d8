"""What people and clients send, made storable: text that UTF-8 can hold, numbers that SQLite can."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, overload

from console.model import Action, StartRequest
from console.workflow.definition import HIGHEST_PRIORITY

_LONGEST: Final = 10_000
"""Characters of a reason or a name that are kept."""


@overload
def clean(text: str) -> str: ...
@overload
def clean(text: None) -> None: ...
def clean(text: str | None) -> str | None:
    """Return text without lone surrogates, which no database and no terminal takes."""
    return None if text is None else text[:_LONGEST].encode("utf-8", "replace").decode()


def clean_action(action: Action) -> Action:
    """Return an action whose texts can be stored and whose priority is within bounds."""
    return replace(
        action,
        job=clean(action.job),
        node=clean(action.node),
        actor=clean(action.actor),
        reason=clean(action.reason),
        request_id=clean(action.request_id),
        priority=_bounded(action.priority),
        inputs={clean(name): clean(value) for name, value in action.inputs.items()},
    )


def clean_request(request: StartRequest) -> StartRequest:
    """Return a start whose name, place and priority can be stored."""
    return replace(
        request,
        name=clean(request.name),
        source=clean(request.source),
        folder=clean(request.folder),
        request_id=clean(request.request_id),
        reason=clean(request.reason),
        priority=_bounded(request.priority),
    )


def clean_claims(claimed: Mapping[str, str] | None) -> dict[str, str]:
    """Return what a client said of itself, storable."""
    return {clean(name): clean(value) for name, value in (claimed or {}).items()}


def _bounded(priority: int | None) -> int | None:
    return None if priority is None else max(-HIGHEST_PRIORITY, min(priority, HIGHEST_PRIORITY))
