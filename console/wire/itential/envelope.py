"""What stands around the documents: the envelope of operations-manager, the bare answers of workflow_engine.

``{message, data, metadata}`` is the envelope, of refusals too; ``metadata`` may be missing. Pages of the old
generation are ``{results, skip, limit, total}``, those of Automation Studio ``{items, …}``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from console.model import Json
from console.wire.itential.failure import flat_message
from console.wire.values import number_of, object_of, text_of

_LISTS = ("data", "results", "items")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. ``following`` is how many to skip for the next one, None at the end."""

    items: tuple[dict[str, Json], ...]
    following: int | None
    total: int | None


def is_envelope(value: object) -> bool:
    """Whether this is what operations-manager puts around a page: it tells the generations apart."""
    return isinstance(object_of(value).get("data"), list)


def item_of(value: object) -> dict[str, Json]:
    """Return the one object of an answer, out of its envelope or bare. Raises ValueError if there is none."""
    fields = object_of(value)
    if "_id" in fields:
        return fields
    inner = object_of(fields.get("data"))
    if not inner:
        raise ValueError(message_of(value) or "the answer holds no object")
    return inner


def page_of(value: object, *, skip: int) -> Page:
    """Return a page out of any of its forms. ``skip`` is how many were asked to be skipped.

    Raises ValueError where there is no list. A next page that does not go forward is the end: a server that
    says so would be asked for ever.
    """
    fields = object_of(value)
    lists = [value, *(fields.get(key) for key in _LISTS)]
    found = next((cast("list[Json]", each) for each in lists if isinstance(each, list)), None)
    if found is None:
        raise ValueError(message_of(value) or "the answer holds no list")
    items = tuple(object_of(item) for item in found)
    about = object_of(fields.get("metadata")) or fields
    total = number_of(about.get("total"))
    return Page(
        items,
        _following(about, skip, len(items), total),
        None if total is None or total < 0 else int(total),
    )


def _following(about: Mapping[str, Json], skip: int, count: int, total: float | None) -> int | None:
    if not count:
        return None
    if "nextPageSkip" in about:
        told = number_of(about["nextPageSkip"])
        return int(told) if told is not None and told > skip else None
    if total is None:
        return None
    return skip + count if skip + count < total else None


def message_of(value: object) -> str | None:
    """Return what the server says in words, out of an envelope or of a bare refusal."""
    if isinstance(value, str):
        return text_of(value)
    fields = object_of(value)
    for key in ("message", "error", "errors"):
        if fields.get(key) not in (None, "", [], {}):
            return flat_message(fields[key])
    return None


def refusal_of(value: object, job: str) -> str | None:
    """Return why a verb was refused: the message, and what is said of this job.

    A bulk verb that failed on all jobs answers with 500 and ``data`` keyed by the jobs' ids.
    """
    message = message_of(value)
    data = object_of(object_of(value).get("data"))
    own = data.get(job)
    if own in (None, "", {}, []):
        return message
    said = flat_message(own)
    return f"{message}: {said}" if message and said != message else said
