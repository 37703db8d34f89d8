"""The form of a workflow: its parameters, checked before they are sent, and what will run."""

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from console.client.form import check, filled_in, hint, left_empty, shown
from console.client.proposal import Choice, Option
from console.client.trouble import Trouble, TroubleKind
from console.client.twin import start_twin
from console.core.sanitize import sanitize
from console.key_names import face
from console.keymap import Scope
from console.model import Param, ParamKind, StartRequest, WorkflowInfo
from console.screens.base import ConsoleScreen, screen_bindings
from console.screens.desk import Desk
from console.screens.notice import (
    Notice,
    NoticeText,
    connection_notice,
    no_start_notice,
    unread_notice,
)
from console.screens.places import FormPlace, Go, JobPlace
from console.widgets.cell import Piece, strip_of
from console.widgets.choice_box import ChoiceBox
from console.widgets.key_bar import Hint
from console.widgets.line_input import LineInput
from console.widgets.palette import palette_of
from console.widgets.sign import glyph


class StartButton(Widget, can_focus=True, inherit_bindings=False):
    """The end of the form: enter on it starts the job."""

    DEFAULT_CSS = """
    StartButton { height: 1; width: 13; margin: 1 0 0 22; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.send", show=False)]

    def render_line(self, y: int) -> Strip:
        """Draw the button."""
        del y
        style = "cursor bold" if self.has_focus else "bold"
        return strip_of([Piece("[ Start it ]", style)], self.size.width, palette_of(self), self.rich_style)


class ParamField(Vertical):
    """One parameter: its name, what is typed or chosen, what it means, and what is wrong with it."""

    DEFAULT_CSS = """
    ParamField { height: auto; }
    ParamField Horizontal { height: auto; }
    ParamField .name { width: 22; padding: 0 1; text-style: bold; }
    ParamField LineInput { width: 1fr; max-width: 60; background: $panel; }
    ParamField LineInput:focus { background: $selection-background; color: $selection-foreground; }
    ParamField ChoiceBox { background: $background; }
    ParamField .about { padding: 0 0 0 22; color: $muted; height: auto; }
    ParamField .wrong { padding: 0 0 0 22; color: $error; height: auto; display: none; }
    """

    def __init__(self, param: Param, *, title: str = "") -> None:
        super().__init__(id=f"field-{abs(hash(param.name))}")
        self.param = param
        self._title = title or param.name

    def compose(self) -> ComposeResult:
        """Lay out name, control, description and mistake."""
        param = self.param
        needed = param.required and param.default is None
        with Horizontal():
            yield Static(sanitize(self._title) + ("*" if needed else ""), classes="name", markup=False)
            yield self._control()
        about = " · ".join(filter(None, (param.description, hint(param))))
        if about:
            yield Static(sanitize(about), classes="about", markup=False)
        yield Static("", classes="wrong", markup=False)

    def _control(self) -> Widget:
        param = self.param
        options = ("true", "false") if param.kind is ParamKind.BOOL else param.options
        if param.kind in (ParamKind.BOOL, ParamKind.CHOICE) and options:
            return _choice(param, options)
        return LineInput(
            param.default or "", password=param.secret, placeholder="" if param.required else "may be empty"
        )

    @property
    def value(self) -> str:
        """What was typed or chosen."""
        boxes = self.query(LineInput)
        return boxes.first().value if boxes else self.query_one(ChoiceBox).value

    def show_mistake(self, mistake: str) -> None:
        """Say what is wrong, or that nothing is."""
        wrong = self.query(".wrong").first(Static)
        wrong.display = bool(mistake)
        wrong.update(sanitize(mistake))

    def take_focus(self) -> None:
        """Give the focus to the control."""
        for widget in self.query("LineInput, ChoiceBox"):
            widget.focus()
            return


class FormScreen(ConsoleScreen, inherit_bindings=False):
    """Every parameter with its default; what will run; the same as a command."""

    SCOPES = (Scope.EVERYWHERE, Scope.FORM)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    DEFAULT_CSS = """
    FormScreen #form { height: 1fr; padding: 1 1; background: $background; scrollbar-size-vertical: 1; }
    FormScreen #what { height: auto; padding: 0 1 1 1; }
    FormScreen #wrong { height: auto; color: $error; padding: 0 1; display: none; }
    FormScreen #twin { height: auto; color: $muted; padding: 1 1 0 1; }
    """

    def __init__(self, desk: Desk, place: FormPlace) -> None:
        super().__init__(desk)
        self._place = place
        self._workflow_id = place.workflow
        self._workflow: WorkflowInfo | None = None
        self._sending = False
        self._in_doubt = False
        """Whether a job may have been started already, and nobody knows."""

    @property
    def here(self) -> FormPlace:
        """The form as it is filled in, but for what is secret."""
        if self._workflow is None or not self.fields:
            return self._place
        filled = [(name, field) for name, field in self.fields.items() if not field.param.secret]
        params = tuple((name, field.value) for name, field in filled if name and field.value)
        return FormPlace(self._workflow_id, params, self.fields[""].value.strip())

    @property
    def trail(self) -> tuple[str, ...]:
        """Return the workflow's name."""
        return ("start", self._workflow.name if self._workflow else self._workflow_id)

    def body(self) -> ComposeResult:
        """Lay out the form's frame; the fields come when the workflow has been read."""
        with VerticalScroll(id="form", can_focus=False):
            yield Static(id="what", markup=False)
            yield Vertical(id="fields")
            yield Static(id="twin", markup=False)
            yield Static(id="wrong", markup=False)
            yield StartButton()
        yield Notice()

    def on_mount(self) -> None:
        """Hide the form until there is one."""
        self.query_one("#fields").styles.height = "auto"
        self.query_one("#form").display = False
        self.query_one(Notice).show(NoticeText("Reading …"))

    async def read(self) -> None:
        """Read the workflow once: what is being typed must not be overwritten."""
        if self._workflow is not None:
            return
        session = self.desk.session
        answer = await session.workflows()
        if isinstance(answer, Trouble):
            lost = connection_notice(session.context, session.connection, self.desk.face)
            self.query_one(Notice).show(lost or unread_notice("The workflow", answer, self.desk.face))
            return
        if session.is_known and not session.capabilities.start:
            self.query_one(Notice).show(no_start_notice(self.desk))
            return
        named = [each for each in answer if each.id == self._workflow_id]
        named = named or [each for each in answer if each.name == self._workflow_id]
        if len(named) > 1:
            ways = tuple(f":start {each.id}" for each in named)
            self.query_one(Notice).show(
                NoticeText(f"Several contexts have {self._workflow_id}. Say which:", ways)
            )
            return
        found = next(iter(named), None)
        if found is None:
            text = NoticeText(
                f"There is no workflow {self._workflow_id}.", ("+ lists those that there are.",)
            )
            self.query_one(Notice).show(text)
            return
        self._workflow = found
        await self._lay_out(found)

    async def _lay_out(self, workflow: WorkflowInfo) -> None:
        self.query_one("#what", Static).update(_what(workflow))
        name = Param("", description="what the list calls it; the workflow decides if empty")
        name = replace(name, default=self._place.name or None)
        params = filled_in(workflow.params, dict(self._place.params))
        fields = [*(ParamField(param) for param in params), ParamField(name, title="job name")]
        await self.query_one("#fields").mount(*fields)
        self.query_one(Notice).show(None)
        self.query_one("#form").display = True
        fields[0].take_focus()
        if left := left_empty(workflow.params, [each for each, _ in self._place.params]):
            self.say(left, "warning", stays=True)
        self._show_twin()

    def look_hints(self) -> Sequence[Hint]:
        """Return the keys of a form: letters are typed here."""
        return (
            Hint("tab", "next field"),
            Hint(glyph(face("enter")), "next, or start it"),
            Hint("esc", "leave"),
        )

    # --- what is typed ----------------------------------------------------------------------------

    @property
    def fields(self) -> dict[str, ParamField]:
        """The fields by parameter; the job's name under the empty one."""
        return {field.param.name: field for field in self.query(ParamField)}

    @property
    def request(self) -> StartRequest:
        """What would be sent now."""
        workflow = self._workflow
        params = workflow.params if workflow else ()
        values = {name: field.value for name, field in self.fields.items()}
        name = values.pop("", "").strip() or None
        return StartRequest(
            workflow.id if workflow else self._workflow_id, check(params, values).params, name=name
        )

    @on(Input.Changed)
    @on(ChoiceBox.Picked)
    def _changed(self, event: Input.Changed | ChoiceBox.Picked) -> None:
        event.stop()
        self._show_twin()

    def _show_twin(self) -> None:
        if self._workflow is None:
            return
        request = self.request
        safe = replace(request, params=shown(self._workflow.params, request.params))
        home = self.desk.session.home(self._workflow.id)
        own = replace(safe, workflow=home.plain(self._workflow.id))
        self.query_one("#twin", Static).update(sanitize(start_twin(home.context, own)))

    @on(Input.Submitted)
    def _submitted_field(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field; only on the button it starts."""
        event.stop()
        self.focus_next()

    def on_key(self, event: events.Key) -> None:
        """Up and down go through the fields, and escape leaves a text box before it leaves the form.

        A digit that a person types beside a text box must not lose them what they have filled in.
        """
        if event.key in ("up", "down") and not isinstance(self.focused, ChoiceBox):
            event.stop()
            (self.focus_previous if event.key == "up" else self.focus_next)()
        elif event.key == "escape" and isinstance(self.focused, LineInput) and not self.prompt.is_open:
            event.stop()
            self.query_one(StartButton).focus()
        elif event.key.isdecimal() and not isinstance(self.focused, LineInput):
            event.stop()
            self.say("a digit would leave this form: q or esc leaves it", "warning")

    # --- sending ----------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Check everything; send it if it is right, else go to the first mistake."""
        if self._workflow is None or self._sending:
            return
        if self._in_doubt:
            self.say("not sent again: look in the list first (4) whether the job is there", "warning")
            return
        values = {name: field.value for name, field in self.fields.items()}
        checked = check(self._workflow.params, values)
        for name, field in self.fields.items():
            field.show_mistake(checked.mistakes.get(name, ""))
        if checked.mistakes:
            self.fields[next(iter(checked.mistakes))].take_focus()
            self._wrong(())
            return
        self._sending = True
        self.say("sending …", "muted", stays=True)
        self._send(self.request)

    @work(group="start", name="start")
    async def _send(self, request: StartRequest) -> None:
        answer = await self.desk.session.start(request)
        self._sending = False
        if isinstance(answer, Trouble):
            self.status_line.clear()
            self._in_doubt = answer.kind is TroubleKind.UNKNOWN
            self._wrong(answer.lines)
            return
        self.post_message(Go(JobPlace(answer)))

    def _wrong(self, lines: tuple[str, ...]) -> None:
        wrong = self.query_one("#wrong", Static)
        wrong.display = bool(lines)
        wrong.update("\n".join(sanitize(line) for line in lines))
        if lines:
            wrong.scroll_visible(animate=False)


def _choice(param: Param, options: tuple[str, ...]) -> ChoiceBox:
    taken = param.default if param.default in options else None
    rest = [option for option in options if option != taken]
    empty = [] if taken is not None or param.required else [Option("", "not given")]
    order = [*empty, *(Option(option, option) for option in ([taken] if taken is not None else []) + rest)]
    return ChoiceBox(Choice(f"p{abs(hash(param.name))}", "", tuple(order)), label=0)


def _what(workflow: WorkflowInfo) -> Content:
    nodes = "" if workflow.node_count is None else f"{workflow.node_count} nodes"
    facts = ", ".join(filter(None, (nodes, f"from {workflow.source}" if workflow.source else "")))
    lines: list[tuple[str, str] | str] = [(sanitize(workflow.name), "bold")]
    if workflow.description:
        lines.append((f"   {sanitize(workflow.description)}", "$foreground"))
    if facts:
        lines.append((f"\nRuns {sanitize(facts)}", "$muted"))
    return Content.assemble(*lines)
