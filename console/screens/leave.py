"""The question at the root: leave? The jobs go on."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from console.core.clock import Clock
from console.keymap import Scope
from console.widgets.bindings import bindings

SETTLES: float = 0.25
"""Seconds for which a dialog hears no keys: they were meant for what stood there before."""


class Dialog(ModalScreen[bool], inherit_bindings=False):
    """The base of every dialog: deaf for its first quarter of a second, `y` and `n`, nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.DIALOG)
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._stands_since: float | None = None

    @property
    def hears_keys(self) -> bool:
        """Whether the dialog has stood long enough to have been seen."""
        since = self._stands_since
        return since is not None and self._clock.monotonic() - since >= SETTLES

    def on_mount(self) -> None:
        """Begin to count when the first frame is out."""
        self.call_after_refresh(self._stands)

    def _stands(self) -> None:
        self._stands_since = self._clock.monotonic()

    def action_yes(self) -> None:
        """Say yes."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Say no."""
        self.dismiss(False)


class LeaveScreen(Dialog, inherit_bindings=False):
    """Leave the console?"""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.DIALOG)
    DEFAULT_CSS = """
    LeaveScreen Vertical { width: 46; height: auto; border: round $primary; background: $surface; padding: 0 2; }
    """

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical():
            yield Static("Leave the console? The jobs go on.", markup=False)
            yield Static("")
            yield Static("y leave    n stay", markup=False)
