"""The console itself: wires screens, session and terminal together, and does nothing else."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from console.client.contexts import ContextSource
from console.client.session import Connection, Session
from console.core.clock import Clock, SystemClock
from console.keymap import Scope
from console.screens.base import ConsoleScreen
from console.screens.command import (
    COMMANDS,
    Command,
    GoTo,
    Mistake,
    MoveTo,
    OfView,
    Quit,
    SetColumns,
    SetTheme,
    SwitchContext,
    parse,
)
from console.screens.context_app import ContextApp
from console.screens.crash import crash_notice
from console.screens.desk import Desk, Settings
from console.screens.dialog import Dialog
from console.screens.history import History
from console.screens.jobs import JobsScreen
from console.screens.places import (
    ContextsPlace,
    Go,
    HelpPlace,
    JobPlace,
    JobsPlace,
    LookAt,
    PausedPlace,
    Place,
    make_screen,
)
from console.screens.reloading import LOOKS_EVERY, opened
from console.widgets.bindings import bindings
from console.widgets.glyph import glyph
from console.widgets.keys_in_order import KeysInOrder

# The door of the verbs, which know nothing behind it.
__all__ = ["ConsoleApp", "ConsoleOptions", "JobPlace", "Settings", "run_console"]

SETTLED: Final = 1.0
"""Seconds after which all that a console is opened with is there."""


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """How the console starts: where it looks, and what a person chose."""

    context: str
    settings: Settings = field(default_factory=Settings)
    place: Place = field(default_factory=JobsPlace)


class ConsoleApp(KeysInOrder, ContextApp, inherit_bindings=False):
    """The console over one session at a time."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.EVERYWHERE)
    TITLE = "Job Console"
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        session: Session,
        source: ContextSource,
        options: ConsoleOptions,
        *,
        clock: Clock | None = None,
        settled: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._settled = settled
        self.animation_level = "none"
        self.options = options
        settings = options.settings
        self.draw_on_terminal(settings.charset, stock=settings.stock_output)
        glyph.ascii_only = settings.ascii_only
        self.desk = Desk(session, source, clock or SystemClock(), settings)
        self.history = History()
        opened(self.desk, tuple(source.infos()))
        self._theme_errors = self.load_themes(settings.themes_folder, settings.theme)

    # --- the life of the app ----------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open the first screen and begin to watch."""
        self.desk.session.on_connection = self._connection_changed
        self.app_resume_signal.subscribe(self, self._resumed)  # pyright: ignore[reportUnknownMemberType]
        self.bind_keys(self.options.settings.keys)
        self.set_interval(LOOKS_EVERY, self.look_for_news)
        place = self.options.place
        first = place if isinstance(place, JobsPlace) else JobsPlace()
        self.push_screen(make_screen(first, self.desk))
        self.history.visit(first)
        if not isinstance(place, JobsPlace):
            self.go(place)
        self._watch()
        if self._settled is not None:
            self.set_timer(SETTLED, self._settled)
        for warning in (*self._insides_warning(), *self._theme_errors, *self.desk.views.troubles)[:1]:
            self.call_after_refresh(self._say, warning, "warning")

    def _insides_warning(self) -> tuple[str, ...]:
        if not self.insides_changed:
            return ()
        return (
            f"this Textual is another one than ours ({self.insides_changed[0]}): it draws by itself, slowly",
        )

    def _resumed(self, _app: App[object]) -> None:
        self.forget_screen()
        self.screen.refresh(repaint=True, layout=True)

    @work(group="watch", name="watch", exclusive=True)
    async def _watch(self) -> None:
        session = self.desk.session
        await session.connect()
        if isinstance(self.screen, ConsoleScreen):
            self.screen.refresh_frame()
        async for changed in session.changes():
            if not session.is_known:
                await session.connect()
            if isinstance(self.screen, ConsoleScreen):
                self.screen.jobs_changed(changed)

    def _connection_changed(self, connection: Connection) -> None:
        if isinstance(self.screen, ConsoleScreen | Dialog) and self.screen.is_mounted:
            self.screen.note_connection(connection)

    async def on_event(self, event: events.Event) -> None:
        """Take Escape and a key in one packet as two keys, and every key after the one before it."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif event.key.startswith("alt+"):
            await self.key_arrived(events.Key("escape", "\x1b"))
            await self.key_arrived(events.Key(event.key.removeprefix("alt+"), event.character))
        else:
            await self.key_arrived(event)

    def may_hear(self) -> bool:
        """Let a young dialog hear nothing: what comes at once was meant for what stood there before."""
        return bool(getattr(self.screen, "hears_keys", True))

    # --- going ------------------------------------------------------------------------------------

    def go(self, place: Place, *, instead: bool = False) -> None:
        """Go to a place, and remember the way; ``instead`` of the present one, which is forgotten."""
        if instead:
            self.history.changed(place)
        else:
            self._note_here()
            self.history.visit(place)
        self._show(place, instead=instead)

    def _note_here(self) -> None:
        """Remember the present place as it looks now."""
        if isinstance(self.screen, ConsoleScreen) and self.screen.here is not None:
            self.history.changed(self.screen.here)

    def _returned(self) -> None:
        """Remember that a layer was taken away."""
        below = self.screen_stack[-2] if len(self.screen_stack) > 1 else None
        self.pop_screen()
        if isinstance(below, ConsoleScreen) and below.here is not None:
            self.history.returned(below.here)

    def action_history(self, by: int) -> None:
        """Go a step back or on along the places where one has been."""
        self._note_here()
        place = self.history.step(by)
        if place is None:
            self._say("there is nothing before" if by < 0 else "there is nothing after", "muted")
            return
        below = self.screen_stack[-2] if len(self.screen_stack) > 2 else None
        if isinstance(below, ConsoleScreen) and below.here == place and not isinstance(place, JobsPlace):
            self.pop_screen()
            return
        self._to_root()
        self._show(place)

    def _show(self, place: Place, *, instead: bool = False) -> None:
        """Show a place: the jobs list is the one at the root, everything else is laid on top."""
        if isinstance(place, JobsPlace):
            self._to_root().show_place(place)
        elif type(self.screen) is type(made := make_screen(place, self.desk)) or instead:
            self.switch_screen(made)  # pyright: ignore[reportUnknownMemberType]
        else:
            self.push_screen(made)

    @on(LookAt)
    def _look_at(self, event: LookAt) -> None:
        self.look_at(event.context)

    @on(Go)
    def _go(self, event: Go) -> None:
        self.go(event.place, instead=event.instead)

    def _to_root(self) -> JobsScreen:
        while len(self.screen_stack) > 2:
            self.pop_screen()
        root = self.screen
        assert isinstance(root, JobsScreen)  # noqa: S101 - the app puts it there itself
        return root

    # --- keys of every screen ---------------------------------------------------------------------

    def action_view(self, name: str) -> None:
        """Show a saved view of the jobs list."""
        self.go(JobsPlace(name))

    def action_own_view(self, digit: int) -> None:
        """Show the view of one's own that is on a digit."""
        view = self.desk.views.on_digit(digit)
        if view is not None:
            self.go(JobsPlace(view.name))
        else:
            self._say(
                f"there is no view on {digit} yet; :view save NAME {digit} saves the list that you see",
                "muted",
            )

    def action_paused(self) -> None:
        """Show the paused inbox."""
        self.go(PausedPlace())

    def action_contexts(self) -> None:
        """Show the contexts."""
        self.go(ContextsPlace())

    def action_help(self) -> None:
        """Show every key."""
        self.go(HelpPlace())

    def action_command(self) -> None:
        """Open the command line."""
        if isinstance(self.screen, ConsoleScreen):
            self.screen.ask_command()

    def action_refresh_now(self) -> None:
        """Read it all again."""
        self.forget_screen()
        self.screen.refresh()
        if isinstance(self.screen, ConsoleScreen):
            self.screen.read_soon()

    def action_peel(self) -> None:
        """Take away one layer; never leaves the console."""
        if isinstance(self.screen, ConsoleScreen) and not self.screen.peel() and len(self.screen_stack) > 2:
            self._returned()

    async def action_back(self) -> None:
        """Go back; at the root ask whether to leave."""
        if len(self.screen_stack) > 2:
            self._returned()
        else:
            self._ask_to_leave()

    def _ask_to_leave(self) -> None:
        from console.screens.leave import LeaveScreen

        self.push_screen(
            LeaveScreen(self.desk.clock, jobs_end=self.desk.settings.jobs_end),
            lambda leave: self.exit(0) if leave else None,
        )

    def action_interrupt(self) -> None:
        """Say how to leave: one ctrl+c by habit must not."""
        end = "its jobs end" if self.desk.settings.jobs_end else "the jobs go on"
        self._say(f"ctrl+q leaves the console; {end}", "muted")

    async def action_quit(self) -> None:
        """Leave; the jobs go on."""
        self.exit(0)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer in the palette what the command line offers."""
        del screen
        for name, line in COMMANDS.items():
            usage, _, about = line.partition(": ")
            if "]" in usage or usage == name:
                yield SystemCommand(name, about, partial(self._run_command, name))
        yield SystemCommand(
            "save view", "keep this list as a view of your own, on 5 to 9", partial(self._ask, "view save ")
        )
        for theme in sorted(self.available_themes):
            yield SystemCommand(
                f"theme {theme}", "other colours", partial(self._run_command, f"theme {theme}")
            )

    def _ask(self, begun: str) -> None:
        """Open the command line with the beginning of a command in it."""
        if isinstance(self.screen, ConsoleScreen):
            self.screen.ask_command(begun)

    # --- the command line -------------------------------------------------------------------------

    @on(Command)
    def _command(self, event: Command) -> None:
        self._run_command(event.text)

    def _run_command(self, line: str) -> None:
        own = self.desk.views.find(line.strip())
        if own is not None and own.own:
            self.go(JobsPlace(own.name))
            return
        match parse(line):
            case GoTo(place=place):
                self.go(place)
            case SetTheme(name=name):
                self._set_theme(name)
            case SwitchContext(name=name):
                self.look_at(name)
            case MoveTo() as wish:
                if not (isinstance(self.screen, ConsoleScreen) and self.screen.move_to(wish)):
                    self._say("this is no log and no list of jobs; l opens a log, 4 the list", "warning")
            case SetColumns() | OfView() as wish:
                if not (isinstance(self.screen, ConsoleScreen) and self.screen.take_wish(wish)):
                    self._say("columns and views are those of the jobs list; 4 shows it", "warning")
            case Quit():
                self.exit(0)
            case Mistake(sentence=sentence):
                self._say(sentence, "error")
            case None:
                pass

    def crash_words(self) -> str:
        """Tell of an error of our own in a sentence; the details go into a file."""
        return crash_notice(self.options.settings.crash_folder)

    def _set_theme(self, name: str) -> None:
        if name in self.available_themes:
            self.theme = name
        else:
            self._say(
                f"the themes are {', '.join(sorted(self.available_themes))}",
                "warning" if name else "foreground",
            )

    def _say(self, message: str, style: str = "foreground") -> None:
        if isinstance(self.screen, ConsoleScreen):
            self.screen.say(message, style)


def run_console(
    open_session: Callable[[], Session],
    source: ContextSource,
    options: ConsoleOptions,
    *,
    clock: Clock | None = None,
    settled: Callable[[], None] | None = None,
) -> int:
    """Run the console until it is left. Returns the exit status.

    Needs a terminal: the caller prints the plain list where there is none, or TERM is dumb. ``settled`` is
    called once, when the first list has been there for a while.
    """
    return run_app(ConsoleApp(open_session(), source, options, clock=clock, settled=settled))


def run_app(app: ConsoleApp) -> int:
    """Run the console; returns its exit status: 0 when it was left, 1 after an error, 128 + N at a signal."""
    result = app.run(mouse=app.options.settings.mouse)
    return app.return_code or result or 0
