"""An app that goes from one context to another, and follows the configuration while it runs."""

from typing import ClassVar

from textual import work
from textual.binding import BindingType

from console.client.contexts import TellsNews
from console.client.news import News
from console.client.session import Session
from console.screens.base import ConsoleScreen
from console.screens.history import Visit
from console.screens.jobs import JobsScreen
from console.screens.places import Place
from console.screens.reloading import new_keys, opened, take_over
from console.screens.switching import Kept, Landing, back_to, laid_over, landing, note_left, straight_to
from console.screens.travelling import TravellingApp


class ContextApp(TravellingApp, inherit_bindings=False):
    """What the console does with its contexts; how it goes and what it says is the app's."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self) -> None:
        super().__init__()
        self._left: dict[str, Kept] = {}
        """Where one was in the contexts that one has left."""

    # --- going to another context -----------------------------------------------------------------

    @work(group="context", name="context", exclusive=True)
    async def look_at(self, name: str, place: Place | None = None, visit: Visit | None = None) -> None:
        """Look at another context; the old session is closed when the new one is open.

        There it goes to ``place``, or to the one of a ``visit`` that has been made before; else where one was
        when one left that context.
        """
        from console.backends.base import BackendError

        try:
            session = await self.desk.source.open(name)
        except BackendError as error:
            if visit is not None:
                self._forget_step(visit)
            self.say(f"{error}; {error.advice}" if error.advice else str(error), "error")
            return
        if visit is None:
            self.note_here()
        before, left = self.desk.session, self._keep()
        note_left(self.desk)
        named = visit.place if visit is not None else place
        there = straight_to(named) if named is not None else await self._there(session, left)
        before.on_connection = None
        self.desk.session, self.desk.counts = session, None
        opened(self.desk, tuple(self.desk.source.infos()))
        session.on_connection = self.connection_changed
        screen = await self._land(there)
        if visit is None:
            for each in filter(None, (there.list_place if named is None else None, there.place or named)):
                self.history.visit(self.link_to(each))
        elif visit.spot is not None:
            screen.find_again(visit.spot)
        self.begin_to_watch()
        if named is not None:
            told, style = f"this is {session.context} now, no longer {before.context}", "accent"
        else:
            told, style = there.told, "warning"
        if told:
            self.call_after_refresh(self.say, told, style)
        await before.close()

    async def _there(self, session: Session, left: Kept) -> Landing:
        """Return where one comes to: where one left that context, if it is the same one still."""
        kept = self._left.get(session.context)
        if kept is not None and kept.identities == self._identities(session):
            return back_to(kept)
        return await landing(session, left.jobs.place, left.place)

    async def _land(self, there: Landing) -> ConsoleScreen:
        while self.is_on_top:
            self.pop_screen()
        root = JobsScreen(self.desk, there.list_place, there.kept)
        root.made_for = there.list_place
        await self.switch_screen(root)  # pyright: ignore[reportUnknownMemberType]
        return root if there.place is None else self.show(there.place)

    def _forget_step(self, visit: Visit) -> None:
        """Stay where one is in the history: the context of the visit cannot be opened."""
        present = self.link_to(visit.place).context
        away = [by for by, each in self.history if each.link.context == present]
        if away:
            self.history.step(min(away, key=abs))

    def _keep(self) -> Kept:
        """Remember the place in the present context, for when one comes back to it."""
        stack = [screen for screen in self.screen_stack[1:] if isinstance(screen, ConsoleScreen)]
        root = stack[0]
        assert isinstance(root, JobsScreen)  # noqa: S101 - the app puts it there itself
        session = self.desk.session
        identities = tuple(self.desk.opened.get(name, "") for name in session.policies)
        kept = Kept(root.keep(), laid_over([each.here for each in stack[1:]]), identities)
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
            self.bind_keys()
        wrong = self._new_themes(news)
        if isinstance(self.screen, ConsoleScreen):
            self.screen.configured_anew()
        if wrong:
            self.say(wrong, "warning")
        elif said is not None and isinstance(self.screen, ConsoleScreen):
            self.screen.say(said.text, said.style, stays=said.stays)

    def bind_keys(self) -> None:
        """Let the person's own keys hold from now on."""
        own = self.desk.settings.keys
        self.set_keymap({key.id: ",".join(key.keys) for key in self.desk.keys if key.id in own})

    def _new_themes(self, news: News) -> str:
        """Show the themes as they are now, and the one that is chosen now; return what is wrong with them."""
        before, now = news.look_before.theme, news.look.theme
        if news.mistakes or (before == now and not news.themes):
            return ""
        wanted = now if before != now else self.theme
        errors = self.load_themes(self.desk.settings.themes_folder, wanted)
        self.refresh_css(animate=False)
        return errors[0] if errors else ""
