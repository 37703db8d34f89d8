"""The question at the root: leave? The jobs go on, but for the demo's."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from console.core.clock import Clock
from console.screens.dialog import Dialog, DialogBox, NoButton


class LeaveScreen(Dialog[bool]):
    """Leave the console?"""

    DEFAULT_CSS = """
    LeaveScreen DialogBox { width: 44; }
    LeaveScreen Horizontal { height: 1; align-horizontal: right; }
    LeaveScreen Horizontal Static { width: auto; margin: 0 3; }
    """

    def __init__(self, clock: Clock, *, jobs_end: bool = False) -> None:
        super().__init__(clock)
        self._told = (
            "The demo's jobs end with the console." if jobs_end else "The jobs go on without the console."
        )

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with DialogBox() as box:
            box.border_title = Content("Leave")
            yield Static(self._told, markup=False)
            yield Static("")
            with Horizontal():
                yield Static("y leave", markup=False)
                yield NoButton("Stay")

    def say_yes(self) -> None:
        """Leave."""
        self.dismiss(True)
