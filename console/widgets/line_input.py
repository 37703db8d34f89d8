"""A text box of one line, without the keys that a multiplexer or a habit would misfire."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from console.core.visible import make_visible_in_place


class LineInput(Input, inherit_bindings=False):
    """Textual's input, with its own short list of editing keys and no blinking cursor."""

    DEFAULT_CSS = """
    LineInput, LineInput:focus {
        height: 1; border: none; padding: 0; background: $surface; color: $foreground;
    }
    LineInput:focus { background: $panel; background-tint: transparent; }
    LineInput > .input--placeholder, LineInput > .input--suggestion { color: $muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("ctrl+left", "cursor_left_word", show=False),
        Binding("ctrl+right", "cursor_right_word", show=False),
        Binding("home", "home", show=False),
        Binding("end,ctrl+e", "end", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+w", "delete_left_word", show=False),
        Binding("ctrl+u", "delete_left_all", show=False),
        Binding("ctrl+v", "paste", show=False),
        Binding("enter", "submit", show=False),
    ]

    class PastedLines(Message):
        """A text of several lines was pasted where they are taken; ``text`` is all that would stand here."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    takes_lines = False
    """Whether somebody makes room for a text of several lines. Else only its first one is taken."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(
            value, placeholder=placeholder, password=password, id=id, compact=True, select_on_focus=False
        )
        self.cursor_blink = False

    @property
    def _value(self) -> Text:
        """Show harmless characters: what a form begins with, or what is pasted, was written by others."""
        shown = "•" * len(self.value) if self.password else make_visible_in_place(self.value)
        return Text(shown, no_wrap=True, overflow="ignore", end="")

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted as one line of text: a line break in it is a blank, and runs nothing.

        A box that takes several lines tells of them instead.
        """
        event.stop()
        event.prevent_default()
        lines = event.text.rstrip("\r\n").splitlines()
        if self.takes_lines and len(lines) > 1:
            at, whole = self.cursor_position, "\n".join(lines)
            self.post_message(self.PastedLines(f"{self.value[:at]}{whole}{self.value[at:]}"))
            return
        text = " ".join(line.strip() for line in event.text.splitlines() if line.strip())
        start, end = self.selection
        self.replace(text, start, end)
