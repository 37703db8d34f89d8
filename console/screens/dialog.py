"""The base of every dialog: deaf for a moment, then `y` and `n`, and nothing else."""

from typing import ClassVar, Final, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget

from console.client.connection import Connection
from console.core.clock import Clock
from console.keymap import Scope
from console.screens.leaving import StopsItsWork
from console.terminal.app import TerminalApp
from console.widgets.bindings import bindings
from console.widgets.cell import Piece, strip_of
from console.widgets.line_input import LineInput
from console.widgets.palette import palette_of
from console.widgets.sign import glyph

SETTLES: Final = 0.25
"""Seconds for which a dialog hears no keys: they were meant for what stood there before."""

Result = TypeVar("Result")


class NoButton(Widget, can_focus=True, inherit_bindings=False):
    """The answer that has the focus: Enter on it refuses."""

    DEFAULT_CSS = """
    NoButton { height: 1; width: 8; background: $surface; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.no", show=False)]

    def __init__(self, label: str = "No") -> None:
        super().__init__(id="no")
        self.label = label

    def relabel(self, label: str) -> None:
        """Change what it says."""
        self.label = label
        self.styles.width = len(label) + 6
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the button."""
        del y
        style = "cursor bold" if self.has_focus else "bold"
        return strip_of(
            [Piece(f"[ {self.label} ]", style)], self.size.width, palette_of(self), self.rich_style
        )


class DialogBox(Vertical):
    """The frame of a dialog. What may be long in it scrolls by itself: the answers are always seen."""

    DEFAULT_CSS = """
    DialogBox {
        width: 90%; max-width: 96; min-width: 40; height: auto; max-height: 95%;
        border: round $primary; border-title-color: $foreground; border-title-style: bold;
        border-subtitle-color: $primary; background: $surface; padding: 0 1;
    }
    DialogBox.-ascii { border: ascii $primary; }
    DialogBox.-protected { border: heavy $protected; border-subtitle-color: $protected; }
    DialogBox.-protected.-ascii { border: ascii $protected; }
    """

    def on_mount(self) -> None:
        """Draw the frame with letters where there are no signs."""
        self.set_class(glyph.ascii_only, "-ascii")


class Dialog(StopsItsWork, ModalScreen[Result], inherit_bindings=False):
    """A question over the screen. Keys that come before it has stood for `SETTLES` are dropped by the app."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.DIALOG)
    AUTO_FOCUS = "NoButton"
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog:ansi { background: transparent; }
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._stands_since: float | None = None

    def compose(self) -> ComposeResult:
        """Lay out the dialog."""
        raise NotImplementedError

    @property
    def hears_keys(self) -> bool:
        """Whether the dialog has stood long enough to have been seen."""
        since = self._stands_since
        return since is not None and self._clock.monotonic() - since >= SETTLES

    def on_mount(self) -> None:
        """Begin to count when the terminal shows the dialog: on a slow line that is not when it is sent."""
        self.call_after_refresh(self._painted)

    def _painted(self) -> None:
        app = cast("object", self.app)  # pyright: ignore[reportUnknownMemberType]
        if isinstance(app, TerminalApp):
            app.when_seen(self._stands)
        else:
            self._stands()

    def _stands(self) -> None:
        self._stands_since = self._clock.monotonic()

    def note_connection(self, connection: Connection) -> None:
        """Take note that the connection is another one. The app tells the dialog in front."""

    def say_yes(self) -> None:
        """Do what was asked."""
        raise NotImplementedError

    def say_no(self) -> None:
        """Do not."""
        self.dismiss(None)

    def action_yes(self) -> None:
        """Confirm; a text box would have taken the key."""
        if not isinstance(self.focused, LineInput):
            self.say_yes()

    def action_no(self) -> None:
        """Leave the text box, or refuse."""
        if isinstance(self.focused, LineInput):
            self.query_one(NoButton).focus()
        else:
            self.say_no()

    def action_scroll(self, by: int) -> None:
        """Scroll what is told, where there is more of it than can be seen; ``by`` is -1 or 1."""

    def on_input_submitted(self) -> None:
        """Enter in a text box leaves the box, and confirms nothing."""
        self.query_one(NoButton).focus()
