"""The columns of the jobs list: which there are, and which of them stand in a width, and how wide."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final

from console.core.columns import USUAL
from console.core.standing import at_text
from console.model import Job
from console.widgets.cell import Align

GUTTER: Final = 3
"""Columns before the first one: a space, the cursor or a mark, a space."""

WHY: Final = "why"
BAR: Final = 9
"""Columns of the bar of progress, its figures not counted."""

_WIDE: Final = 100
"""Columns from which the reason stands in the row; below, it is the second line under the cursor."""
_LEAST_WHY: Final = 35
"""With fewer columns a reason says too little: bar, owner, workflow and took give way to it."""
_LEAST_OWN_WHY: Final = 20
"""The same where a person chose the columns: what they chose comes first."""
_LEAST_NAME: Final = 14
_NAME: Final = 23
_GROWS: Final = 12
"""Columns that a name takes at most of the room that is left."""
_WHOLE: Final = "job"
"""What backends without a graph call the one node of a job: that it stands there says nothing."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a list's times depend on."""

    now: datetime
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it is drawn: ``width`` without the space after it."""

    name: str
    title: str
    width: int
    gap: int
    align: Align = "left"


_KINDS: Final[dict[str, Column]] = {
    column.name: column
    for column in (
        Column("status", "STATUS", 11, 2),
        Column("context", "CONTEXT", 7, 2),
        Column("id", "ID", 4, 2),
        Column("name", "NAME", _NAME, 1),
        Column("workflow", "WORKFLOW", 17, 1),
        Column("at", "AT", 13, 2),
        Column("progress", "PROGRESS", BAR + 6, 1),
        Column("started", "STARTED", 7, 2, "right"),
        Column("took", "TOOK", 5, 2, "right"),
        Column("owner", "OWNER", 6, 1),
        Column(WHY, "WHY", _LEAST_WHY, 0),
        Column("priority", "PRIO", 5, 2, "right"),
        Column("queue", "QUEUE", 10, 1),
        Column("tags", "TAGS", 16, 1),
        Column("created", "CREATED", 7, 2, "right"),
        Column("queued", "QUEUED", 7, 2, "right"),
        Column("ended", "ENDED", 7, 2, "right"),
        Column("age", "AGE", 4, 2, "right"),
        Column("native", "NATIVE", 12, 1),
        Column("tries", "TRIES", 5, 2, "right"),
        Column("run", "RUN", 3, 2, "right"),
        Column("waiting", "WAITS", 5, 2, "right"),
        Column("cause", "CAUSE", 12, 1),
    )
}

_GIVEN_UP: Final = ("owner", "bar", "workflow", "took", "at", "progress", "started")
"""In this order; ``bar`` leaves the figures of the progress."""

_NAMING: Final = frozenset({"status", "id", "name"})
"""What says which job it is, and how it stands."""


@lru_cache(maxsize=64)
def columns_for(
    width: int,
    id_width: int,
    context_width: int = 0,
    silent: frozenset[str] = frozenset(),
    chosen: tuple[str, ...] = (),
) -> tuple[Column, ...]:
    """Return the columns that fit, in order. ``context_width`` is 0 where all jobs are of one context.

    Without a person's own choice those that are ``silent`` are left out, and others given up in the order of
    `_GIVEN_UP`, so that the reason has room. What a person has ``chosen`` is shown silent or not; of it, too,
    the usual ones are given up in that order, and those that only a person adds last, from the right. Of
    several contexts each row says whose it is, whatever was chosen where there was one.
    """
    if chosen:
        return _own(width, id_width, context_width, _with_context(chosen) if context_width else chosen)
    wide = width >= _WIDE
    names = [name for name in USUAL if name not in silent and (context_width or name != "context")]
    found = _drawn(names if wide else [name for name in names if name != WHY], id_width, context_width)
    for drop in _GIVEN_UP:
        if _total(found) <= width:
            break
        _give_up(found, drop)
    return _filled(found, width)


def _with_context(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns with the context among them: before the id, or else behind the status."""
    if "context" in chosen:
        return chosen
    place = chosen.index("id") if "id" in chosen else int(chosen[0] == "status")
    return (*chosen[:place], "context", *chosen[place:])


def _own(width: int, id_width: int, context_width: int, chosen: tuple[str, ...]) -> tuple[Column, ...]:
    found = _drawn(chosen, id_width, context_width)
    if WHY in found:
        found[WHY] = replace(found[WHY], width=_LEAST_OWN_WHY)
    if _total(found) - _LEAST_OWN_WHY + _LEAST_WHY > width:
        _give_up(found, "bar")
    narrow = (WHY,) if width < _WIDE else ()
    for drop in (*narrow, *_GIVEN_UP):
        if _total(found) > width and len(found) > 1:
            _give_up(found, drop)
    if _total(found) > width and "name" in found:
        found["name"] = replace(found["name"], width=_LEAST_NAME)
    naming = _NAMING | {"context"} if context_width else _NAMING
    for name in (*(n for n in reversed(chosen) if n not in naming), *reversed(chosen)):
        if _total(found) > width and len(found) > 1:
            found.pop(name, None)
    return _filled(found, width)


def _drawn(names: Sequence[str], id_width: int, context_width: int) -> dict[str, Column]:
    """Return the columns as they are where there is room. Beside its context an id needs no name of it."""
    found = {name: _KINDS[name] for name in names}
    if "id" in found:
        plain = "plain" if context_width and "context" in found else "id"
        found["id"] = replace(found["id"], name=plain, width=max(2, min(id_width, 12)))
    if "context" in found:
        found["context"] = replace(found["context"], width=max(7, min(context_width, 14)))
    return found


def _give_up(found: dict[str, Column], name: str) -> None:
    if name != "bar":
        found.pop(name, None)
    elif "progress" in found:
        found["progress"] = Column("progress", "DONE", 6, 2, "right")


def _total(found: dict[str, Column]) -> int:
    return GUTTER + sum(column.width + column.gap for column in found.values())


def _filled(found: dict[str, Column], width: int) -> tuple[Column, ...]:
    """Give what is left to the name and, for the most part, to the reason; with neither it stays empty."""
    left = width - _total(found)
    if WHY in found:
        own = found[WHY].width + left
        grow = max(0, min(_GROWS, (own - 40) // 2)) if "name" in found else 0
        last = list(found)[-1] == WHY
        found[WHY] = replace(found[WHY], width=max(1, own - grow - 1), gap=0 if last else 1)
        left = grow
    if "name" in found:
        found["name"] = replace(found["name"], width=max(4, found["name"].width + left))
    return tuple(found.values())


def silent_in(jobs: Sequence[Job]) -> frozenset[str]:
    """Return the columns that would say nothing of any of these jobs: some servers know no owner or progress.

    The workflow says nothing where it is what every job is called. Without jobs every column stays.
    """
    if not jobs:
        return frozenset()
    says = {
        "owner": any(job.owner for job in jobs),
        "workflow": any(job.workflow not in ("", job.name) for job in jobs),
        "at": any(at_text(job) not in ("", _WHOLE) for job in jobs),
        "progress": any(job.total is not None for job in jobs),
    }
    return frozenset(name for name, something in says.items() if not something)
