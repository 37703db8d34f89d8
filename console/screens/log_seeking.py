"""Going to a place in a log that a person names: a moment, or the number of a line."""

from datetime import datetime, timedelta, tzinfo

from textual import work

from console.backends.base import BackendError
from console.client.log_since import first_since
from console.client.trouble import trouble_of
from console.core.figures import count
from console.core.log_pattern import LogPattern
from console.core.query_times import resolve_time
from console.core.times import full_time
from console.model import LogRef
from console.screens.command import MoveTo
from console.screens.log_searching import WAITS, LogSearching
from console.screens.places import LogsPlace, Place


class LogSeeking(LogSearching, inherit_bindings=False):
    """The part of the log screen that is told where to go, and tells where it is."""

    _arrived = False

    @property
    def line_here(self) -> int | None:
        """The line that is meant, from 1; None while the end is followed."""
        current = None if self.view.following else self.view.current
        return None if current is None else current + 1

    @property
    def here(self) -> Place | None:
        """The execution, and the line where the end is not followed."""
        if self.ref is None or self.windows is None:
            return self.place
        return LogsPlace(self.place.job, self.ref.node, self.ref.execution, self.line_here)

    def log_opened(self, pattern: LogPattern | None) -> None:
        """Go to the line that the place names, the first time."""
        super().log_opened(pattern)
        if self.place.line is not None and not self._arrived:
            self.move_to(MoveTo(number=self.place.line))
        self._arrived = True

    def move_to(self, wish: MoveTo) -> bool:
        """Go to a line, or to what was written since a moment."""
        if self.windows is None or not self.windows.count:
            self.say("there is no line here yet" if self.pane.opened else WAITS, "warning")
        elif wish.number:
            number = min(wish.number, self.windows.count) - 1
            self.view.go_to(number)
            if number + 1 != wish.number:
                self.say(f"the last line is {count(number + 1)}", "muted")
        else:
            try:
                moment = moment_of(wish.moment, self.desk.now, self.desk.settings.zone)
            except ValueError as error:
                self.say(str(error), "error")
            else:
                self._go_since(moment)
        return True

    async def find_since(self, ref: LogRef, moment: datetime, count: int) -> int | None:
        """Return the first of ``count`` lines written since a moment. Raises BackendError and ValueError."""
        return await first_since(self.reader, ref, moment, count)

    @work(group="since", name="since", exclusive=True)
    async def _go_since(self, moment: datetime) -> None:
        if self.ref is None or self.windows is None:
            return
        try:
            number = await self.find_since(self.ref, moment, self.windows.count)
        except BackendError as error:
            self.complain(trouble_of(error))
        except ValueError as error:
            self.say(str(error), "warning")
        else:
            when = full_time(moment, self.desk.settings.zone)
            if number is None:
                self.view.follow()
                self.say(f"nothing was written since {when}; this is the end", "muted")
            else:
                self.view.go_to(number)
                self.say(f"since {when}: line {count(number + 1)}", "muted")


def moment_of(text: str, now: datetime, zone: tzinfo) -> datetime:
    """Return the moment that ``text`` names: ``10m`` ago, the latest ``14:02``, or a date with its time.

    Raises ValueError, with a sentence, for anything else.
    """
    try:
        clock = datetime.strptime(text, "%H:%M:%S" if text.count(":") == 2 else "%H:%M")  # noqa: DTZ007
    except ValueError:
        return resolve_time(text.replace(" ", "T"), now, zone)
    local = now.astimezone(zone)
    moment = local.replace(hour=clock.hour, minute=clock.minute, second=clock.second, microsecond=0)
    return moment if moment <= local else moment - timedelta(days=1)
