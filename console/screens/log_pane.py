"""A log view with what feeds it: the windows it wants, and the lines that are appended."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing, suppress

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from console.backends.base import BackendError
from console.client.log_glimpse import glimpses
from console.client.log_lines import LogLines
from console.client.log_window import LogReader, LogWindows
from console.client.session import Session
from console.client.trouble import Trouble, trouble_of
from console.model import LogEnd, LogLine, LogRef
from console.widgets.log_gutter import Gutter
from console.widgets.log_view import LogView


class LogPane(Container):
    """Shows one log at a time; what it tells is for the screen around it."""

    DEFAULT_CSS = """
    LogPane { height: 1fr; width: 1fr; layout: vertical; }
    """

    class Opened(Message):
        """The end of a log has been read: how long it is is known."""

    class Glimpsed(Message):
        """The end of a log is shown whose lines are still counted, or it is no more."""

    class LinkChanged(Message):
        """The stream of new lines stands otherwise: lost, resumed, ended."""

    class Replaced(Message):
        """The log is another one than it was: cut short, or begun anew."""

    class Failed(Message):
        """A log could not be read."""

        def __init__(self, trouble: Trouble) -> None:
            super().__init__()
            self.trouble = trouble

    def __init__(self, gutter: Gutter, *, view_id: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.view = LogView(LogLines(), gutter, id=view_id)
        self.windows: LogWindows | None = None
        self.glimpse: LogEnd | None = None
        """What is shown of a log whose lines are still counted."""
        self.on_batch: Callable[[Sequence[LogLine]], None] | None = None
        """Called with every batch of appended lines, before they are painted."""
        self._loading = False
        self._replaced = 0
        self.opened = False
        """Whether the log is there: how long it is, and which lines it has."""
        self._rests = False
        self._wanted: LogView.Wanted | None = None

    def compose(self) -> ComposeResult:
        """Lay out the view."""
        yield self.view

    def open(
        self,
        session: Session,
        ref: LogRef,
        rows: int,
        *,
        after: float = 0.0,
        reader: LogReader | None = None,
    ) -> None:
        """Show another log from its end, of which ``rows`` lines are read; ``after`` seconds from now.

        ``reader`` has the log, if it is not the session's backend.
        """
        self.windows = LogWindows(reader or session.backend, ref, sleep=session.sleep)
        self._replaced, self.opened = 0, False
        self._show_glimpse(None)
        self.view.show(self.windows.lines)
        self._open(self.windows, session, rows, after)

    def close(self) -> None:
        """Show no log."""
        self.windows = None
        self._show_glimpse(None)
        self.workers.cancel_node(self)  # pyright: ignore[reportUnknownMemberType]
        self.view.show(LogLines())

    def rest(self) -> None:
        """Follow no more until `go_on`: nobody sees the log now, and another screen may follow the same."""
        self._rests = True
        self.workers.cancel_group(self, "follow")  # pyright: ignore[reportUnknownMemberType]

    def go_on(self, rows: int) -> None:
        """Show where the log is now, its last ``rows`` lines read anew, and follow again."""
        if self._rests:
            self._rests = False
            if self.windows is not None and self.opened and not self.windows.ended:
                self._go_on(self.windows, rows)

    @work(group="open", name="open", exclusive=True)
    async def _open(self, windows: LogWindows, session: Session, rows: int, after: float) -> None:
        try:
            if after:
                await session.sleep(after)
            await self._opened_at_last(windows, rows)
        except BackendError as error:
            self.post_message(self.Failed(trouble_of(error)))
            return
        finally:
            if windows is self.windows:
                self._show_glimpse(None)
        if windows is self.windows:
            self.opened = True
            self.view.loaded()
            self.post_message(self.Opened())
            self._begin_to_follow(windows)

    async def _opened_at_last(self, windows: LogWindows, rows: int) -> None:
        """Open the log; show its end meanwhile where its lines have still to be counted.

        Raises BackendError.
        """
        opening = asyncio.ensure_future(windows.open(rows))
        try:
            async with aclosing(glimpses(windows.reader, windows.ref, rows, opening)) as ends:
                async for end in ends:
                    if windows is self.windows:
                        self._show_glimpse(end)
            await opening
        finally:
            opening.cancel()

    def _show_glimpse(self, end: LogEnd | None) -> None:
        if end is not None or self.glimpse is not None:
            self.glimpse = end
            self.view.picture(() if end is None else end.lines)
            self.post_message(self.Glimpsed())

    @work(group="open", name="open", exclusive=True)
    async def _go_on(self, windows: LogWindows, rows: int) -> None:
        # Where it cannot be read the stream is asked for all the same: it tells what is wrong.
        with suppress(BackendError):
            await windows.open_again(rows)
        if windows is self.windows:
            self._tell_of_another(windows)
            self.view.loaded()
            self._begin_to_follow(windows)

    def _begin_to_follow(self, windows: LogWindows) -> None:
        if not self._rests:
            self._follow(windows)

    # It is named as the app's own watching is: what may go on for ever, and is never waited for.
    @work(group="follow", name="watch", exclusive=True)
    async def _follow(self, windows: LogWindows) -> None:
        async for batch in windows.follow():
            if windows is not self.windows:
                return
            if self.on_batch is not None:
                self.on_batch(batch)
            self._tell_of_another(windows)
            self.view.appended()
            if not batch:
                self.post_message(self.LinkChanged())

    def _tell_of_another(self, windows: LogWindows) -> None:
        if windows.replaced != self._replaced:
            self._replaced = windows.replaced
            self.post_message(self.Replaced())

    @on(LogView.Wanted)
    def _lines_wanted(self, event: LogView.Wanted) -> None:
        """Load what is lacking, one request at a time: the latest wish is the one that counts."""
        event.stop()
        self._wanted = event
        if not self._loading:
            self._loading = True
            self._load()

    @work(group="lines", name="lines")
    async def _load(self) -> None:
        try:
            while (wanted := self._wanted) is not None and self.windows is not None:
                self._wanted = None
                await self.windows.load(wanted.first, wanted.number)
                self._tell_of_another(self.windows)
                self.view.loaded()
        except BackendError as error:
            self.post_message(self.Failed(trouble_of(error)))
        finally:
            self._loading = False
