"""The console itself: wires screens, session and terminal together, and does nothing else."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, work
from textual.binding import BindingType

from console.client.contexts import ContextSource
from console.client.first_read import FirstRead
from console.client.session import Connection, Session
from console.core.clock import Clock, SystemClock
from console.keymap import Scope
from console.screens.base import ConsoleScreen
from console.screens.crash import crash_notice
from console.screens.desk import Desk, Settings
from console.screens.dialog import Dialog
from console.screens.elsewhere import told_elsewhere
from console.screens.places import (
    ContextsPlace,
    HelpPlace,
    JobsPlace,
    PausedPlace,
    Place,
)
from console.screens.reloading import LOOKS_EVERY, opened
from console.screens.standing_in import StoodInApp
from console.widgets.bindings import bindings
from console.widgets.glyph import glyph

if TYPE_CHECKING:
    pass

# The door of the verbs, which know nothing behind it.
__all__ = ["ConsoleApp", "ConsoleOptions", "Settings", "run_console"]

SETTLED: Final = 1.0
"""Seconds after which all that a console is opened with is there."""


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """How the console starts: where it looks, and what a person chose."""

    context: str
    settings: Settings = field(default_factory=Settings)
    place: Place = field(default_factory=JobsPlace)


class ConsoleApp(StoodInApp, inherit_bindings=False):
    """The console over one session at a time."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.EVERYWHERE)
    TITLE = "Job Console"
    ENABLE_COMMAND_PALETTE = False  # there is one of our own

    def __init__(
        self,
        session: Session,
        source: ContextSource,
        options: ConsoleOptions,
        *,
        clock: Clock | None = None,
        settled: Callable[[], None] | None = None,
        first_read: FirstRead | None = None,
    ) -> None:
        super().__init__()
        self._settled = settled
        self.animation_level = "none"
        self.options = options
        self.opened_in = options.context
        settings = options.settings
        self.draw_on_terminal(settings.charset, stock=settings.stock_output)
        glyph.ascii_only = settings.ascii_only
        self.desk = Desk(session, source, clock or SystemClock(), settings, first_read=first_read)
        opened(self.desk, tuple(source.infos()))
        self._theme_errors = self.load_themes(settings.themes_folder, settings.theme)

    # --- the life of the app ----------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open the first screen and begin to watch."""
        self.desk.session.on_connection = self.connection_changed
        self.app_resume_signal.subscribe(self, self._resumed)  # pyright: ignore[reportUnknownMemberType]
        self.theme_changed_signal.subscribe(self, self._paint_all)
        self.bind_keys()
        self.set_interval(LOOKS_EVERY, self.look_for_news)
        self.open_first(self.options.place)
        self.begin_to_watch()
        self.set_timer(SETTLED, self._settle)
        for warning in (*self._insides_warning(), *self._theme_errors, *self.desk.views.troubles)[:1]:
            self.call_after_refresh(self.say, warning, "warning")

    def _settle(self) -> None:
        self.keep_last_list()
        if self._settled is not None:
            self._settled()

    def _insides_warning(self) -> tuple[str, ...]:
        if not self.insides_changed:
            return ()
        return (
            f"this Textual is another one than ours ({self.insides_changed[0]}): it draws by itself, slowly",
        )

    def _resumed(self, what: object) -> None:
        self.show_itself()  # what stood in for it was left behind with the terminal
        self._paint_all(what)

    def _paint_all(self, _what: object) -> None:
        """Send every cell: the terminal was another's meanwhile, or every colour has changed."""
        self.forget_screen()
        self.screen.refresh(repaint=True, layout=True)

    @work(group="watch", name="watch", exclusive=True)
    async def begin_to_watch(self) -> None:
        """Hear of changes of the session that is looked at now."""
        session = self.desk.session
        if (first := self.desk.first_read) is not None:
            await first.connected.wait()
        if not session.is_known:
            await session.connect()
        if isinstance(self.screen, ConsoleScreen):
            self.screen.refresh_frame()
        async for changed in session.changes():
            if not session.is_known:
                await session.connect()
            if isinstance(self.screen, ConsoleScreen):
                self.screen.jobs_changed(changed)

    def connection_changed(self, connection: Connection) -> None:
        """Show how the connection stands."""
        if connection.is_stale:
            self.show_itself()
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

    def on_key(self, event: events.Key) -> None:
        """Say of a key that nobody here takes where it has a meaning."""
        screen = self.screen
        if isinstance(screen, ConsoleScreen) and not screen.prompt.is_open:
            told = told_elsewhere(event.key, screen.SCOPES, self.desk.keys)
            if told and event.key not in self.active_bindings:
                self.say(told, "muted")

    def may_hear(self) -> bool:
        """Let a young dialog hear nothing: what comes at once was meant for what stood there before."""
        return bool(getattr(self.screen, "hears_keys", True))

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
            self.say(
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
        """Show every key, first those of the screen in front."""
        screen = self.screen
        if isinstance(screen, ConsoleScreen) and not isinstance(screen.here, HelpPlace):
            own = [scope for scope in screen.SCOPES if scope is not Scope.EVERYWHERE]
            self.go(HelpPlace(own[0] if own else Scope.TEXT))

    def action_command(self) -> None:
        """Open the command line."""
        if isinstance(self.screen, ConsoleScreen):
            self.screen.ask_command()

    def action_copy(self) -> None:
        """Choose what to copy of the screen in front: its link at least."""
        if isinstance(self.screen, ConsoleScreen):
            self.screen.action_copy()

    def action_refresh_now(self) -> None:
        """Read it all again."""
        self.forget_screen()
        self.screen.refresh()
        if isinstance(self.screen, ConsoleScreen):
            self.screen.read_soon()

    def action_peel(self) -> None:
        """Take away one layer; never leaves the console."""
        if isinstance(self.screen, ConsoleScreen) and not self.screen.peel() and self.is_on_top:
            self.return_()

    async def action_back(self) -> None:
        """Go back; at the root ask whether to leave."""
        if self.is_on_top:
            self.return_()
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
        self.say(f"ctrl+q leaves the console; {end}", "muted")

    async def action_quit(self) -> None:
        """Leave; the jobs go on."""
        self.exit(0)

    def action_palette(self) -> None:
        """Offer everything that can be done here, to be looked for by name."""
        if isinstance(self.screen, ConsoleScreen):
            from console.screens.palette import open_palette

            open_palette(self, self.screen)

    def crash_words(self) -> str:
        """Tell of an error of our own in a sentence; the details go into a file."""
        return crash_notice(self.options.settings.crash_folder)


def run_console(
    session: Session,
    source: ContextSource,
    options: ConsoleOptions,
    *,
    settled: Callable[[], None] | None = None,
    first_read: FirstRead | None = None,
    loop: asyncio.AbstractEventLoop | None = None,
) -> int:
    """Run the console until it is left. Returns the exit status.

    Needs a terminal: the caller prints the plain list where there is none, or TERM is dumb. ``settled`` is
    called once, when the first list has been there for a while. ``first_read`` is what the session is being
    asked on ``loop`` already.
    """
    app = ConsoleApp(session, source, options, settled=settled, first_read=first_read)
    return run_app(app, loop)


def run_app(app: ConsoleApp, loop: asyncio.AbstractEventLoop | None = None) -> int:
    """Run the console; returns its exit status: 0 when it was left, 1 after an error, 128 + N at a signal."""
    result = app.run(mouse=app.options.settings.mouse, loop=loop)
    return app.return_code or result or 0
