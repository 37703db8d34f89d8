"""A label and a text box in one line."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from console.widgets.line_input import LineInput


class Field(Horizontal):
    """A label and a text box."""

    DEFAULT_CSS = """
    Field { height: 1; }
    Field Static { width: 12; color: $muted; }
    Field LineInput { width: 1fr; background: $panel; }
    Field LineInput:focus { background: $selection-background; color: $selection-foreground; }
    """

    def __init__(self, label: str, box: LineInput) -> None:
        super().__init__()
        self._label = label
        self.box = box

    def compose(self) -> ComposeResult:
        """Lay out the label and the box."""
        yield Static(self._label, markup=False)
        yield self.box
