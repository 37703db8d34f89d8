"""An app that goes from one context to another, and follows the configuration while it runs."""

from collections.abc import Mapping

from textual import work

from console.client.contexts import TellsNews
from console.client.news import News
from console.client.session import Connection, Session
from console.screens.base import ConsoleScreen
from console.screens.desk import Desk
from console.screens.history import History
from console.screens.jobs import JobsScreen
from console.screens.places import Place
from console.screens.reloading import new_keys, opened, take_over
from console.screens.switching import Kept, back_to, laid_over, landing, note_left
from console.widgets.themed_app import ThemedApp


class ContextApp(ThemedApp):
    """What the console does with its contexts; how it goes and what it says is the app's."""

    desk: Desk
    history: History

    def __init__(self) -> None:
        super().__init__()
        self._left: dict[str, Kept] = {}
        """Where one was in the contexts that one has left."""

    # --- what the app does ------------------------------------------------------------------------

    def go(self, place: Place, *, instead: bool = False) -> None:
        """Go to a place."""
        raise NotImplementedError

    def _say(self, message: str, style: str = "foreground") -> None:
        """Show a message on the screen in front."""
        raise NotImplementedError

    def _watch(self) -> object:
        """Begin to watch what changes in the session's contexts; ends what watched before."""
        raise NotImplementedError

    def _connection_changed(self, connection: Connection) -> None:
        """Show how the connection stands."""
        raise NotImplementedError

    # --- going to another context -----------------------------------------------------------------

    @work(group="context", name="context", exclusive=True)
    async def look_at(self, name: str) -> None:
        """Look at another context; the old session is closed when the new one is open."""
        from console.backends.base import BackendError

        try:
            session = await self.desk.source.open(name)
        except BackendError as error:
            self._say(f"{error}; {error.advice}" if error.advice else str(error), "error")
            return
        old, before = self.desk.session, self._keep()
        note_left(self.desk)
        kept = self._left.get(name)
        if kept is not None and kept.identities == self._identities(session):
            there = back_to(kept)
        else:
            there = await landing(session, before.jobs.place, before.place)
        old.on_connection = None
        self.desk.session, self.desk.counts = session, None
        opened(self.desk, tuple(self.desk.source.infos()))
        session.on_connection = self._connection_changed
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.history = there.history
        self.history.visit(there.list_place)
        root = JobsScreen(self.desk, there.list_place, there.kept)
        root.made_for = there.list_place
        await self.switch_screen(root)  # pyright: ignore[reportUnknownMemberType]
        if there.place is not None:
            self.go(there.place)
        self._watch()
        if there.told:
            self.call_after_refresh(self._say, there.told, "warning")
        await old.close()

    def _keep(self) -> Kept:
        """Remember the place in the present context, for when one comes back to it."""
        stack = [screen for screen in self.screen_stack[1:] if isinstance(screen, ConsoleScreen)]
        root = stack[0]
        assert isinstance(root, JobsScreen)  # noqa: S101 - the app puts it there itself
        session = self.desk.session
        identities = tuple(self.desk.opened.get(name, "") for name in session.policies)
        kept = Kept(root.keep(), laid_over([each.here for each in stack[1:]]), self.history, identities)
        self._left[session.context] = kept
        return kept

    def _identities(self, session: Session) -> tuple[str, ...]:
        known = {info.name: info.identity for info in self.desk.source.infos()}
        return tuple(known.get(name, "") for name in session.policies)

    # --- the configuration, while the console runs ------------------------------------------------

    def look_for_news(self) -> None:
        """Read the configuration again if its files were changed. Asks for their times, and nothing else."""
        source = self.desk.source
        if isinstance(source, TellsNews) and source.has_stirred():
            self._take_news(source)

    @work(group="news", name="news", exclusive=True)
    async def _take_news(self, source: TellsNews) -> None:
        """Take over what was changed in the configuration's files."""
        news = await source.news()
        if news is None:
            return
        said = take_over(self.desk, news)
        if new_keys(self.desk, news):
            self.bind_keys(self.desk.settings.keys)
        wrong = self._new_themes(news)
        if isinstance(self.screen, ConsoleScreen):
            self.screen.configured_anew()
        if wrong:
            self._say(wrong, "warning")
        elif said is not None and isinstance(self.screen, ConsoleScreen):
            self.screen.say(said.text, said.style, stays=said.stays)

    def bind_keys(self, keys: Mapping[str, str]) -> None:
        """Let these keys hold from now on: binding ids to keys, with spaces between."""
        self.set_keymap({id_: ",".join(each.split()) for id_, each in keys.items()})

    def _new_themes(self, news: News) -> str:
        """Show the themes as they are now, and the one that is chosen now; return what is wrong with them."""
        before, now = news.look_before.theme, news.look.theme
        if news.mistakes or (before == now and not news.themes):
            return ""
        wanted = now if before != now else self.theme
        errors = self.load_themes(self.desk.settings.themes_folder, wanted)
        self.refresh_css(animate=False)
        return errors[0] if errors else ""
