"""The prompt in the line above the keys: a filter or a command, with what is wrong with it placed inline."""

from collections.abc import Callable
from typing import TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from console.core.query import Completion
from console.core.sanitize import sanitize
from console.widgets.line_input import LineInput

Completer: TypeAlias = Callable[[str, int], list[Completion]]
"""Returns what may stand at a column of a text."""


class Prompt(Horizontal):
    """A sign (``/`` or ``:``), a text box, and a place for an error or a hint."""

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; background: $panel; }
    Prompt.-open { display: block; }
    Prompt #prompt-sign { width: 3; color: $accent; text-style: bold; padding: 0 1; }
    Prompt #prompt-text { width: 1fr; }
    Prompt #prompt-hint {
        width: auto; max-width: 60%; color: $muted; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis;
    }
    Prompt #prompt-hint.-error { color: $error; }
    """

    class Submitted(Message):
        """Enter was pressed."""

        def __init__(self, sign: str, text: str) -> None:
            super().__init__()
            self.sign = sign
            self.text = text

    class Edited(Message):
        """The text has changed."""

        def __init__(self, sign: str, text: str) -> None:
            super().__init__()
            self.sign = sign
            self.text = text

    class Abandoned(Message):
        """Escape was pressed: the prompt is closed, nothing was asked for."""

        def __init__(self, sign: str) -> None:
            super().__init__()
            self.sign = sign

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self.sign = ""
        self._completer: Completer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the sign, the box and the hint."""
        yield Static(id="prompt-sign", markup=False)
        yield LineInput(id="prompt-text")
        yield Static(id="prompt-hint", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether the prompt is shown."""
        return self.has_class("-open")

    @property
    def box(self) -> LineInput:
        """The text box."""
        return self.query_one("#prompt-text", LineInput)

    def open(self, sign: str, text: str = "", completer: Completer | None = None) -> None:
        """Show the prompt with ``text`` in it, and give it the focus. Tab takes the first completion."""
        self.sign = sign
        self._completer = completer
        self.query_one("#prompt-sign", Static).update(sign)
        self.hint("")
        self.add_class("-open")
        box = self.box
        with box.prevent(LineInput.Changed):
            box.value = text
        box.cursor_position = len(text)
        box.focus()

    def close(self) -> None:
        """Hide the prompt."""
        self.remove_class("-open")

    def hint(self, text: str, *, error: bool = False) -> None:
        """Say something beside the text: what may be typed, or what is wrong."""
        label = self.query_one("#prompt-hint", Static)
        label.set_class(error, "-error")
        label.update(sanitize(text))

    @property
    def completions(self) -> list[Completion]:
        """What may stand where the cursor is."""
        if self._completer is None:
            return []
        return self._completer(self.box.value, self.box.cursor_position)

    def _complete(self) -> None:
        if not (found := self.completions):
            return
        first, box = found[0], self.box
        after = len(box.value) - first.end
        box.value = first.apply(box.value)
        box.cursor_position = len(box.value) - after

    @on(LineInput.Changed)
    def _edited(self, event: LineInput.Changed) -> None:
        event.stop()
        self.post_message(self.Edited(self.sign, event.value))

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self.sign, event.value))

    def on_key(self, event: events.Key) -> None:
        """Close at escape, before the screen takes it for its own."""
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self._complete()
        elif event.key == "escape":
            event.stop()
            self.close()
            self.post_message(self.Abandoned(self.sign))
