"""The contexts: where one can look, what each allows, how each stands, and who one is there."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from console.backends.base import BackendError
from console.backends.probe import StepState
from console.client.connection import Link
from console.client.contexts import ContextInfo, TestsContexts
from console.client.trouble import Trouble
from console.core.context_name import LIST
from console.core.sanitize import sanitize
from console.core.times import age, clock_time
from console.keymap import Scope
from console.screens.base import screen_bindings
from console.screens.context_test import line_of, verdict
from console.screens.desk import Desk, Tested
from console.screens.notice import NoticeText
from console.screens.places import ContextsPlace, LookAt
from console.screens.table import TableScreen
from console.widgets.cell import Piece
from console.widgets.glyph import glyph
from console.widgets.table_list import Spec


class ContextsScreen(TableScreen[ContextInfo], inherit_bindings=False):
    """One row a context; enter looks there, or at all that are marked, in one list."""

    SCOPES = (Scope.EVERYWHERE, Scope.CONTEXTS)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "look.why", "mark.toggle", "leave.back", "go.help")
    WORDS: ClassVar[Mapping[str, str]] = {"look.why": "test it"}
    SPECS = (
        Spec("CONTEXT", 18, share=1),
        Spec("BACKEND", 9),
        Spec("ALLOWS", 10),
        Spec("NOW", 26, share=1),
        Spec("ADDRESS", 20, share=2, drop=1),
        Spec("FROM", 14, drop=2),
    )
    DEFAULT_CSS = """
    ContextsScreen #about { height: auto; max-height: 60%; padding: 0 1; background: $surface; }
    """

    def __init__(self, desk: Desk, place: ContextsPlace) -> None:
        super().__init__(desk)
        self._testing = ""
        del place

    @property
    def trail(self) -> tuple[str, ...]:
        """Say where this is."""
        return ("contexts",)

    @property
    def needs_connection(self) -> bool:
        """No: contexts are of this machine's configuration."""
        return False

    def body(self) -> ComposeResult:
        """Lay out the contexts, and what is known of the one under the cursor."""
        yield from super().body()
        yield Static(id="about", markup=False)

    async def fetch(self) -> Sequence[ContextInfo]:
        """Return every context of the configuration."""
        return self.desk.source.infos()

    def name_of(self, item: ContextInfo) -> str:
        """Return the context's name."""
        return item.name

    def cells(self, item: ContextInfo) -> Sequence[Piece]:
        """Return a context's cells."""
        here = item.name in self.desk.session.connections
        policy = item.policy
        allows = "read-only" if policy.read_only else "protected" if policy.protected else "everything"
        style = "warning" if policy.read_only else "protected" if policy.protected else "foreground"
        name = f"{glyph('●')} {item.name}" if here else f"  {item.name}"
        return (
            Piece(name + (" (default)" if item.is_default else ""), "primary bold" if here else "foreground"),
            Piece(item.backend),
            Piece(allows, style),
            self._now(item),
            Piece(item.address, "muted"),
            Piece(item.origin, "muted"),
        )

    # --- how each stands --------------------------------------------------------------------------

    def _now(self, item: ContextInfo) -> Piece:
        """Say what is wrong with a context first of all; of one that nobody asked nothing is known."""
        if item.policy.unverified:
            return Piece("TLS not checked", "warning bold")
        if item.name in self.desk.moved:
            return Piece(f"changed: {glyph('⏎')} opens it again", "warning bold")
        if item.name == self._testing:
            return Piece("testing …", "muted")
        words, style = self._standing(item)
        return Piece(words, style)

    def _standing(self, item: ContextInfo) -> tuple[str, str]:
        session = self.desk.session
        connection = session.connections.get(item.name)
        if connection is None:
            tested = self.desk.tested.get(item.name)
            if tested is None:
                return "not asked yet", "muted"
            return f"{tested.words}, {age((self.desk.now - tested.at).total_seconds())} ago", tested.style
        words, style = _STATES[connection.link]
        if connection.link is Link.LIVE:
            latency = session.latencies.get(item.name)
            return (words if latency is None else f"{words} in {_milliseconds(latency)}"), style
        if connection.is_stale and connection.since is not None:
            words += f" since {clock_time(connection.since, self.desk.now, self.desk.settings.zone)}"
        return words, style

    def cursor_moved(self) -> None:
        """Show what is known of the context under the cursor."""
        about = self.query_one("#about", Static)
        item = self.table.item if self.table.display else None
        about.display = item is not None
        if item is not None:
            about.update(self._about(item))

    def show_items(self, trouble: Trouble | None = None) -> None:
        """Show the contexts, and what is known of the one under the cursor."""
        super().show_items(trouble)
        self.cursor_moved()

    def _about(self, item: ContextInfo) -> Content:
        """Return everything about a context in lines: the table has cut some of it."""
        session = self.desk.session
        connection = session.connections.get(item.name)
        policy = item.policy
        at = f"{item.backend} at {item.address}" if item.address else item.backend
        dot = glyph("·")
        lines: list[tuple[str, str]] = [
            (f"{item.name} {dot} {at} {dot} from {item.origin}", "bold $foreground")
        ]
        if policy.read_only:
            lines.append((policy.read_only_reason or "read-only: nothing can be changed there", "$warning"))
        if policy.protected:
            lines.append(("protected: it asks for a reason, and for names to be typed", "$protected"))
        if told := self.desk.moved.get(item.name):
            lines.append((told, "$warning"))
        if connection is not None and connection.trouble is not None and connection.is_stale:
            lines += [(line, "$warning") for line in connection.trouble.lines]
        if connection is not None and session.me:
            lines.append((f"on this machine you are {session.me}", "$muted"))
        tested = self.desk.tested.get(item.name)
        lines += tested.lines if tested is not None else ()
        parts = [(sanitize(text) + "\n", style) for text, style in lines]
        return Content.assemble(*parts).rstrip()

    def empty(self) -> NoticeText:
        """Say that there is none."""
        return NoticeText(
            "There are no contexts.",
            (
                "jobconsole context add  asks for what one needs; it stands here at once.",
                "jobconsole info  tells which files are read.",
            ),
        )

    # --- keys -------------------------------------------------------------------------------------

    def action_why(self) -> None:
        """Test the context under the cursor, step by step."""
        item, source = self.table.item, self.desk.source
        if item is None or self._testing:
            return
        if isinstance(source, TestsContexts):
            self._testing = item.name
            self._test(source, item.name)
        else:
            self.say("contexts cannot be tested here", "warning")

    @work(group="test", name="test", exclusive=True)
    async def _test(self, source: TestsContexts, name: str) -> None:
        lines: list[tuple[str, str]] = []
        steps: list[tuple[str, bool]] = []
        skipped: list[str] = []

        def show(words: str, style: str) -> None:
            self.desk.tested[name] = Tested(self.desk.now, words, style, tuple(lines))
            self.show_items()

        show("testing …", "muted")
        try:
            async for step in source.test(name):
                if step.state is StepState.SKIPPED:
                    skipped.append(step.name.value)
                else:
                    lines.append(line_of(step))
                steps.append(verdict(step))
                show("testing …", "muted")
        except BackendError as error:
            lines.append((str(error), "$error"))
            steps.append((str(error), False))
        if skipped:
            lines.append((f"not tried: {', '.join(skipped)}", "$muted"))
        self._testing = ""
        failed = next((words for words, fine in steps if not fine), "")
        show(failed or "works", "error bold" if failed else "status-succeeded")

    def action_open(self) -> None:
        """Look at the context under the cursor, or at all that are marked."""
        item = self.table.item
        marks = [each.name for each in self.items or () if each.name in self.table.selection.marks]
        if item is None:
            return
        wanted = LIST.join(marks or [item.name])
        if wanted == self.desk.session.context and not self.desk.moved:
            self.say(f"this is {wanted} already", "muted")
        else:
            self.say(f"opening {wanted} …", "muted")
            self.post_message(LookAt(wanted))

    def action_mark(self) -> None:
        """Mark the context, to look at several in one list, and go to the next one."""
        table = self.table
        table.select(table.selection.toggle())
        table.action_move("down")
        marked = len(table.selection.marks)
        self.say(f"{marked} marked: ⏎ shows them in one list" if marked > 1 else "", "accent", stays=True)

    def peel(self) -> bool:
        """Take away the marks, then the filter."""
        table = self.table
        if not table.selection.marks:
            return super().peel()
        table.select(table.selection.only(frozenset()))
        self.status_line.clear()
        return True


def _milliseconds(seconds: float) -> str:
    return f"{round(seconds * 1000):,} ms" if seconds >= 0.001 else "1 ms"


_STATES: Final = {
    Link.CONNECTING: ("asking …", "muted"),
    Link.LIVE: ("answers", "status-succeeded"),
    Link.LOST: ("connection lost", "warning bold"),
    Link.UNREACHABLE: ("does not answer", "warning bold"),
    Link.FORBIDDEN: ("not permitted", "error bold"),
    Link.UNAUTHORIZED: ("credentials not accepted", "error bold"),
}
