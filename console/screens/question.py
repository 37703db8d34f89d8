"""A plain question over the screen: yes by `y`, and no by everything else."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from console.core.clock import Clock
from console.core.sanitize import sanitize
from console.screens.dialog import Dialog, DialogBox, NoButton


class QuestionScreen(Dialog[bool]):
    """Asks, and is dismissed with True, or with None."""

    DEFAULT_CSS = """
    QuestionScreen DialogBox { max-width: 72; }
    QuestionScreen .line { height: auto; }
    QuestionScreen Horizontal { height: 1; margin-top: 1; align-horizontal: right; }
    QuestionScreen Horizontal Static { width: auto; margin: 0 3; }
    """

    def __init__(self, clock: Clock, title: str, lines: Sequence[str], yes: str) -> None:
        super().__init__(clock)
        self._title, self._lines, self._yes = title, lines, yes

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with DialogBox() as box:
            box.border_title = Content(sanitize(self._title))
            for line in self._lines:
                yield Static(sanitize(line), classes="line", markup=False)
            with Horizontal():
                yield Static(f"y {self._yes}", markup=False)
                yield NoButton()

    def say_yes(self) -> None:
        """Agree."""
        self.dismiss(True)
