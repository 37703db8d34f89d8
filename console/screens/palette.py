"""The palette: type a piece of what is wanted, and choose. Nothing in it acts by itself."""

from collections.abc import Hashable, Sequence
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip

from console.client.trouble import Trouble
from console.core.query import format_query
from console.core.query_terms import Query, Term
from console.keymap import Scope
from console.screens.base import ConsoleScreen
from console.screens.commanding import CommandingApp
from console.screens.leaving import StopsItsWork
from console.screens.palette_entries import Entry, entries_of, found, job_entry, reason_after
from console.screens.picker import Line
from console.widgets.bindings import bindings
from console.widgets.cell import Piece, fit, shorten, strip_of, text_width
from console.widgets.glyph import glyph
from console.widgets.line_input import LineInput
from console.widgets.line_list import LineList

SHORTEST: Final = 2
"""Characters from which jobs are looked for."""

PAUSE: Final = 0.15
"""Seconds without a key before the backend is asked."""

MOST_JOBS: Final = 20


class EntryList(LineList, can_focus=False):
    """The entries that fit, each with its key, or with the reason why not."""

    DEFAULT_CSS = """
    EntryList { height: 1fr; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__(id="entries")
        self.entries: tuple[Entry, ...] = ()

    def row_ids(self) -> Sequence[str]:
        """Return the id of every entry."""
        return [entry.id for entry in self.entries]

    def row_look(self, row: int) -> Hashable:
        """Return the entry."""
        return self.entries[row]

    def draw_row(self, row: int, width: int, *, under_cursor: bool, marked: bool) -> Strip:
        """Draw an entry: a dead one is muted, and says why."""
        del marked
        entry = self.entries[row]
        sign = Piece(glyph("▌"), "primary bold") if under_cursor else Piece(" ")
        key = shorten(entry.key, 12)
        name = f"{entry.name}: {reason_after(entry.name, entry.why_not)}" if entry.why_not else entry.name
        pieces = [
            sign,
            Piece(" "),
            Piece(fit(name, max(1, width - text_width(key) - 4)), "muted" if entry.why_not else "foreground"),
            Piece(" "),
            Piece(key, "muted" if entry.why_not else "key"),
        ]
        return strip_of(pieces, width, self.palette, self.base, "cursor" if under_cursor else "")

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self.entries[self.cursor] if self.cursor < len(self.entries) else None


class PaletteScreen(StopsItsWork, ModalScreen[Entry], inherit_bindings=False):
    """A text box over all that can be done here, and the jobs whose name or id has the text in it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PALETTE)
    DEFAULT_CSS = """
    PaletteScreen { align: center top; background: $background 60%; }
    PaletteScreen Vertical {
        width: 90%; max-width: 100; height: 80%; max-height: 30; margin-top: 1;
        border: round $primary; background: $surface; padding: 0 1;
    }
    PaletteScreen Vertical.-ascii { border: ascii $primary; }
    PaletteScreen LineInput { margin-bottom: 1; }
    """

    def __init__(self, app: CommandingApp, screen: ConsoleScreen) -> None:
        super().__init__()
        self._commanding = app
        self._entries = entries_of(app, screen)
        self._jobs: list[Entry] = []

    def compose(self) -> ComposeResult:
        """Lay out the box, the entries and the line below."""
        with Vertical(classes="-ascii" if glyph.ascii_only else ""):
            yield LineInput(id="wanted", placeholder="what do you want? a key, a place, a job by name or id")
            yield EntryList()
            yield Line("", "muted", id="told")

    def on_mount(self) -> None:
        """Show everything."""
        self.query_one(LineInput).focus()
        self._show()

    @property
    def entries(self) -> EntryList:
        """The entries that fit."""
        return self.query_one(EntryList)

    @property
    def typed(self) -> str:
        """What is looked for."""
        return self.query_one(LineInput).value.strip()

    def _show(self, told: str = "", *, to_top: bool = False) -> None:
        rows = self.entries
        rows.entries = (*found(self._entries, self.typed), *self._jobs)
        rows.rows_changed(to_top=to_top)
        entry = rows.entry
        if not told and entry is not None and entry.why_not:
            told = f"not now: {entry.why_not}"
        keys = f"{glyph('⏎')} takes it   {glyph('↑')} {glyph('↓')} choose   esc leaves"
        empty = "" if rows.entries else "nothing has this in it   "
        self.query_one("#told", Line).tell(told or f"{empty}{keys}", "warning" if told else "muted")

    @on(LineInput.Changed)
    def _edited(self, event: LineInput.Changed) -> None:
        event.stop()
        self._jobs = []
        self._show(to_top=True)
        self.workers.cancel_group(self, "jobs")  # pyright: ignore[reportUnknownMemberType]
        if len(self.typed) >= SHORTEST:
            self._look_for(self.typed)

    @work(group="jobs", name="jobs", exclusive=True)
    async def _look_for(self, text: str) -> None:
        """Ask for the jobs that have the text in their name or id; another key calls it off."""
        session = self._commanding.desk.session
        await session.sleep(PAUSE)
        word = text.casefold()
        asked = await session.jobs(format_query(Query((Term(None, (text,)),))), limit=MOST_JOBS)
        by_id = await session.jobs(format_query(Query((Term("id", (text,)),))), limit=1)
        if isinstance(asked, Trouble):
            self._show(f"jobs could not be looked for: {asked.sentence}")
            return
        jobs = {job.id: job for job in (*(() if isinstance(by_id, Trouble) else by_id.items), *asked.items)}
        fits = [job for job in jobs.values() if word in f"{job.id} {job.name}".casefold()]
        self._jobs = [job_entry(self._commanding, job) for job in fits]
        self._show()

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        event.stop()
        entry = self.entries.entry
        if entry is None:
            self._show("nothing is chosen: take away some letters")
        elif entry.why_not:
            self._show(f"not now: {entry.why_not}")
        else:
            self.dismiss(entry)

    def on_key(self, event: events.Key) -> None:
        """Move through the entries while the box has the focus."""
        ways = {"up": "up", "down": "down", "pageup": "page_up", "pagedown": "page_down"}
        if event.key in ways:
            event.stop()
            self.entries.action_move(ways[event.key])
            self._show()

    def action_away(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def open_palette(app: CommandingApp, screen: ConsoleScreen) -> None:
    """Lay the palette over a screen, and do what is chosen in it."""

    def chosen(entry: Entry | None) -> None:
        if entry is not None:
            entry.run()

    app.push_screen(PaletteScreen(app, screen), chosen)
