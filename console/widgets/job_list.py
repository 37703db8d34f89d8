"""The jobs list, drawn from pages; and the line of column titles above it."""

from collections.abc import Callable, Hashable, Sequence

from textual.strip import Strip

from console.client.page import JobPages
from console.core.query import SortOrder
from console.model import Job
from console.widgets import job_cells as cells_of
from console.widgets import job_columns as columns
from console.widgets.bar import Bar
from console.widgets.cell import Piece, shorten, strip_of
from console.widgets.glyph import glyph
from console.widgets.job_columns import Column
from console.widgets.line_list import LineList


class JobList(LineList):
    """One line a job. Under a narrow terminal's cursor the reason is a second line."""

    def __init__(
        self,
        pages: JobPages,
        moment: Callable[[], columns.Moment],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self.pages = pages
        self.stale = False
        """Whether the rows are old: they are drawn as past."""
        self.order: SortOrder | None = None
        """By what the rows are ordered, None for the backend's own order."""
        self.chosen: tuple[str, ...] = ()
        """The columns that a person chose, empty for the usual ones."""
        self._moment = moment
        self._id_width = 4
        self._context_width = 0
        self._silent: frozenset[str] = frozenset()

    @property
    def job(self) -> Job | None:
        """The job under the cursor."""
        return self.pages.job(self.cursor)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as they are drawn now."""
        return self._columns_in(self.line_width)

    def _columns_in(self, width: int) -> tuple[Column, ...]:
        return columns.columns_for(width, self._id_width, self._context_width, self._silent, self.chosen)

    def wants_columns(self, chosen: tuple[str, ...]) -> None:
        """Show other columns."""
        self.chosen = chosen
        super().rows_changed()

    def would_show(self, chosen: tuple[str, ...]) -> frozenset[str]:
        """Return the names of those columns that would have room, if a person chose these."""
        width = self.line_width
        found = columns.columns_for(width, self._id_width, self._context_width, self._silent, chosen)
        return frozenset("id" if column.name == "plain" else column.name for column in found)

    def show(self, pages: JobPages) -> None:
        """Show other jobs, from the top; marks are kept."""
        self.pages = pages
        self.rows_changed(to_top=True)

    def rows_changed(self, *, to_top: bool = False) -> None:
        """Take over new rows; the id column fits the first page's ids."""
        first = self.pages.first()
        if self.pages.session.is_many:
            self._context_width = max((len(job.context) for job in first), default=1)
            self._id_width = max((len(cells_of.plain_id(job)) for job in first), default=4)
        else:
            self._context_width = 0
            self._id_width = max((len(job.id) for job in first), default=4)
        self._silent = columns.silent_in(first)
        super().rows_changed(to_top=to_top)

    def row_ids(self) -> Sequence[str | None]:
        """Return the id of every row."""
        return self.pages.ids

    def row_look(self, row: int) -> Hashable:
        """Return the job, and those of its times that move by themselves."""
        job = self.pages.job(row)
        if job is None:
            return (None, self.stale)
        moment = self._moment()
        widths = (self._id_width, self._context_width, self._silent, self.chosen)
        moving = cells_of.moving(job, self._columns_in(self.drawn_width), moment)
        return (job, moving, self._is_old(job), widths)

    def _is_old(self, job: Job) -> bool:
        """Whether a row may not be true any more: the list is old, or the job's own context is silent."""
        return self.stale or self.pages.session.connection_of(job.id).is_stale

    def draw_row(self, row: int, width: int, *, under_cursor: bool, marked: bool) -> Strip:
        """Draw a job, or the skeleton of one that is not loaded."""
        job = self.pages.job(row)
        found = self._columns_in(width)
        cells = cells_of.skeleton(found) if job is None else cells_of.row(job, found, self._moment())
        if self.stale if job is None else self._is_old(job):
            cells = [Piece(cell.text, "muted") for cell in cells]
        return strip_of(
            [*_gutter(under_cursor, marked), *cells],
            width,
            self.palette,
            self.base,
            _under(under_cursor, self.has_focus),
        )

    def detail_count(self, width: int) -> int:
        """Return 1 where the reason is wanted, has no column, and the cursor's job has one."""
        job = self.job
        if job is None or not cells_of.why(job) or (self.chosen and columns.WHY not in self.chosen):
            return 0
        return int(not any(column.name == columns.WHY for column in self._columns_in(width)))

    def draw_detail(self, row: int, line: int, width: int) -> Strip:  # noqa: ARG002 - there is one line
        """Draw the reason of the cursor's job."""
        job = self.pages.job(row)
        text = shorten(cells_of.why(job), width - 6) if job else ""
        pieces = [Piece(f"   {glyph('└')} ", "muted"), Piece(text, "muted" if self.stale else "foreground")]
        return strip_of(pieces, width, self.palette, self.base)


class JobHead(Bar):
    """The titles of the columns."""

    DEFAULT_CSS = """
    JobHead { background: $panel; }
    """

    def __init__(self, job_list: JobList) -> None:
        super().__init__(id="job-head")
        self._list = job_list

    def on_mount(self) -> None:
        """Stay over the columns."""
        self.goes_with(self._list)

    def pieces_for(self, width: int) -> Sequence[Piece]:  # noqa: ARG002 - as wide as the list's rows
        """Return the titles over the list's columns."""
        return cells_of.head(self._list.columns, self._list.order)


def _gutter(under_cursor: bool, marked: bool) -> list[Piece]:
    mark = Piece(glyph("•"), "accent bold")
    if under_cursor:
        return [Piece(" "), Piece(glyph("▌"), "primary bold"), mark if marked else Piece(" ")]
    return [Piece(" "), mark if marked else Piece(" "), Piece(" ")]


def _under(under_cursor: bool, focused: bool) -> str:
    if not under_cursor:
        return ""
    return "cursor" if focused else "bold"
