"""A text box of several lines: for JSON, and for what was pasted in more lines than one."""

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from console.core.visible import make_visible_in_place


class TextBox(TextArea, inherit_bindings=False):
    """Textual's text area, with its own short list of editing keys. Tab leaves it, enter begins a line."""

    DEFAULT_CSS = """
    TextBox, TextBox:focus {
        height: auto; min-height: 1; max-height: 8; border: none; padding: 0;
        background: $panel; color: $foreground; scrollbar-size-vertical: 1;
    }
    TextBox:focus { background-tint: transparent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("ctrl+left", "cursor_word_left", show=False),
        Binding("ctrl+right", "cursor_word_right", show=False),
        Binding("home", "cursor_line_start", show=False),
        Binding("end,ctrl+e", "cursor_line_end", show=False),
        Binding("pageup", "cursor_page_up", show=False),
        Binding("pagedown", "cursor_page_down", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+w", "delete_word_left", show=False),
        Binding("ctrl+u", "delete_to_start_of_line", show=False),
        Binding("ctrl+v", "paste", show=False),
    ]

    def __init__(self, text: str = "", *, password: bool = False) -> None:
        super().__init__(text, compact=True, highlight_cursor_line=False)
        self.password = password
        self.cursor_blink = False

    def get_line(self, line_index: int) -> Text:
        """Show harmless characters, and of a secret none at all."""
        line = self.document.get_line(line_index)
        shown = "•" * len(line) if self.password else make_visible_in_place(line)
        return Text(shown, end="", no_wrap=True)
