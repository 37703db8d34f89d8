"""A screen that keeps itself up to date: it reads in a worker, again after changes, and shows what is old."""

import asyncio
from typing import Final

from textual import events, work

from console.client.session import Connection
from console.client.trouble import Trouble
from console.screens.desk import Desk
from console.screens.history import Spot
from console.screens.prompting import PromptingScreen
from console.widgets.line_list import LineList

PATIENCE: Final = 0.4
"""Seconds before a screen says that it waits for an answer: a shorter notice would only flicker."""

TICK: Final = 5.0
"""Seconds between two updates of times that run, and only of those in view."""


class LiveScreen(PromptingScreen):
    """Nothing awaits the network in a handler: `read` runs in a worker, one at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.patient = True
        """Whether it is too early to say that an answer is waited for."""
        self._reading = False
        self._read_wanted = False
        self._read_after = 0.0
        self._spot: Spot | None = None

    # --- what a subclass says ---------------------------------------------------------------------

    async def read(self) -> None:
        """Read what the screen shows, and show it."""

    def tick(self) -> None:
        """Update what changes by itself as time goes by, if it is in view."""

    def connection_changed(self, connection: Connection) -> None:
        """Show that the connection is another one."""

    # --- where one stands -------------------------------------------------------------------------

    @property
    def spot(self) -> Spot | None:
        """Where in its first list one stands, None where there is no list."""
        for rows in self.query(LineList):
            return Spot(rows.selection.cursor, rows.cursor, rows.scroll_offset.y)
        return None

    def find_again(self, spot: Spot) -> None:
        """Stand where one stood before, as soon as the list has been read."""
        self._spot = spot
        self.read_soon()

    def _stand_there(self) -> None:
        spot, self._spot = self._spot, None
        if spot is None:
            return
        for rows in self.query(LineList):
            if spot.row is None or not rows.move_to_id(spot.row):
                rows.move_to(spot.number)
            rows.scroll_to(y=spot.top, animate=False)
            return

    # --- reading ----------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Read, and let time go by."""
        self.set_interval(TICK, self._on_tick)
        # What stands inside of containers is there only after the first layout.
        self.call_after_refresh(self._begin)
        self.set_timer(PATIENCE, self._lose_patience)

    def _lose_patience(self) -> None:
        self.patient = False
        if self._laid_out and not self.leaves:
            self.connection_changed(self.connection)

    def _begin(self) -> None:
        if self.leaves:
            return
        self._laid_out = True
        self.refresh_frame()
        self.connection_changed(self.connection)
        self.read_soon()

    def on_resize(self, _event: events.Resize) -> None:
        """Say in the new width what was cut for the old one."""
        if self._laid_out and not self.leaves:
            self.fit_words()

    def fit_words(self) -> None:
        """Say again what is cut to the width of the screen: the header, the keys, and the notes."""
        self.refresh_frame()

    def on_screen_resume(self) -> None:
        """Read again what may have changed while another screen was in front."""
        if self._laid_out and not self.leaves:
            self.refresh_frame()
            self.read_soon()

    def read_soon(self) -> None:
        """Read as soon as the last read allows; many wishes make one read."""
        self._read_wanted = True
        if self._laid_out and not self._reading and not self.leaves:
            self._reading = True
            self._read_loop()

    @work(group="read", name="read", exit_on_error=True)
    async def _read_loop(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._read_wanted:
                if (wait := self._read_after - loop.time()) > 0:
                    await asyncio.sleep(wait)
                self._read_wanted = False
                await self.read()
                self._stand_there()
                self.refresh_frame()
                self._read_after = loop.time() + self.desk.settings.gap
        finally:
            self._reading = False

    def jobs_changed(self, ids: frozenset[str]) -> None:
        """Take note that jobs changed; an empty set: perhaps all. The app tells the screen in front."""
        del ids
        self.read_soon()

    def configured_anew(self) -> None:
        """Show what the configuration allows now, and how things are called. The app tells."""
        self.refresh_frame()
        self.read_soon()

    def note_connection(self, connection: Connection) -> None:
        """Show how the connection stands. The app tells."""
        if self._laid_out and not self.leaves:
            del connection  # of all that there is: what is shown here may be of one context
            self.header.update(alarm=self._alarm())
            self.connection_changed(self.connection)
            self.refresh_keys()

    def _on_tick(self) -> None:
        if not self.is_current or self.leaves:
            return
        if self.connection.is_stale:
            self.header.update(alarm=self._alarm())
        self.tick()

    async def read_counts(self) -> None:
        """Read the counts of the header."""
        counts = await self.desk.session.counts()
        if not isinstance(counts, Trouble):
            self.desk.counts = counts
