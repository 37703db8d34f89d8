"""Going from place to place: what every way of going has in common."""

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from console.client.link import place_in, whole
from console.client.session import Connection
from console.client.views import VIEWS
from console.core.link import Link
from console.core.suggestion import suggestion
from console.screens.base import ConsoleScreen
from console.screens.desk import Desk
from console.screens.history import History, Visit
from console.screens.jobs import JobsScreen
from console.screens.place_words import history_picker
from console.screens.places import Follow, Go, JobsPlace, LookAt, Place, make_screen
from console.widgets.keys_in_order import KeysInOrder
from console.widgets.themed_app import ThemedApp


class TravellingApp(KeysInOrder, ThemedApp, inherit_bindings=False):
    """The part of the console that takes people somewhere, and remembers the way.

    The jobs list is the one screen at the root; everything else is laid on top of it.
    """

    BINDINGS: ClassVar[list[BindingType]] = []
    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.history = History()

    def say(self, message: str, style: str = "foreground") -> None:
        """Show a message on the screen in front."""
        if isinstance(self.screen, ConsoleScreen):
            self.screen.say(message, style)

    # --- going ------------------------------------------------------------------------------------

    def open_first(self, place: Place) -> None:
        """Open the first screen: the jobs list, and what is to be seen on top of it."""
        first = place if isinstance(place, JobsPlace) else JobsPlace()
        self.push_screen(make_screen(first, self.desk))
        self.history.visit(self.link_to(first))
        if not isinstance(place, JobsPlace):
            self.go(place)

    def link_to(self, place: Place) -> Link:
        """Return a place with the context that is looked at: as the history remembers it."""
        return Link(place, self.desk.session.context)

    def go(self, place: Place, *, instead: bool = False) -> None:
        """Go to a place, and remember the way; ``instead`` of the present one, which is forgotten."""
        if instead:
            self.history.stands(self.link_to(place))
        else:
            self.note_here()
            self.history.visit(self.link_to(place))
        self.show(place, instead=instead)

    def follow(self, link: Link) -> None:
        """Go where a link leads; into another context where that is in another one."""
        place = place_in(self.desk.session, link)
        if place is not None:
            self.go(place)
        elif link.context is not None:
            self.say(f"opening {link.context} ...", "muted")
            self.look_at(link.context, whole(link.place))

    @on(LookAt)
    def _look_at(self, event: LookAt) -> None:
        self.look_at(event.context, event.place)

    @on(Go)
    def _go(self, event: Go) -> None:
        self.go(event.place, instead=event.instead)

    @on(Follow)
    def _follow(self, event: Follow) -> None:
        self.follow(event.link)

    def note_here(self) -> None:
        """Remember the present place as it looks now."""
        screen = self.screen
        if isinstance(screen, ConsoleScreen) and screen.is_laid_out and screen.here is not None:
            self.history.stands(self.link_to(screen.here), screen.spot)

    def show(self, place: Place, *, instead: bool = False) -> ConsoleScreen:
        """Show a place, and return its screen."""
        if isinstance(place, JobsPlace):
            root = self._to_root()
            if root.here != place:
                root.show_place(place)
            self._tell_of_view(place.view)
            return root
        made = make_screen(place, self.desk)
        if instead or type(self.screen) is type(made):
            self.switch_screen(made)  # pyright: ignore[reportUnknownMemberType]
        else:
            self.push_screen(made)
        return made

    def _tell_of_view(self, name: str) -> None:
        names = [view.name for view in (*VIEWS, *self.desk.views.own)]
        if name and name not in names:
            meant = suggestion(name, names)
            told = f"there is no view {name}{meant}; this is all; there are {', '.join(names)}"
            self.call_after_refresh(self.say, told, "warning")

    def _to_root(self) -> JobsScreen:
        while len(self.screen_stack) > 2:
            self.pop_screen()
        root = self.screen
        assert isinstance(root, JobsScreen)  # noqa: S101 - the app puts it there itself
        return root

    # --- back and on ------------------------------------------------------------------------------

    @property
    def is_on_top(self) -> bool:
        """Whether something lies over the root."""
        return len(self.screen_stack) > 2

    def return_(self) -> None:
        """Take away the screen in front, and remember that."""
        self.note_here()
        front, below = self.screen, self.screen_stack[-2]
        self.pop_screen()
        if not isinstance(front, ConsoleScreen) or front.made_for is None:
            return  # a text that lay over a place: one has been there all the time
        if isinstance(below, ConsoleScreen) and below.here is not None:
            self.history.returned(self.link_to(below.here))

    def action_history(self, by: int) -> None:
        """Go a step back or on along the places where one has been."""
        self.note_here()
        visit = self.history.step(by)
        if visit is None:
            self.say("there is nothing before" if by < 0 else "there is nothing after", "muted")
        elif visit.link.context != self.desk.session.context:
            self.say(f"opening {visit.link.context} ...", "muted")
            self.look_at(visit.link.context or "", visit=visit)
        else:
            self._show_again(visit)

    def show_history(self) -> None:
        """Choose from the places where one has been."""
        screen = self.screen
        if not isinstance(screen, ConsoleScreen):
            return
        self.note_here()

        def chosen(by: str | None) -> None:
            if by is not None and by != "0":
                self.action_history(int(by))

        self.push_screen(history_picker(self.history, self.desk.session.context), chosen)

    def _show_again(self, visit: Visit) -> None:
        below = self.screen_stack[-2] if self.is_on_top else None
        if isinstance(below, ConsoleScreen) and below.here == visit.place:
            self.pop_screen()
            return
        self._to_root()
        screen = self.show(visit.place)
        if visit.spot is not None:
            screen.find_again(visit.spot)

    # --- contexts ---------------------------------------------------------------------------------

    def look_at(self, name: str, place: Place | None = None, visit: Visit | None = None) -> object:
        """Look at another context, and go to ``place`` there, or to the one of a ``visit`` made before."""
        raise NotImplementedError

    def connection_changed(self, connection: Connection) -> None:
        """Show how the connection stands."""
        raise NotImplementedError

    def begin_to_watch(self) -> object:
        """Hear of changes of the session that is looked at now."""
        raise NotImplementedError
