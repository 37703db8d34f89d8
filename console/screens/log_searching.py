"""Finding in a log: matches, only matches, errors."""

from collections.abc import Sequence
from typing import Final

from textual import work

from console.backends.base import BackendError
from console.client.log_search import Direction, LogSearch, find_error
from console.client.log_window import LogWindows
from console.client.trouble import trouble_of
from console.core.figures import count
from console.core.linear import NotLinear
from console.core.log_pattern import LogPattern
from console.model import LogLine
from console.screens.log_reading import LogReading
from console.widgets.glyph import glyph

AROUND: Final = (0, 2, 5, 20)
"""Lines that may be shown around each match. The key goes round in this order."""


WAITS: Final = "the lines of this log are still being counted"
"""Said where a key needs to know which lines there are."""


class LogSearching(LogReading, inherit_bindings=False):
    """The part of the log screen that looks for something in it."""

    def log_opened(self, pattern: LogPattern | None) -> None:
        """Look for the same in the other log."""
        if pattern is not None:
            self._look_for(pattern)

    def lines_came(self, batch: Sequence[LogLine]) -> None:
        """Look for the same in lines that are appended."""
        if self.search is not None:
            self.search.appended(batch)

    def peel(self) -> bool:
        """Stop the search, then take away the filter, then what was looked for."""
        if self.searching and self.search is not None:
            self.stop_search()
            self.say(f"stopped at {self.search.share} % of the log; n goes on, esc forgets it", "muted")
        elif self.only:
            self.only = False
            self.view.show_only(None)
            self.number_lines()
        elif self.search is not None:
            self.search = None
            self.view.pointer = None
            self.view.set_pattern(None)
        else:
            return False
        self.frame_changed()
        return True

    def stop_search(self) -> None:
        """Stop looking; what was found stays."""
        self.workers.cancel_group(self, "search")  # pyright: ignore[reportUnknownMemberType]
        self.searching = False

    # --- searching ----------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Ask what to look for; nothing looks for the same again, as in less and vi."""
        self.ask("/")
        if self.search is not None:
            self.prompt.hint(f"⏎ looks for {self.search.pattern.text} again")

    def action_only_matches(self) -> None:
        """Show only what matches, or everything again."""
        if self.only:
            self.peel()
        elif self.search is not None:
            self._show_only()
        else:
            self.ask("&")

    def action_around(self) -> None:
        """Show more lines around each match, or none again."""
        self.around = AROUND[(AROUND.index(self.around) + 1) % len(AROUND)]
        if self.only:
            self._show_only()
        where = "" if self.only else ", once only matches are shown (&)"
        self.say(f"{self.around or 'no'} lines around each match{where}", "muted")

    def prompt_edited(self, sign: str, text: str) -> None:
        """Say how the text is understood."""
        if text and sign in ("/", "&"):
            try:
                literal = LogPattern.of(text).literal
            except NotLinear as error:
                self.prompt.hint(f"{error}; {error.advice}", error=True)
                return
            self.prompt.hint(
                "as plain text: it is no regular expression" if literal else "a regular expression"
            )

    def prompt_submitted(self, sign: str, text: str) -> bool:
        """Look for the text."""
        if not self.pane.opened:
            self.prompt.hint(f"{WAITS}; {glyph('⏎')} looks again", error=True)
            return False
        if not text:
            if self.search is not None:
                self.action_match(1)
            return True
        try:
            pattern = LogPattern.of(text)
        except NotLinear as error:
            self.prompt.hint(f"{error}; {error.advice}", error=True)
            return False
        self._look_for(pattern)
        if sign == "&":
            self._show_only()
        return True

    def _look_for(self, pattern: LogPattern) -> None:
        if self.ref is None or self.windows is None:
            return
        self.search = LogSearch(self.reader, self.ref, pattern)
        self.view.set_pattern(pattern)
        if self.only:
            self.view.show_only(self.search.matches, self.around)
        self._begin_search(self.search, self.windows)

    def _show_only(self) -> None:
        if self.search is not None:
            self.only = True
            self.number_lines()
            self.view.show_only(self.search.matches, self.around)
            self.frame_changed()

    def _begin_search(self, search: LogSearch, windows: LogWindows) -> None:
        self.searching = True
        self._run_search(search, windows)

    @work(group="search", name="search", exclusive=True)
    async def _run_search(self, search: LogSearch, windows: LogWindows) -> None:
        seen = self.view.in_view
        start = (seen[0] if seen else 0) - 1
        jumped = False
        try:
            async for _ in search.run(windows.count):
                jumped = jumped or self._jump(search, start, Direction.FORWARD)
                self.view.appended()
                self.frame_changed()
        except BackendError as error:
            self.searching = False
            self.complain(trouble_of(error))
            self.frame_changed()
            return
        finally:
            if search is self.search:
                self.searching = False
        if not jumped and not self._jump(search, start + 1, Direction.BACKWARD):
            self.say(f"no line matches {search.pattern.text}", "warning")
        elif search.here:
            self.say("the backend does not search this log: its lines were read and looked at here", "muted")
        self.view.appended()
        self.frame_changed()

    def _jump(self, search: LogSearch, start: int, direction: Direction) -> bool:
        number = search.next(start, direction) if start >= 0 or direction is Direction.FORWARD else None
        if number is None:
            return False
        if not (self.only and self.view.following):
            self.view.go_to(number)
        return True

    def action_match(self, step: int) -> None:
        """Go to the next match, or the one before."""
        if self.search is None:
            self.action_filter()
            return
        if not self.search.complete and not self.searching and self.windows is not None:
            self._begin_search(self.search, self.windows)
        direction = Direction(step)
        if not self._jump(self.search, self._from(direction), direction):
            where, key = ("after", "N") if direction is Direction.FORWARD else ("before", "n")
            self.say(f"no match {where} this; {key} looks the other way", "muted")
        self.frame_changed()

    def _from(self, direction: Direction) -> int:
        """Return the line to look on from: the one pointed at, else the edge of the view."""
        view, seen = self.view, self.view.in_view
        if seen is None:
            return -1
        if view.pointer is not None and seen[0] <= view.pointer <= seen[1]:
            return view.pointer
        return seen[0] - 1 if direction is Direction.FORWARD else seen[1] + 1

    @work(group="error", name="error", exclusive=True)
    async def action_error(self, step: int) -> None:
        """Go to the next line that tells of an error, or the one before.

        The first press looks the other way, too: a log opens at its end, where nothing comes after.
        """
        if not self.pane.opened:
            self.say(WAITS, "warning")
            return
        direction, first = Direction(step), self.view.pointer is None
        try:
            found, last = await self._error_from(direction)
            if found is None and first and not 0 < last < self._count() - 1:
                found, _ = await self._error_from(Direction(-step))
        except BackendError as error:
            self.complain(trouble_of(error))
            return
        where, key = ("after", "E") if direction is Direction.FORWARD else ("before", "e")
        if found is not None:
            self.view.go_to(found)
        elif 0 < last < self._count() - 1:
            self.view.go_to(last)
            self.say(f"no error up to line {count(last + 1)}; once more looks on", "muted")
        elif first:
            self.say("no line of this log tells of an error", "muted")
        else:
            self.say(f"no error line {where} this; {key} looks the other way", "muted")

    async def _error_from(self, direction: Direction) -> tuple[int | None, int]:
        if self.ref is None:
            return None, -1
        return await find_error(self.reader, self.ref, self._from(direction), direction, self._count())

    def _count(self) -> int:
        return self.windows.count if self.windows is not None else 0
