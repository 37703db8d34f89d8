"""The prompt in the line above the keys: a filter or a command, with what is wrong with it placed inline."""

from collections.abc import Callable
from typing import TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Static

from console.core.query import Completion
from console.core.recall import Recall
from console.core.sanitize import sanitize
from console.widgets.completion_menu import CompletionMenu
from console.widgets.line_input import LineInput

Completer: TypeAlias = Callable[[str, int], list[Completion]]
"""Returns what may stand at a column of a text."""


class Prompt(Horizontal):
    """A sign (``/`` or ``:``), a text box, and a place for an error or a hint."""

    DEFAULT_CSS = """
    Prompt { height: 1; display: none; background: $panel; }
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

    def __init__(self, menu: CompletionMenu | None = None) -> None:
        """Make a prompt that shows what may be typed next in ``menu``."""
        super().__init__(id="prompt")
        self.sign = ""
        self._menu = menu
        self._completer: Completer | None = None
        self._recall: Recall | None = None
        self._cycle: tuple[str, tuple[Completion, ...], int] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the sign, the box and the hint."""
        yield Static(id="prompt-sign", markup=False)
        yield LineInput(id="prompt-text")
        yield Static(id="prompt-hint", markup=False)

    @property
    def is_open(self) -> bool:
        """Whether the prompt is shown."""
        return bool(self.display)

    @property
    def box(self) -> LineInput:
        """The text box."""
        return self.query_one("#prompt-text", LineInput)

    def open(
        self, sign: str, text: str = "", completer: Completer | None = None, recall: Recall | None = None
    ) -> None:
        """Show the prompt with ``text`` in it, and give it the focus.

        Tab takes the first completion and then the next ones; up and down go through the lines of ``recall``.
        """
        self.sign = sign
        self._completer, self._recall = completer, recall
        if recall is not None:
            recall.leave()
        self.query_one("#prompt-sign", Static).update(sign)
        self.hint("")
        self.display = True
        self._write(text)
        self.box.focus()

    def close(self) -> None:
        """Hide the prompt."""
        self.display = False
        self._cycle = None
        if self._menu is not None:
            self._menu.offer(())

    def offer_again(self) -> None:
        """Show what may be typed next now: more names may be known."""
        if self._menu is not None and self.is_open and self._recall is not None and self._cycle is None:
            self._menu.offer(self.completions)

    def _write(self, text: str, column: int | None = None) -> None:
        """Put a text in the box that nobody has typed."""
        box = self.box
        with box.prevent(LineInput.Changed):
            box.value = text
        box.cursor_position = len(text) if column is None else column

    def hint(self, text: str, *, error: bool = False) -> None:
        """Say something beside the text: what may be typed, or what is wrong."""
        label = self.query_one("#prompt-hint", Static)
        label.set_class(error, "-error")
        label.update(sanitize(text))

    @property
    def completes(self) -> bool:
        """Whether tab completes here."""
        return self._completer is not None

    @property
    def completions(self) -> list[Completion]:
        """What may stand where the cursor is."""
        if self._completer is None:
            return []
        return self._completer(self.box.value, self.box.cursor_position)

    def _complete(self, step: int) -> None:
        """Take the next completion of what was typed, or the one before."""
        box = self.box
        if self._cycle is None:
            found = tuple(self.completions)
            if not found:
                return
            self._cycle = (box.value, found, -1 if step > 0 else 0)
        typed, found, at = self._cycle
        at = (at + step) % len(found)
        text = found[at].apply(typed)
        self._write(text, len(text) - (len(typed) - found[at].end))
        self._cycle = (typed, found, at) if len(found) > 1 else None
        if self._menu is not None and self._recall is not None:
            self._menu.offer(found if len(found) > 1 else self.completions, at if len(found) > 1 else None)
        self.post_message(self.Edited(self.sign, text))

    def _remember(self, *, earlier: bool) -> None:
        """Show a line that was entered before, or the one after it."""
        if self._recall is None:
            return
        line = self._recall.earlier(self.box.value) if earlier else self._recall.later()
        if line is not None:
            self._cycle = None
            self._write(line)
            self.offer_again()
            self.post_message(self.Edited(self.sign, line))

    @on(LineInput.Changed)
    def _edited(self, event: LineInput.Changed) -> None:
        event.stop()
        self._cycle = None
        if self._recall is not None:
            self._recall.leave()
        self.offer_again()
        self.post_message(self.Edited(self.sign, event.value))

    @on(LineInput.Submitted)
    def _submitted(self, event: LineInput.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted(self.sign, event.value))

    def on_key(self, event: events.Key) -> None:
        """Close at escape, before the screen takes it for its own."""
        if event.key in ("tab", "shift+tab", "up", "down"):
            event.stop()
            event.prevent_default()
            if event.key.endswith("tab"):
                self._complete(1 if event.key == "tab" else -1)
            else:
                self._remember(earlier=event.key == "up")
        elif event.key == "escape":
            event.stop()
            self.close()
            self.post_message(self.Abandoned(self.sign))
