"""The paused inbox: every node that waits for a person, what it asks, and the log that led to it."""

from collections.abc import Sequence
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import Static

from console.actions import Focus, NodeFocus
from console.client.inbox import facts_of, leading_log
from console.client.trouble import Trouble
from console.core.times import clock_time
from console.keymap import Scope
from console.model import JobDetail, LogRef, PausedItem, Verb
from console.screens.base import NO_JOB, screen_bindings
from console.screens.desk import Desk
from console.screens.facts import Row, content
from console.screens.notice import NoticeText
from console.screens.places import Go, JobPlace, LogsPlace, PausedPlace
from console.screens.table import TableScreen
from console.widgets.cell import Piece
from console.widgets.glyph import glyph, node_sign
from console.widgets.log_tail import LogTail
from console.widgets.table_list import Spec

TAIL: Final = 60
"""Lines of the log that are read."""

_KINDS: Final = {
    "failure": ("failed", "status-failed"),
    "lost": ("lost", "status-failed"),
    "approval": ("approval", "attention"),
    "pause_before": ("before it", "attention"),
    "pause_after": ("after it", "attention"),
}
_KEYS: Final = {Verb.CONTINUE: "c", Verb.APPROVE: "c", Verb.SKIP: "s", Verb.RESTART: "r"}

_ID: Final = 6
"""Columns of a job's id."""


class PausedScreen(TableScreen[PausedItem], inherit_bindings=False):
    """One row a decision, oldest first; beside or below it what one must know to decide."""

    SCOPES = (Scope.EVERYWHERE, Scope.PAUSED)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = (
        "go.open",
        "go.logs",
        "look.why",
        "look.filter",
        "go.help",
        "act.start",
        "go.view_1",
        "go.view_4",
    )
    SPECS = (
        Spec("WAITS", 11),
        Spec("SINCE", 7, align="right"),
        Spec("JOB", _ID),
        Spec("NAME", 20, share=1),
        Spec("NODE", 12, share=1),
        Spec("ASKS", 15, share=2, drop=1),
    )
    CONTEXT_AT = 2
    WHAT = "What waits for a person"
    DEFAULT_CSS = """
    PausedScreen #panes { height: 1fr; layout: vertical; }
    PausedScreen #items { height: 1fr; width: 1fr; }
    PausedScreen #about { height: 12; width: 1fr; border-top: solid $muted; background: $background; }
    PausedScreen #facts { height: auto; max-height: 8; padding: 0 1; }
    PausedScreen.-wide #panes { layout: horizontal; }
    PausedScreen.-wide #about { height: 1fr; width: 45%; border-top: none; border-left: solid $muted; }
    PausedScreen.-low #about { height: 8; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (150, "-wide")]  # noqa: RUF012 - as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012 - as Textual has it

    def __init__(self, desk: Desk, place: PausedPlace) -> None:
        super().__init__(desk)
        del place
        self._detail: JobDetail | None = None
        self._ref: LogRef | None = None
        self._about: str = ""

    @property
    def trail(self) -> tuple[str, ...]:
        """Return how many wait."""
        return ("paused", f"{len(self.items)} waiting" if self.items else "inbox")

    def body(self) -> ComposeResult:
        """Lay out the list, and what is known of the item under the cursor."""
        with Container(id="panes"):
            with Vertical(id="items"):
                yield from super().body()
            with Vertical(id="about"):
                yield Static(id="facts", markup=False)
                yield LogTail(id="tail")

    # --- the list ---------------------------------------------------------------------------------

    async def fetch(self) -> Sequence[PausedItem] | Trouble:
        """Read the inbox."""
        return await self.desk.session.paused()

    def name_of(self, item: PausedItem) -> str:
        """Return job and node."""
        return f"{item.job.id}/{item.node.id}"

    def id_of(self, item: PausedItem) -> str:
        """Return the job's id."""
        return item.job.id

    def cells(self, item: PausedItem) -> Sequence[Piece]:
        """Return an item's cells."""
        word, style = _KINDS.get(item.kind, (item.kind, "attention"))
        moment = self.desk.moment
        since = "" if item.since is None else clock_time(item.since, moment.now, moment.zone)
        return (
            Piece(f"{node_sign(item.node).text} {word}", style),
            Piece(since),
            Piece(_end_of(self.plain(item.job.id)), "muted"),
            Piece(item.job.name),
            Piece(item.node.id, "bold"),
            Piece(item.prompt, "foreground"),
        )

    def matches(self, item: PausedItem, text: str) -> bool:
        """Whether the filter leaves an item: by what its row says, and by its whole id."""
        return text in item.job.id.casefold() or super().matches(item, text)

    def empty(self) -> NoticeText:
        """Say that nobody is waited for."""
        return NoticeText(
            "Nothing waits for a person.",
            (f"{self.desk.face('go.view_4')} shows all jobs, {self.desk.face('leave.back')} goes back.",),
        )

    def show_items(self, trouble: Trouble | None = None) -> None:
        """Show the list, and the pane below it only where there is something to tell."""
        super().show_items(trouble)
        self.query_one("#about").display = bool(self.table.items)
        self.cursor_moved()

    # --- the item under the cursor ----------------------------------------------------------------

    @property
    def target(self) -> Focus:
        """The waiting node."""
        item = self.table.item
        if item is None:
            return None
        if (
            self._detail is not None
            and self._detail.job.id == item.job.id
            and item.node.id in self._detail.nodes
        ):
            return NodeFocus(self._detail, self._detail.nodes[item.node.id])
        return NodeFocus(JobDetail(item.job, {item.node.id: item.node}), item.node)

    def cursor_moved(self) -> None:
        """Tell what is known of the item at once, and read the rest."""
        item = self.table.item
        if item is None:
            return
        name = self.name_of(item)
        if name != self._about:
            self._about = name
            self._ref = None
            self._detail = None
            self.query_one(LogTail).show((), "reading …")
        self._tell(item)
        self._read_about(item)

    def fit_words(self) -> None:
        """Wrap what is known of the item anew."""
        super().fit_words()
        if (item := self.table.item) is not None:
            self.call_after_refresh(self._tell, item)  # in a wide terminal the pane stands elsewhere

    def _tell(self, item: PausedItem, *, again: bool = False) -> None:
        pane = self.query_one("#facts", Static)
        width = max(30, self.query_one("#about").size.width - 2)
        pane.update(content(self._rows(item), width))
        if not again and not self.query_one("#about").size.width:
            # Shown this moment, and not laid out yet: how wide it is comes with the frame.
            self.call_after_refresh(self._tell, item, again=True)

    def _rows(self, item: PausedItem) -> list[Row]:
        rows: list[Row] = [("Waits", f"{item.node.id} of {item.job.id} {item.job.name}", "bold")]
        node = item.node if self._detail is None else self._detail.nodes.get(item.node.id, item.node)
        rows += [(label, text, "$foreground") for label, text in facts_of(item, node)]
        can = [f"{_KEYS[verb]} {verb}" if verb in _KEYS else f"m {verb}" for verb in item.actions]
        if can:
            rows.append(("You can", ", ".join(can), "$muted"))
        if self._ref is not None:
            rows.append(("Log", f"{self._ref.node}, execution {self._ref.execution}: its end", "$muted"))
        return rows

    @work(group="about", name="about", exclusive=True)
    async def _read_about(self, item: PausedItem) -> None:
        session = self.desk.session
        detail = await session.job(item.job.id)
        if isinstance(detail, Trouble):
            self.query_one(LogTail).show((), detail.sentence)
            return
        self._detail = detail
        self._ref = leading_log(detail, detail.nodes.get(item.node.id, item.node))
        self._tell(item)
        self.refresh_keys()
        if self._ref is None:
            self.query_one(LogTail).show((), "nothing has run yet, so there is no log")
            return
        window = await session.log(self._ref, first=-TAIL, count=TAIL)
        if isinstance(window, Trouble):
            self.query_one(LogTail).show((), window.sentence)
        else:
            self.query_one(LogTail).show(window.lines, "the log is empty")

    # --- keys -------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Open the job, on the waiting node."""
        if (item := self.table.item) is not None:
            self.post_message(Go(JobPlace(item.job.id, item.node.id)))
        else:
            self.say(NO_JOB, "warning")

    def action_logs(self) -> None:
        """Open the log that led here."""
        if self.table.item is None:
            self.say(NO_JOB, "warning")
            return
        ref = self._ref
        if ref is None:
            self.say("nothing has run yet, so there is no log", "warning")
        else:
            self.post_message(Go(LogsPlace(ref.job, ref.node, ref.execution)))

    def acted(self, failed: frozenset[str], done: frozenset[str] = frozenset()) -> None:
        """Read again: what was decided waits no longer."""
        del failed, done
        self.read_soon()


def _end_of(id_: str) -> str:
    """Return an id, of a long one its end: ids of one server begin alike. Below, it stands whole."""
    return id_ if len(id_) <= _ID else f"{glyph('…')}{id_[1 - _ID :]}"
