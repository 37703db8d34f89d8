"""One parameter of a start form: its name, what is typed or chosen, what it means, what is wrong with it."""

from typing import TypeAlias

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from console.client.form import hint, is_needed, mistake_in
from console.client.proposal import Choice, Option
from console.core.sanitize import sanitize
from console.model import Param, ParamKind
from console.widgets.choice_box import ChoiceBox
from console.widgets.line_input import LineInput
from console.widgets.text_box import TextBox

Control: TypeAlias = LineInput | TextBox | ChoiceBox


class ParamField(Vertical):
    """A field is checked while it is typed into; that it is empty is told once it has been left."""

    DEFAULT_CSS = """
    ParamField { height: auto; }
    ParamField Horizontal { height: auto; }
    ParamField .name { width: 22; padding: 0 1; text-style: bold; }
    ParamField LineInput, ParamField TextBox { width: 1fr; max-width: 60; background: $panel; }
    ParamField LineInput:focus, ParamField TextBox:focus {
        background: $selection-background; color: $selection-foreground;
    }
    ParamField ChoiceBox { background: $background; }
    ParamField .about { padding: 0 0 0 22; color: $muted; height: auto; }
    ParamField .wrong { padding: 0 0 0 22; color: $error; height: auto; display: none; }
    """

    class Changed(Message):
        """Something else stands in the field."""

    def __init__(self, param: Param, number: int, *, title: str = "", value: str | None = None) -> None:
        """Show ``param``, the ``number``-th of the form, with ``value``, or with its default (None)."""
        super().__init__(id=f"field-{number}")
        self.param = param
        self.mistake = ""
        """What is wrong with what stands here, told or not."""
        self._number = number
        self.title = title or param.name
        """What a person is told that it is."""
        self._begin = param.default or "" if value is None else value
        self._told_empty = False

    def compose(self) -> ComposeResult:
        """Lay out name, control, description and mistake."""
        param = self.param
        with Horizontal():
            name = sanitize(self.title) + ("*" if is_needed(param) else "")
            yield Static(name, classes="name", markup=False)
            yield self._control()
        about = " · ".join(filter(None, (param.description, hint(param))))
        if about:
            yield Static(sanitize(about), classes="about", markup=False)
        yield Static("", classes="wrong", markup=False)

    def _control(self) -> Control:
        param, begin = self.param, self._begin
        options = ("true", "false") if param.kind is ParamKind.BOOL else param.options
        if param.kind in (ParamKind.BOOL, ParamKind.CHOICE) and options:
            return _choice(param, options, begin, self._number)
        if param.kind is ParamKind.JSON or "\n" in begin:
            return TextBox(begin, password=param.secret)
        placeholder = "" if param.required else "may be empty"
        box = LineInput(begin, password=param.secret, placeholder=placeholder)
        box.takes_lines = param.kind is ParamKind.STRING and bool(param.name)
        return box

    @property
    def control(self) -> Control | None:
        """What the value is typed or chosen in; None before the field is laid out."""
        found = self.query("LineInput, TextBox, ChoiceBox")
        return found.first() if found else None  # pyright: ignore[reportReturnType]

    @property
    def value(self) -> str:
        """What was typed or chosen; what it begins with before it is laid out: even then it may be left."""
        control = self.control
        if control is None:
            return self._begin
        return control.text if isinstance(control, TextBox) else control.value

    @property
    def is_missing(self) -> bool:
        """Whether a value is needed, and there is none."""
        return is_needed(self.param) and not self.value.strip()

    def on_mount(self) -> None:
        """Know from the beginning what is missing."""
        self._check()

    @on(Input.Changed)
    @on(TextBox.Changed)
    @on(ChoiceBox.Picked)
    def _changed(self, event: Message) -> None:
        event.stop()
        self._check()
        self.post_message(self.Changed())

    def _check(self) -> None:
        self.mistake = mistake_in(self.param, self.value)
        self._show(self.mistake if self._told_empty or not self.is_missing else "")

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Tell from now on that it is empty."""
        if self.is_attached:
            self.tell()

    def tell(self, mistake: str = "") -> None:
        """Say what is wrong, what is missing too: ``mistake``, or what is found here."""
        self._told_empty = True
        if mistake:
            self.mistake = mistake
        self._show(self.mistake)

    def _show(self, mistake: str) -> None:
        wrong = self.query(".wrong").first(Static)
        wrong.display = bool(mistake)
        wrong.update(sanitize(mistake))

    def take_focus(self) -> None:
        """Give the focus to the control."""
        control = self.control
        if control is not None:
            control.focus()

    @on(LineInput.PastedLines)
    async def _pasted(self, event: LineInput.PastedLines) -> None:
        """Make room for a text of several lines: cutting it would change what was meant."""
        event.stop()
        box = TextBox(event.text, password=self.param.secret)
        await self.query_one(LineInput).remove()
        await self.query_one(Horizontal).mount(box)
        box.move_cursor(box.document.end)
        box.focus()
        self._check()
        self.post_message(self.Changed())


def _choice(param: Param, options: tuple[str, ...], begin: str, number: int) -> ChoiceBox:
    taken = begin if begin in options else None
    empty = [] if taken is not None or param.required else [Option("", "not given")]
    order = [*empty, *(Option(option, option) for option in options)]
    box = ChoiceBox(Choice(f"p{number}", "", tuple(order)), label=0)
    if taken is not None:
        box.place = [option.key for option in order].index(taken)
    return box


def is_text(widget: Widget | None) -> bool:
    """Whether letters are typed into a widget."""
    return isinstance(widget, LineInput | TextBox)
