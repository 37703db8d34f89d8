"""What a job says in each column of the jobs list, and the titles above."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Final, TypeAlias

from console.core.context_name import SEPARATOR
from console.core.figures import progress_bar
from console.core.query import SortOrder
from console.core.standing import at_text, seconds_run
from console.core.times import age, clock_time, duration
from console.model import Attention, Job, JobStatus
from console.widgets.cell import Piece, fit, fit_id, shorten
from console.widgets.glyph import glyph, job_sign, job_style, job_word
from console.widgets.job_columns import BAR, GUTTER, WHY, Column, Moment


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


def moving(job: Job, columns: Sequence[Column], moment: Moment) -> Hashable:
    """Return what a row shows that changes by itself as time goes by."""
    return tuple(_MOVING[column.name](job, moment) for column in columns if column.name in _MOVING)


def took(job: Job, now: datetime) -> str:
    """Return how long a job ran, or has been running: to five seconds, as it is drawn no oftener."""
    seconds = seconds_run(job, now)
    if seconds is None:
        return ""
    if job.ended is None and seconds < 600:
        seconds -= seconds % 5
    return duration(seconds)


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
    if column.width <= BAR:
        return [Piece(fit(_figures(job, column.width), column.width, "right"), "foreground")]
    if job.total is None:
        return [Piece(" " * column.width)]
    bar = progress_bar(job.done or 0, job.total, BAR, ascii_only=glyph.ascii_only)
    full = bar.rstrip("░.")
    return [
        Piece(full, "muted" if job.status.is_terminal else job_style(job)),
        Piece(bar[len(full) :], "muted"),
        Piece(fit(f" {_figures(job, column.width - BAR - 1)}", column.width - BAR)),
    ]


def _figures(job: Job, width: int) -> str:
    """``6/9``; of a job of thousands, where that has no room, ``95%``: half a number would be a false one."""
    if job.total is None:
        return ""
    figures = f"{job.done or 0}/{job.total}"
    return figures if len(figures) <= width or not job.total else f"{(job.done or 0) * 100 // job.total}%"


_MomentOf: TypeAlias = Callable[[Job], datetime | None]

_MOMENTS: Final[dict[str, _MomentOf]] = {
    "created": lambda job: job.created,
    "queued": lambda job: job.queued,
    "started": lambda job: job.started,
    "ended": lambda job: job.ended,
}


def _when(moment_of: _MomentOf) -> _Cell:
    def cell(job: Job, column: Column, moment: Moment) -> list[Piece]:
        when = moment_of(job)
        if when is None:
            return [Piece(" " * column.width)]
        shown = clock_time(when, moment.now, moment.zone)
        # The date of another year is too long: its month says enough, and a date that is cut says nothing.
        shown = shown if len(shown) <= column.width else shown[: len("2024-10")]
        return [Piece(fit(shown, column.width, "right"))]

    return cell


def _age(job: Job, column: Column, moment: Moment) -> list[Piece]:
    return [Piece(fit(_age_text(job, moment), column.width, "right"), "muted")]


def _age_text(job: Job, moment: Moment) -> str:
    return "" if job.created is None else age((moment.now - job.created).total_seconds())


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
    "took": _took,
    "owner": _plain(lambda job: job.owner or "", "muted"),
    WHY: _why,
    "priority": _plain(lambda job: str(job.priority)),
    "queue": _plain(lambda job: job.queue or ""),
    "tags": _plain(lambda job: " ".join(job.tags), "muted"),
    "age": _age,
    "native": _plain(lambda job: job.native_status or "", "muted"),
    "tries": _plain(lambda job: str(job.at_execution or "")),
    "run": _plain(lambda job: str(job.run)),
    "waiting": _plain(lambda job: str(job.waiting or "")),
    **{name: _when(moment_of) for name, moment_of in _MOMENTS.items()},
    "cause": _plain(lambda job: job.signature or "", "muted"),
}


def _clock(moment_of: _MomentOf) -> Callable[[Job, Moment], str]:
    def text(job: Job, moment: Moment) -> str:
        when = moment_of(job)
        return "" if when is None else clock_time(when, moment.now, moment.zone)

    return text


_MOVING: Final[dict[str, Callable[[Job, Moment], str]]] = {
    "took": lambda job, moment: took(job, moment.now),
    "age": _age_text,
    **{name: _clock(moment_of) for name, moment_of in _MOMENTS.items()},
}
"""What changes by itself as time goes by."""
