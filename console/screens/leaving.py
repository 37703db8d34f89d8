"""A screen that leaves lets go of its work first."""

from collections.abc import Callable
from functools import partial
from inspect import isawaitable

from textual.await_remove import AwaitRemove
from textual.css.query import NoMatches
from textual.message import Message
from textual.widget import Widget


class StopsItsWork(Widget):
    """Cancels its workers before it is taken apart.

    Textual takes a screen's children away first and cancels its workers last: an answer that comes in
    between would be shown on widgets that are gone, and end the app.
    """

    leaves = False
    """Whether it is being taken apart: nothing is begun on it any more."""

    def remove(self) -> AwaitRemove:
        """Cancel the workers of this screen and of all in it, and remove it."""
        self.leaves = True
        self._stop_work()
        return super().remove()

    def call_after_refresh(self, callback: Callable[..., object], *args: object, **named: object) -> bool:
        """Call ``callback`` after the next painting, unless the screen has left by then."""
        return super().call_after_refresh(self._call_unless_it_left, partial(callback, *args, **named))

    async def _call_unless_it_left(self, call: Callable[[], object]) -> None:
        if not self.leaves:
            answer = call()
            if isawaitable(answer):
                await answer

    async def _dispatch_message(self, message: Message) -> None:
        """Handle a message; one that comes late may not find the parts of a leaving screen any more."""
        try:
            await super()._dispatch_message(message)
        except NoMatches:
            if not self.leaves:
                raise
        if self.leaves:
            self._stop_work()  # what the message has begun: it would be cancelled last, too

    def _stop_work(self) -> None:
        for node in (self, *self.walk_children()):
            self.workers.cancel_node(node)  # pyright: ignore[reportUnknownMemberType]
