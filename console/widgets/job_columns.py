"""The columns of the jobs list: which there are in a width, and what a job says in each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final, TypeAlias

from console.core.context_name import SEPARATOR
from console.core.figures import progress_bar
from console.core.query import SortOrder
from console.core.standing import seconds_run
from console.core.times import clock_time, duration
from console.model import Attention, Job, JobStatus
from console.widgets.cell import Align, Piece, fit, fit_id, shorten
from console.widgets.glyph import glyph, job_sign, job_style, job_word

GUTTER: Final = 3
"""Columns before the first one: a space, the cursor or a mark, a space."""

WHY: Final = "why"
_BAR: Final = 9
_WIDE: Final = 100
"""Columns from which the reason stands in the row; below, it is the second line under the cursor."""
_LEAST_WHY: Final = 24
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


def has_why(width: int) -> bool:
    """Whether the reason has a column of its own in this width."""
    return width >= _WIDE


@lru_cache(maxsize=32)
def columns_for(
    width: int, id_width: int, context_width: int = 0, silent: frozenset[str] = frozenset()
) -> tuple[Column, ...]:
    """Return the columns that fit, in order. ``context_width`` is 0 where all jobs are of one context.

    Those that are ``silent`` are left out. Dropped from the right: owner, workflow, took, the bar of progress
    (its figures stay), at.
    """
    wide = has_why(width)
    ids = max(2, min(id_width, 12))
    name = 23
    contexts = max(7, min(context_width, 14))
    all_ = {
        "status": Column("status", "STATUS", 11, 2),
        **({"context": Column("context", "CONTEXT", contexts, 2)} if context_width else {}),
        "id": Column("plain" if context_width else "id", "ID", ids, 2, "left"),
        "name": Column("name", "NAME", name, 1),
        "workflow": Column("workflow", "WORKFLOW", 17, 1),
        "at": Column("at", "AT", 14, 2),
        "progress": Column("progress", "PROGRESS", _BAR + 6, 1),
        "started": Column("started", "STARTED", 7, 2, "right"),
        "took": Column("took", "TOOK", 5, 2, "right"),
        "owner": Column("owner", "OWNER", 6, 1),
    }
    for name_ in silent:
        del all_[name_]
    spare = _LEAST_WHY if wide else 0
    for drop in ("owner", "workflow", "took", "bar", "at", "progress", "started"):
        if GUTTER + sum(column.width + column.gap for column in all_.values()) + spare <= width:
            break
        if drop != "bar":
            all_.pop(drop, None)
        elif "progress" in all_:
            all_["progress"] = Column("progress", "DONE", 6, 1, "right")
    left = width - GUTTER - sum(column.width + column.gap for column in all_.values())
    if wide:
        grow = max(0, min(12, (left - 40) // 2))
        all_["name"] = Column("name", "NAME", name + grow, 1)
        return (*all_.values(), Column(WHY, "WHY", left - grow - 1, 0))
    all_["name"] = Column("name", "NAME", max(4, name + left), 1)
    return tuple(all_.values())


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


def head(columns: Sequence[Column], order: SortOrder | None = None) -> list[Piece]:
    """Return the line of titles; the one that the rows are ordered by has a sign, which way round."""
    pieces = [Piece(" " * GUTTER)]
    for column in columns:
        ordered = order is not None and order.field == column.name
        sign = glyph("▼" if order is not None and order.descending else "▲") if ordered else ""
        title = shorten(column.title, column.width - 1) + sign if ordered else column.title
        pieces.append(
            Piece(fit(title, column.width, column.align), "secondary bold" if ordered else "secondary")
        )
        pieces.append(Piece(" " * column.gap))
    return pieces


def row(job: Job, columns: Sequence[Column], moment: Moment) -> list[Piece]:
    """Return a job's cells, without the gutter."""
    pieces: list[Piece] = []
    for column in columns:
        pieces += _CELLS[column.name](job, column, moment)
        if column.gap:
            pieces.append(Piece(" " * column.gap))
    return pieces


def skeleton(columns: Sequence[Column]) -> list[Piece]:
    """Return the cells of a row that is not loaded yet."""
    return [Piece(fit("·" if c.name == "name" else "", c.width) + " " * c.gap, "muted") for c in columns]


def took(job: Job, now: datetime) -> str:
    """Return how long a job ran, or has been running: to five seconds, as it is drawn no oftener."""
    seconds = seconds_run(job, now)
    if seconds is None:
        return ""
    if job.ended is None and seconds < 600:
        seconds -= seconds % 5
    return duration(seconds)


def at_text(job: Job) -> str:
    """Return where a job stands: the node, its execution, and how many stand there with it."""
    if job.at is None:
        return ""
    times = f" #{job.at_execution}" if job.at_execution > 1 else ""
    return f"{job.at}{times}" + (f" +{job.at_more}" if job.at_more else "")


def plain_id(job: Job) -> str:
    """Return a job's id without the context that it begins with in a list of several."""
    return job.id.removeprefix(f"{job.context}{SEPARATOR}")


def why(job: Job) -> str:
    """Return the reason that the last column shows."""
    return job.reason or ""


_Cell: TypeAlias = Callable[[Job, Column, Moment], list[Piece]]


def _plain(text: Callable[[Job], str], style: str = "foreground") -> _Cell:
    return lambda job, column, _: [Piece(fit(text(job), column.width, column.align), style)]


def _id(text: Callable[[Job], str]) -> _Cell:
    return lambda job, column, _: [Piece(fit_id(text(job), column.width))]


def _status(job: Job, column: Column, _moment: Moment) -> list[Piece]:
    sign = job_sign(job)
    return [sign, Piece(" "), Piece(fit(job_word(job), column.width - 1 - sign.width), job_style(job))]


def _at(job: Job, column: Column, _moment: Moment) -> list[Piece]:
    """The node is cut before its figures: ``very-long-na… #3``."""
    text = at_text(job)
    node = job.at or ""
    tail = text[len(node) :]
    space = column.width - len(tail)
    shown = fit(node, space).rstrip() + tail if len(node) > space > 2 else text
    return [Piece(fit(shown, column.width))]


def _progress(job: Job, column: Column, _moment: Moment) -> list[Piece]:
    if column.width <= _BAR:
        return [Piece(fit(_figures(job, column.width), column.width, "right"), "foreground")]
    if job.total is None:
        return [Piece(" " * column.width)]
    bar = progress_bar(job.done or 0, job.total, _BAR, ascii_only=glyph.ascii_only)
    full = bar.rstrip("░.")
    return [
        Piece(full, "muted" if job.status.is_terminal else job_style(job)),
        Piece(bar[len(full) :], "muted"),
        Piece(fit(f" {_figures(job, column.width - _BAR - 1)}", column.width - _BAR)),
    ]


def _figures(job: Job, width: int) -> str:
    """``6/9``; of a job of thousands, where that has no room, ``95%``: half a number would be a false one."""
    if job.total is None:
        return ""
    figures = f"{job.done or 0}/{job.total}"
    return figures if len(figures) <= width or not job.total else f"{(job.done or 0) * 100 // job.total}%"


def _started(job: Job, column: Column, moment: Moment) -> list[Piece]:
    if job.started is None:
        return [Piece(" " * column.width)]
    shown = clock_time(job.started, moment.now, moment.zone)
    # The date of another year is too long: its month says enough, and a date that is cut says nothing.
    shown = shown if len(shown) <= column.width else shown[: len("2024-10")]
    return [Piece(fit(shown, column.width, "right"))]


def _took(job: Job, column: Column, moment: Moment) -> list[Piece]:
    return [Piece(fit(took(job, moment.now), column.width, "right"), "foreground")]


def _why(job: Job, column: Column, _moment: Moment) -> list[Piece]:
    wanting = job.attention is not Attention.NONE or job.status is JobStatus.FAILED
    return [Piece(fit(why(job), column.width), "foreground" if wanting else "muted")]


_CELLS: Final[dict[str, _Cell]] = {
    "status": _status,
    "context": _plain(lambda job: job.context, "secondary"),
    "id": _id(lambda job: job.id),
    "plain": _id(plain_id),
    "name": _plain(lambda job: job.name),
    "workflow": _plain(lambda job: job.workflow, "muted"),
    "at": _at,
    "progress": _progress,
    "started": _started,
    "took": _took,
    "owner": _plain(lambda job: job.owner or "", "muted"),
    WHY: _why,
}
