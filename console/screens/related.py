"""The jobs that have to do with a job, to choose one."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from console.core.times import clock_time
from console.model import Related
from console.screens.picker import Choice, Picker
from console.widgets.cell import Piece, fit, shorten
from console.widgets.glyph import job_sign, job_style, job_word

HEAD = f"{'RELATION':<15}{'STATUS':<13}{'ID':<9}{'CREATED':<11}NAME"
"""The titles over the jobs."""


def related_picker(related: Sequence[Related], now: datetime, zone: tzinfo) -> Picker:
    """Return a picker of these jobs; it is dismissed with a job's id."""
    rows = {each.job.id: Choice(each.job.id, tuple(_cells(each, now, zone))) for each in related}
    return Picker("Related jobs", list(rows.values()), head=HEAD)


def _cells(related: Related, now: datetime, zone: tzinfo) -> list[Piece]:
    job = related.job
    created = clock_time(job.created, now, zone) if job.created else ""
    return [
        Piece(fit(related.relation, 14) + " ", "muted"),
        job_sign(job),
        Piece(" " + fit(job_word(job), 10) + " ", job_style(job)),
        Piece(fit(job.id, 8) + " "),
        Piece(fit(created, 10) + " ", "muted"),
        Piece(shorten(job.name, 60)),
    ]
