"""The frame of every screen: header, message line, prompt and keys, and what they say."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, TypedDict, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from console.actions import ACTION_KEYS, Focus, JobFocus, KeyState, MarksFocus, NodeFocus, start_state
from console.client.connection import Connection, Link
from console.client.trouble import Trouble
from console.core.times import age
from console.key_names import face
from console.keymap import Scope, in_scopes
from console.screens.desk import Desk
from console.screens.dialog import Dialog
from console.screens.leaving import StopsItsWork
from console.screens.places import Place
from console.screens.standing import states_of
from console.widgets.completion_menu import CompletionMenu
from console.widgets.header_bar import HeaderBar, Heading
from console.widgets.key_bar import Hint, KeyBar
from console.widgets.prompt import Prompt
from console.widgets.sign import glyph
from console.widgets.status_line import StatusLine

Answer = TypeVar("Answer")

OF_A_ROW: Final = frozenset({"go.open", "go.logs", "look.why", "mark.toggle"})
"""Keys that mean the row under the cursor, and nothing where there is none."""


class _Where(TypedDict):
    context: str
    zone: str
    protected: bool
    read_only: bool
    unverified: bool
    moved: bool


class FramedScreen(StopsItsWork, Screen[None], inherit_bindings=False):
    """What stands above and below a screen's body."""

    BINDINGS: ClassVar[list[BindingType]] = []
    SCOPES: ClassVar[tuple[Scope, ...]] = (Scope.EVERYWHERE,)
    """Where this screen's keys come from; a subclass binds them with `bindings(...)`."""

    FOOTER: ClassVar[tuple[str, ...]] = ()
    """The ids of the keys that look and go, in the footer's order; those with a label are shown."""

    WORDS: ClassVar[Mapping[str, str]] = {}
    """Labels that say better here what a key of the footer does."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.made_for: Place | None = None
        self._laid_out = False
        self._said_of: tuple[str, ...] | None = None

    # --- what a subclass says ---------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out what stands between header and message line."""
        raise NotImplementedError

    @property
    def target(self) -> Focus:
        """What an action key means here."""
        return None

    @property
    def here(self) -> Place | None:
        """The place that the screen shows, None of one that is laid over another."""
        return self.made_for

    @property
    def linked(self) -> Place | None:
        """The place that a link from here leads to; None where there is none."""
        return self.here

    def names_seen(self) -> dict[str, str]:
        """Return the names of the jobs that the screen shows, by id."""
        return {}

    @property
    def is_laid_out(self) -> bool:
        """Whether what it shows can be asked for: not in its first moment."""
        return self._laid_out

    @property
    def trail(self) -> tuple[str, ...]:
        """Where this is: the words of the header."""
        return ()

    @property
    def subject(self) -> str:
        """The id of the job that all of this screen is about; empty where it is about many, or none."""
        return ""

    @property
    def connection(self) -> Connection:
        """How the connection to what is shown stands."""
        return self.desk.session.connection_of(self.subject)

    # --- the frame --------------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out the frame around the body."""
        yield HeaderBar(Heading(counts=self.desk.counts, trail=self.trail, **self._where))
        yield from self.body()
        yield StatusLine()
        menu = CompletionMenu()
        yield Prompt(menu)
        yield KeyBar()
        yield menu

    @property
    def _where(self) -> "_Where":
        """What the header says of the context: it may be another one, or allow something else, by now."""
        home = self.desk.session.home(self.subject)
        names = self.desk.moved if home.context not in self.desk.session.policies else (home.context,)
        return {
            "context": home.context,
            "zone": self.desk.zone,
            "protected": home.policy.protected,
            "read_only": home.policy.read_only,
            "unverified": home.policy.unverified,
            "moved": any(name in self.desk.moved for name in names),
        }

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

    def refresh_frame(self) -> None:
        """Bring header and keys up to date."""
        if not self._laid_out or self.leaves:
            return
        self.header.update(trail=self.trail, counts=self.desk.counts, alarm=self._alarm(), **self._where)
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
        states = states_of(self.target, self.desk.home)
        hints = [
            Hint(
                self.desk.face(f"act.{verb}"),
                _label(state),
                state.live,
                short=_label(state).removesuffix(" job"),
            )
            for verb, state in zip(ACTION_KEYS, states, strict=True)
        ]
        return [*hints, Hint(self.desk.face("act.more"), "more", self.target is not None)]

    @property
    def has_row(self) -> bool:
        """Whether the keys of a row have one that they can mean."""
        return not self.acts or self.target is not None

    def look_hints(self) -> Sequence[Hint]:
        """Return the keys that look and go."""
        scopes = (*self.SCOPES, Scope.EVERYWHERE, Scope.LIST)
        table = {key.id: key for key in in_scopes(scopes, self.desk.keys)}
        found = [table[id_] for id_ in self.FOOTER if id_ in table]
        dead = {"act.start"} if start_state(self.desk.session.capabilities, self.desk.policy) else set[str]()
        return [
            Hint(
                glyph(face(key.keys[0])),
                self.WORDS.get(key.id, key.label),
                (self.has_row or key.id not in OF_A_ROW) and key.id not in dead,
                stays=key.id == "go.help",
            )
            for key in found
            if key.label and key.keys
        ]

    @property
    def acts(self) -> bool:
        """Whether the action keys are bound here."""
        return any(key.action.startswith("act(") for key in in_scopes(self.SCOPES))

    def open_dialog(self, dialog: Dialog[Answer], closed: Callable[[Answer | None], None]) -> None:
        """Lay a dialog over the screen; ``closed`` gets its answer."""
        self.app.push_screen(dialog, closed)  # pyright: ignore[reportUnknownMemberType]

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

    def _alarm(self) -> str:
        connection = self.connection
        match connection.link:
            case Link.LOST if connection.since is not None:
                old = age((self.desk.now - connection.since).total_seconds())
                return f"connection lost, this is {old} old"
            case Link.UNREACHABLE:
                return "no connection"
            case Link.UNAUTHORIZED:
                return "credentials not accepted"
            case Link.FORBIDDEN:
                return "not permitted"
            case _:
                return ""


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
