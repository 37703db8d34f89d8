"""A screen that leaves lets go of its work first."""

from textual.await_remove import AwaitRemove
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
        for node in (self, *self.walk_children()):
            self.workers.cancel_node(node)  # pyright: ignore[reportUnknownMemberType]
        return super().remove()
