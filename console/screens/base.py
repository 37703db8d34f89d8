"""What every screen of the console has: header, message line, prompt and keys; reading, and acting."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from console.actions import (
    Focus,
    JobFocus,
    KeyState,
    MarksFocus,
    NodeFocus,
    key_state,
    key_states,
    start_state,
)
from console.client.session import Connection, Link
from console.client.trouble import Trouble
from console.core.times import age
from console.keymap import Group, Scope, face, in_scopes
from console.model import Verb
from console.screens.command import COMMANDS, Command, complete_command
from console.screens.desk import Desk
from console.screens.dialog import Dialog
from console.screens.leaving import StopsItsWork
from console.screens.places import AuditPlace, Go, LogsPlace, StartPlace
from console.widgets.bindings import bindings
from console.widgets.header_bar import HeaderBar, Heading
from console.widgets.key_bar import Hint, KeyBar
from console.widgets.prompt import Completer, Prompt
from console.widgets.sign import glyph
from console.widgets.status_line import StatusLine

Answer = TypeVar("Answer")

OF_A_ROW: Final = frozenset({"go.open", "go.logs", "look.why", "mark.toggle"})
"""Keys that mean the row under the cursor, and nothing where there is none."""

PATIENCE: Final = 0.4
"""Seconds before a screen says that it waits for an answer: a shorter notice would only flicker."""

TICK: Final = 5.0
"""Seconds between two updates of times that run, and only of those in view."""


class ConsoleScreen(StopsItsWork, Screen[None], inherit_bindings=False):
    """The frame of every screen.

    A subclass lays out its body, reads its data in `read`, says what the cursor is on in `target`, and
    where it is in `trail`. Nothing awaits the network in a handler: `read` runs in a worker of its own.
    """

    DEFAULT_CSS = """
    ConsoleScreen { background: $background; color: $foreground; layout: vertical; overflow: hidden; }
    ConsoleScreen #foot { height: 1; width: 1fr; layout: horizontal; }
    ConsoleScreen.-prompting #status { display: none; }
    """
    BINDINGS: ClassVar[list[BindingType]] = []
    SCOPES: ClassVar[tuple[Scope, ...]] = (Scope.EVERYWHERE,)
    """Where this screen's keys come from; a subclass binds them with `bindings(...)`."""

    FOOTER: ClassVar[tuple[str, ...]] = ()
    """The ids of the keys that look and go, in the footer's order; those with a label are shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.patient = True
        """Whether it is too early to say that an answer is waited for."""
        self._laid_out = False
        self._reading = False
        self._read_wanted = False
        self._read_after = 0.0
        self._said_of: tuple[str, ...] | None = None

    # --- what a subclass says ---------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out what stands between header and message line."""
        raise NotImplementedError

    async def read(self) -> None:
        """Read what the screen shows, and show it."""

    @property
    def target(self) -> Focus:
        """What an action key means here."""
        return None

    @property
    def trail(self) -> tuple[str, ...]:
        """Where this is: the words of the header."""
        return ()

    def peel(self) -> bool:
        """Take away one layer (range, marks, filter); False if there is none."""
        return False

    def tick(self) -> None:
        """Update what changes by itself as time goes by, if it is in view."""

    def connection_changed(self, connection: Connection) -> None:
        """Show that the connection is another one."""

    def acted(self, failed: frozenset[str]) -> None:
        """Take note that actions were sent; on the jobs ``failed`` they did not work."""

    # --- the frame --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the frame around the body."""
        desk = self.desk
        yield HeaderBar(
            Heading(
                desk.session.context,
                desk.zone,
                protected=desk.session.policy.protected,
                read_only=desk.session.policy.read_only,
                trail=self.trail,
                counts=desk.counts,
            )
        )
        yield from self.body()
        yield StatusLine()
        yield Prompt()
        yield KeyBar()

    @property
    def header(self) -> HeaderBar:
        """The line at the top."""
        return self.query_one(HeaderBar)

    @property
    def status_line(self) -> StatusLine:
        """The line for messages."""
        return self.query_one(StatusLine)

    @property
    def prompt(self) -> Prompt:
        """The prompt."""
        return self.query_one(Prompt)

    @property
    def key_bar(self) -> KeyBar:
        """The line of keys."""
        return self.query_one(KeyBar)

    def on_mount(self) -> None:
        """Read, and let time go by."""
        self.set_interval(TICK, self._on_tick)
        # What stands inside of containers is there only after the first layout.
        self.call_after_refresh(self._begin)
        self.set_timer(PATIENCE, self._lose_patience)

    def _lose_patience(self) -> None:
        self.patient = False
        if self._laid_out:
            self.connection_changed(self.desk.session.connection)

    def _begin(self) -> None:
        if self.leaves:
            return
        self._laid_out = True
        self.refresh_frame()
        self.connection_changed(self.desk.session.connection)
        self.read_soon()

    def on_screen_resume(self) -> None:
        """Read again what may have changed while another screen was in front."""
        if self._laid_out and not self.leaves:
            self.refresh_frame()
            self.read_soon()

    def refresh_frame(self) -> None:
        """Bring header and keys up to date."""
        if not self._laid_out or self.leaves:
            return
        self.header.update(
            trail=self.trail, counts=self.desk.counts, alarm=self._alarm(), zone=self.desk.zone
        )
        self.refresh_keys()

    def refresh_keys(self) -> None:
        """Bring the footer up to date with what the cursor is on, and the message if it was about another."""
        if self._said_of is not None and self._said_of != _identity(self.target):
            self._said_of = None
            self.status_line.clear()
        self.key_bar.show(self.action_hints(), self.look_hints())

    def action_hints(self) -> Sequence[Hint]:
        """Return the five actions with their targets, and `m`."""
        if not self.acts:
            return ()
        states = key_states(self.target, self.desk.session.capabilities, self.desk.policy)
        letters = {Verb.PAUSE: "p", Verb.CONTINUE: "c", Verb.SKIP: "s", Verb.RESTART: "r", Verb.CANCEL: "x"}
        order = (Verb.PAUSE, Verb.CONTINUE, Verb.SKIP, Verb.RESTART, Verb.CANCEL)
        hints = [
            Hint(letters[verb], _label(state), state.live) for verb, state in zip(order, states, strict=True)
        ]
        return [*hints, Hint("m", "more", self.target is not None)]

    def look_hints(self) -> Sequence[Hint]:
        """Return the keys that look and go."""
        table = {key.id: key for key in in_scopes((*self.SCOPES, Scope.EVERYWHERE, Scope.LIST))}
        found = [table[id_] for id_ in self.FOOTER if id_ in table]
        without = self.acts and self.target is None
        return [
            Hint(glyph(face(key.keys[0])), key.label, not (without and key.id in OF_A_ROW))
            for key in found
            if key.label
        ]

    @property
    def acts(self) -> bool:
        """Whether the action keys are bound here."""
        return any(key.group is Group.ACT for key in in_scopes(self.SCOPES))

    def open_dialog(self, dialog: Dialog[Answer], closed: Callable[[Answer | None], None]) -> None:
        """Lay a dialog over the screen; ``closed`` gets its answer."""
        self.app.push_screen(dialog, closed)  # pyright: ignore[reportUnknownMemberType]

    async def read_counts(self) -> None:
        """Read the counts of the header."""
        counts = await self.desk.session.counts()
        if not isinstance(counts, Trouble):
            self.desk.counts = counts

    # --- messages ---------------------------------------------------------------------------------

    def say(self, message: str, style: str = "foreground", *, stays: bool = False) -> None:
        """Show a message in the line above the keys."""
        self._said_of = None
        self.status_line.flash(message, style, stays=stays)

    def say_of_target(self, message: str, style: str = "foreground", *, stays: bool = False) -> None:
        """Show a message that is true of what the cursor is on, and goes when the cursor does."""
        self.say(message, style, stays=stays)
        self._said_of = _identity(self.target)

    def complain(self, trouble: Trouble) -> None:
        """Show what went wrong, and what to do."""
        self.say("; ".join(filter(None, (trouble.sentence.rstrip("."), trouble.advice))), "error")

    # --- reading ----------------------------------------------------------------------------------

    def read_soon(self) -> None:
        """Read as soon as the last read allows; many wishes make one read."""
        self._read_wanted = True
        if self._laid_out and not self._reading and not self.leaves:
            self._reading = True
            self._read_loop()

    @work(group="read", name="read", exit_on_error=True)
    async def _read_loop(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._read_wanted:
                if (wait := self._read_after - loop.time()) > 0:
                    await asyncio.sleep(wait)
                self._read_wanted = False
                await self.read()
                self.refresh_frame()
                self._read_after = loop.time() + self.desk.settings.gap
        finally:
            self._reading = False

    def jobs_changed(self, ids: frozenset[str]) -> None:
        """Take note that jobs changed; an empty set: perhaps all. The app tells the screen in front."""
        del ids
        self.read_soon()

    def note_connection(self, connection: Connection) -> None:
        """Show how the connection stands. The app tells."""
        if self._laid_out and not self.leaves:
            self.header.update(alarm=self._alarm())
            self.connection_changed(connection)
            self.refresh_keys()

    def _on_tick(self) -> None:
        if not self.is_current or self.leaves:
            return
        if self.desk.session.connection.is_stale:
            self.header.update(alarm=self._alarm())
        self.tick()

    def _alarm(self) -> str:
        connection = self.desk.session.connection
        match connection.link:
            case Link.LOST if connection.since is not None:
                old = age((self.desk.now - connection.since).total_seconds())
                return f"connection lost, this is {old} old"
            case Link.UNREACHABLE:
                return "no connection"
            case Link.FORBIDDEN:
                return "not permitted"
            case _:
                return ""

    # --- actions ----------------------------------------------------------------------------------

    def action_act(self, verb: str) -> None:
        """Open the confirmation of an action on the target, or say why it is not possible."""
        state = key_state(Verb(verb), self.target, self.desk.session.capabilities, self.desk.policy)
        if not state.live:
            self.say_of_target(state.why_not, "warning")
            return
        self.propose(state.verb)

    def propose(self, verb: Verb) -> None:
        """Read what the action needs to know, and open its confirmation."""
        from console.screens.acting import open_confirmation

        open_confirmation(self, verb, self.target)

    def action_more(self) -> None:
        """Open the menu of every other action."""
        from console.screens.acting import open_menu

        open_menu(self, self.target)

    def action_start(self) -> None:
        """Go to the start form."""
        why = start_state(self.desk.session.capabilities, self.desk.policy)
        if why:
            self.say(why, "warning")
        else:
            self.post_message(Go(StartPlace()))

    def action_logs(self) -> None:
        """Open the log of what the cursor is on."""
        match self.target:
            case JobFocus(job=job):
                self.post_message(Go(LogsPlace(job.id, job.at)))
            case NodeFocus(detail=detail, node=node):
                self.post_message(Go(LogsPlace(detail.job.id, node.id)))
            case MarksFocus():
                self.say("one log at a time: take the marks away (esc)", "warning")
            case None:
                self.say("there is no job here", "warning")

    def action_audit(self) -> None:
        """Open the audit of what the cursor is on."""
        match self.target:
            case JobFocus(job=job):
                self.post_message(Go(AuditPlace(job.id)))
            case NodeFocus(detail=detail):
                self.post_message(Go(AuditPlace(detail.job.id)))
            case _:
                self.post_message(Go(AuditPlace()))

    def action_why(self) -> None:
        """Say why the target stands where it stands, in full."""
        match self.target:
            case JobFocus(job=job):
                told = job.reason or f"job {job.id} is {job.status}; nothing is known to hold it"
                self.say_of_target(told, stays=True)
            case NodeFocus(node=node):
                self.say_of_target(node.reason or f"{node.id} is {node.status}", stays=True)
            case _:
                self.say("there is no job here", "warning")

    # --- the prompt -------------------------------------------------------------------------------

    def ask(self, sign: str, text: str = "", completer: Completer | None = None) -> None:
        """Open the prompt in place of the message line."""
        self.add_class("-prompting")
        self.prompt.open(sign, text, completer)

    def ask_command(self) -> None:
        """Open the command line."""
        self.ask(":", completer=complete_command)
        self.prompt.hint(", ".join(COMMANDS))

    def end_prompt(self) -> None:
        """Close the prompt and give the focus back to the list."""
        self.prompt.close()
        self.remove_class("-prompting")
        self.give_focus()

    def give_focus(self) -> None:
        """Put the focus on the main pane."""
        if self.focus_chain:
            self.set_focus(self.focus_chain[0])

    @on(Prompt.Abandoned)
    def _abandoned(self, event: Prompt.Abandoned) -> None:
        event.stop()
        self.end_prompt()
        self.prompt_abandoned(event.sign)

    @on(Prompt.Submitted)
    def _submitted(self, event: Prompt.Submitted) -> None:
        event.stop()
        if event.sign == ":":
            self.end_prompt()
            self.post_message(Command(event.text))
        elif self.prompt_submitted(event.sign, event.text):
            self.end_prompt()

    @on(Prompt.Edited)
    def _edited(self, event: Prompt.Edited) -> None:
        event.stop()
        if event.sign == ":":
            self.prompt.hint("   ".join(each.help for each in self.prompt.completions))
        else:
            self.prompt_edited(event.sign, event.text)

    def prompt_submitted(self, sign: str, text: str) -> bool:  # noqa: ARG002 - for subclasses
        """Take the text of the prompt; False keeps the prompt open (something is wrong with it)."""
        return True

    def prompt_edited(self, sign: str, text: str) -> None:
        """Take note of the text as it is typed."""

    def prompt_abandoned(self, sign: str) -> None:
        """Take note that the prompt was closed with escape."""


def _label(state: KeyState) -> str:
    return state.label.replace("…", "...") if glyph.ascii_only else state.label


def _identity(target: Focus) -> tuple[str, ...]:
    """Return what tells one target from another, however its state changes."""
    match target:
        case JobFocus(job=job):
            return (job.id,)
        case NodeFocus(detail=detail, node=node):
            return (detail.job.id, node.id)
        case MarksFocus(jobs=jobs):
            return tuple(job.id for job in jobs)
        case None:
            return ()


def footer(*ids: str) -> tuple[str, ...]:
    """Return ids for `ConsoleScreen.FOOTER`, as they are."""
    return ids


def screen_bindings(scopes: Iterable[Scope]) -> list[BindingType]:
    """Return the bindings of a screen: its own scopes, without what every screen has from the app."""
    return bindings(*(scope for scope in scopes if scope is not Scope.EVERYWHERE))
