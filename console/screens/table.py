"""The base of the screens that are one short table: read whole, filtered here by a piece of text."""

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar, cast

from textual import on
from textual.app import ComposeResult

from console.client.session import Connection, Link
from console.client.trouble import TOLD_BY_THE_CONNECTION, Trouble
from console.screens.base import ConsoleScreen
from console.screens.desk import Desk
from console.screens.history import Spot
from console.screens.notice import Notice, NoticeText, connection_notice, left_out, unread_notice
from console.widgets.cell import Piece, shorten, total_width
from console.widgets.line_list import LineList
from console.widgets.table_list import Spec, TableHead, TableList

Item = TypeVar("Item", bound=Hashable)


class TableScreen(ConsoleScreen, Generic[Item], inherit_bindings=False):
    """A table with titles, a filter, and a notice where there is nothing."""

    SPECS: tuple[Spec, ...] = ()
    WHAT = "The list"
    """What is read, as the beginning of a sentence."""
    CONTEXT_AT: int | None = None
    """Before which column the context stands, where there are several; None in a table that has none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.filter = ""
        self.items: tuple[Item, ...] | None = None
        """Everything that was read; None before the first time."""
        self._trouble: Trouble | None = None

    # --- what a subclass says ---------------------------------------------------------------------

    async def fetch(self) -> Sequence[Item] | Trouble:
        """Read every item."""
        raise NotImplementedError

    def name_of(self, item: Item) -> str:
        """Return the id of an item's row."""
        raise NotImplementedError

    def cells(self, item: Item) -> Sequence[Piece]:
        """Return an item's cells."""
        raise NotImplementedError

    def id_of(self, item: Item) -> str:
        """Return an id of what an item is about, by which its context is known."""
        raise NotImplementedError

    def matches(self, item: Item, text: str) -> bool:
        """Whether the filter leaves an item in the list."""
        return any(text in cell.text.casefold() for cell in self._all_cells(item))

    def empty(self) -> NoticeText:
        """Return what to say where there is nothing."""
        raise NotImplementedError

    def cursor_moved(self) -> None:
        """Take note that the cursor is on another row."""

    # --- the frame --------------------------------------------------------------------------------

    @property
    def table(self) -> TableList[Item]:
        """The table."""
        return cast("TableList[Item]", self.query_one(TableList))

    def body(self) -> ComposeResult:
        """Lay out titles, table and notice."""
        specs = list(self.SPECS)
        if self._context_at is not None:
            specs.insert(self._context_at, Spec("CONTEXT", 10))
        table: TableList[Item] = TableList(tuple(specs), self.name_of, self._all_cells)
        yield TableHead(table)
        yield table
        yield Notice()

    @property
    def _context_at(self) -> int | None:
        return self.CONTEXT_AT if self.desk.session.is_many else None

    def _all_cells(self, item: Item) -> Sequence[Piece]:
        cells = list(self.cells(item))
        if self._context_at is not None:
            cells.insert(
                self._context_at, Piece(self.desk.session.home(self.id_of(item)).context, "secondary")
            )
        return cells

    def plain(self, id_: str) -> str:
        """Return an id without its context, which has a column of its own where there are several."""
        return self.desk.session.home(id_).plain(id_)

    async def read(self) -> None:
        """Read every item and show those that the filter leaves."""
        if self.needs_connection:
            await self.read_counts()
        answer = await self.fetch()
        if not isinstance(answer, Trouble):
            self.items = tuple(answer)
        self.show_items(answer if isinstance(answer, Trouble) else None)

    def show_items(self, trouble: Trouble | None = None) -> None:
        """Show what is known."""
        self._trouble = trouble
        text = self.filter.casefold()
        found = [item for item in self.items or () if not text or self.matches(item, text)]
        self.table.stale = self.needs_connection and (self.connection.is_stale or trouble is not None)
        self.note_filter()
        self.table.show(found)
        notice = None if found else self._notice(trouble)
        self.query_one(Notice).show(notice)
        shown = notice is None
        if self.table.display != shown:
            self.table.display = self.query_one(TableHead).display = shown
            if shown:
                self.give_focus()
        self.query_one(TableHead).changed()
        self.refresh_keys()

    @property
    def has_row(self) -> bool:
        """Whether a row is under the cursor, and in sight."""
        return self.table.display and self.table.item is not None and super().has_row

    @property
    def needs_connection(self) -> bool:
        """Whether the items come from the backend."""
        return True

    def _notice(self, trouble: Trouble | None) -> NoticeText | None:
        session, face = self.desk.session, self.desk.face
        if self.items is None:
            if self.patient and session.connection.link in (Link.CONNECTING, Link.LIVE) and trouble is None:
                return None
            if trouble is not None and session.connection.link is Link.LIVE:
                return unread_notice(self.WHAT, trouble, face)
            return connection_notice(session.context, session.connection, face) or NoticeText("Reading …")
        if self.filter:
            return NoticeText(
                f"Nothing here has  {self.filter}", (f"{face('leave.peel')} takes the filter away.",)
            )
        return self.empty()

    def connection_changed(self, connection: Connection) -> None:
        """Grey what is old, or say why there is nothing."""
        del connection
        self.show_items(self._trouble)

    def tick(self) -> None:
        """Read again what could not be read, or not from every context."""
        failed = self._trouble is not None and self._trouble.kind not in TOLD_BY_THE_CONNECTION
        if self.needs_connection and (failed or self.desk.session.missing):
            self.read_soon()

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self.refresh_keys()
        self.cursor_moved()

    @property
    def spot(self) -> Spot | None:
        """Where one stands, and by what the table is narrowed."""
        spot = super().spot
        return None if spot is None else replace(spot, filter=self.filter)

    def find_again(self, spot: Spot) -> None:
        """Narrow it as it was, and stand where one stood."""
        self.filter = spot.filter
        super().find_again(spot)

    # --- the filter -------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Open the prompt on the filter."""
        self.ask("/", self.filter)

    def prompt_edited(self, sign: str, text: str) -> None:
        """Filter while it is typed: everything is here already."""
        if sign == "/":
            self._filter_by(text)

    def prompt_submitted(self, sign: str, text: str) -> bool:
        """Keep the filter."""
        if sign == "/":
            self._filter_by(text)
        return True

    def peel(self) -> bool:
        """Take the filter away."""
        if not self.filter:
            return False
        self._filter_by("")
        return True

    def _filter_by(self, text: str) -> None:
        self.filter = text.strip()
        self.show_items(self._trouble)

    def fit_words(self) -> None:
        """Say again what is cut to the width of the screen."""
        super().fit_words()
        self.note_filter()

    def note_filter(self) -> None:
        """Say what the table is narrowed by, and what is missing from it."""
        pieces = [Piece(f"/{self.filter}   ", "accent")] if self.filter else []
        told = ()
        if self._trouble is not None and self.items is not None and not self.connection.is_stale:
            told = (f"this is old: {self._trouble.sentence}",)
        elif self.needs_connection:
            told = left_out(self.desk.session.missing)
        room = self.size.width - total_width(pieces) - 3
        self.status_line.note(*pieces, *(Piece(shorten(each, room), "warning") for each in told))
