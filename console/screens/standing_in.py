"""The list that was seen last: it stands in until the live one is there, and the live one is kept for it."""

from typing import TYPE_CHECKING, Final

from textual import events, on

from console.screens.base import ConsoleScreen
from console.screens.commanding import CommandingApp
from console.screens.jobs import JobsScreen
from console.screens.last_list import keep

if TYPE_CHECKING:
    from rich.console import RenderableType

LONGEST_STAND_IN: Final = 10.0
"""Seconds that the last list stands in for one that does not come: then it is told what is waited for."""

TOO_EARLY: Final = "a key came before the list was live, and was not heard: press it again"


class StoodInApp(CommandingApp, inherit_bindings=False):
    """The part of the console that takes the place of the last list, and leaves one behind."""

    opened_in = ""
    """The context that the console was opened on."""

    _came_early = False

    @on(events.Mount)
    def _show_itself_in_time(self) -> None:
        if self.is_stood_in_for:
            self.set_timer(LONGEST_STAND_IN, self.show_itself)

    def keep_last_list(self) -> None:
        """Keep the list that is seen for the first moment of the next start, if it is live."""
        asked, root = self.desk.settings.last_list, self.screen_stack[1:2]
        here = self.desk.session.context == self.opened_in and not self.desk.moved
        if asked is not None and here and root and isinstance(root[0], JobsScreen):
            keep(self, root[0], asked)

    def exit(
        self, result: int | None = None, return_code: int = 0, message: "RenderableType | None" = None
    ) -> None:
        """Leave, and keep the list."""
        self.keep_last_list()
        super().exit(result, return_code, message)

    def came_early(self, *, leaves: bool) -> None:
        """Show what there is where a key came before a live list, and say that it was not heard."""
        if not leaves:
            self._came_early = True
        if isinstance(self.screen, ConsoleScreen) and self.screen.is_laid_out:
            self.show_itself()

    def show_itself(self) -> None:
        """Show what there is; say of keys that came before that they were not heard."""
        super().show_itself()
        if self._came_early:
            self._came_early = False
            self.call_after_refresh(self.say, TOO_EARLY, "warning")
