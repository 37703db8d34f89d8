"""Doing what a line of the command line asks for. Nothing here acts on a job."""

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from console.core.suggestion import suggestion
from console.screens.base import ConsoleScreen
from console.screens.command import (
    Command,
    CopyLink,
    FollowLink,
    GoTo,
    Mistake,
    MoveTo,
    OfView,
    OrderBy,
    Press,
    Quit,
    SetColumns,
    SetTheme,
    ShowHistory,
    SwitchContext,
    parse,
)
from console.screens.context_app import ContextApp
from console.screens.places import JobsPlace


class CommandingApp(ContextApp, inherit_bindings=False):
    """The part of the console that hears the command line."""

    BINDINGS: ClassVar[list[BindingType]] = []

    @on(Command)
    def _command(self, event: Command) -> None:
        self.run_line(event.text)

    def run_line(self, line: str) -> None:
        """Do what a line asks for, and remember it if it was understood."""
        own = self.desk.views.find(line.strip())
        asked = GoTo(JobsPlace(own.name)) if own is not None and own.own else parse(line)
        if asked is None:
            return
        if isinstance(asked, Mistake):
            self.say(asked.sentence, "error")
            return
        self.desk.entered(line)
        match asked:
            case GoTo(place=place):
                self.go(place)
            case FollowLink(link=link):
                self.follow(link)
            case SwitchContext(name=name):
                self.look_at(name)
            case SetTheme(name=name):
                self._set_theme(name)
            case SetColumns() | OfView():
                if not (isinstance(self.screen, ConsoleScreen) and self.screen.take_wish(asked)):
                    self.say("columns and views are those of the jobs list; 4 shows it", "warning")
            case OrderBy(order=order):
                self._order_by(order)
            case Press(binding=binding):
                self._press(binding)
            case ShowHistory():
                self.show_history()
            case CopyLink():
                self._copy_link()
            case MoveTo():
                self._move_to(asked)
            case Quit():
                self.exit(0)

    def ask_command_line(self, begun: str) -> None:
        """Open the command line with the beginning of a command in it."""
        if isinstance(self.screen, ConsoleScreen):
            self.screen.ask_command(begun)

    def _move_to(self, wish: MoveTo) -> None:
        if not (isinstance(self.screen, ConsoleScreen) and self.screen.move_to(wish)):
            number = f", :job {wish.number} opens that job" if wish.number else ""
            told = "this is no log and no list of jobs; l opens a log, 4 the list"
            self.say(f"{told}{number}", "warning")

    def _order_by(self, order: str) -> None:
        here = self.screen.here if isinstance(self.screen, ConsoleScreen) else None
        sortable = self.desk.session.capabilities.sortable
        field = order.removeprefix("-")
        if not isinstance(here, JobsPlace):
            self.say("sort: only the list of jobs is ordered by a column", "warning")
        elif not sortable:
            self.say(f"{self.desk.session.context} orders its jobs itself", "warning")
        elif order and field not in sortable:
            known = f"; there are {', '.join(sortable)}"
            self.say(f"sort: there is no order by {field}{suggestion(field, sortable)}{known}", "error")
        else:
            self.go(JobsPlace(here.view, here.query, here.mine, order))

    def _press(self, binding: str) -> None:
        action = next(key.action for key in self.desk.keys if key.id == binding)
        self.call_later(self.run_action, action)

    def _copy_link(self) -> None:
        from console.screens.copying import copy

        screen = self.screen
        if isinstance(screen, ConsoleScreen) and screen.link:
            copy(screen, "the link", screen.link)
        else:
            self.say("there is no link to this", "warning")

    def _set_theme(self, name: str) -> None:
        themes = sorted(self.available_themes)
        if name in themes:
            self.theme = name
        elif name:
            told = f"there is no theme {name}{suggestion(name, themes)}; there are {', '.join(themes)}"
            self.say(told, "warning")
        else:
            self.say(f"the themes are {', '.join(themes)}")
