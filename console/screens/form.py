"""The form of a workflow: its parameters, checked as they are typed, and reviewed before anything starts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from console.actions import start_state
from console.client.form import check, filled_in, left_empty, shown
from console.client.trouble import Trouble, TroubleKind
from console.client.twin import start_twin
from console.core.sanitize import sanitize
from console.key_names import face
from console.keymap import Scope
from console.model import StartPlan, StartRequest
from console.screens.base import ConsoleScreen, screen_bindings
from console.screens.desk import Desk
from console.screens.form_source import Found, file_request, find
from console.screens.notice import (
    Notice,
    NoticeText,
    connection_notice,
    no_start_notice,
    unread_notice,
)
from console.screens.own_fields import NAME, PRIORITY, own_fields, priority_of
from console.screens.places import FilePlace, FormPlace, Go, JobPlace
from console.screens.review import ReviewScreen, Start
from console.screens.start_facts import about_workflow
from console.widgets.cell import Piece, strip_of
from console.widgets.choice_box import ChoiceBox
from console.widgets.key_bar import Hint
from console.widgets.palette import palette_of
from console.widgets.param_field import ParamField, is_text
from console.widgets.sign import glyph
from console.widgets.text_box import TextBox


class StartButton(Widget, can_focus=True, inherit_bindings=False):
    """The end of the form: enter on it shows what will run, and asks whether to start it."""

    DEFAULT_CSS = """
    StartButton { height: 1; width: 14; margin: 1 0 0 22; background: $background; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.send", show=False)]

    def render_line(self, y: int) -> Strip:
        """Draw the button."""
        del y
        style = "cursor bold" if self.has_focus else "bold"
        label = "[ Start it... ]" if glyph.ascii_only else "[ Start it… ]"
        return strip_of([Piece(label, style)], self.size.width, palette_of(self), self.rich_style)


class FormScreen(ConsoleScreen, inherit_bindings=False):
    """Every parameter with its default; how many are wrong; the same as a command."""

    SCOPES = (Scope.EVERYWHERE, Scope.FORM)
    FOOTER = ("leave.back", "go.command", "go.help")
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    DEFAULT_CSS = """
    FormScreen #form { height: 1fr; padding: 1 1 0 1; background: $background; scrollbar-size-vertical: 1; }
    FormScreen #what { height: auto; padding: 0 1 1 1; }
    FormScreen #wrong { height: auto; color: $error; padding: 0 1; display: none; }
    FormScreen #twin { height: auto; color: $muted; padding: 1 1 0 1; }
    """

    def __init__(self, desk: Desk, place: FormPlace) -> None:
        super().__init__(desk)
        self._place = place
        self._found: Found | None = None
        self._sending = False
        self._in_doubt = False
        """Whether a job may have been started already, and nobody knows."""

    @property
    def here(self) -> FormPlace:
        """The form as it is filled in, but for what is secret."""
        if self._found is None or not self.fields:
            return self._place
        fields = self.fields
        filled = [(name, field) for name, field in fields.items() if not field.param.secret]
        params = tuple((name, field.value) for name, field in filled if name.strip() and field.value)
        urgent = fields[PRIORITY].value.strip() if PRIORITY in fields else ""
        return replace(self._place, params=params, name=fields[NAME].value.strip(), priority=urgent)

    @property
    def trail(self) -> tuple[str, ...]:
        """Return the workflow's name."""
        place = self._place
        name = self._found.workflow.name if self._found else place.workflow or place.file
        return ("start", *filter(None, (name, f"as job {place.like}" if place.like else "")))

    @property
    def subject(self) -> str:
        """What the context is known by that the job will be started in."""
        return self._found.subject if self._found else self._place.workflow or self._place.like

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
        if self._found is not None:
            return
        session, notice = self.desk.session, self.query_one(Notice)
        answer = await find(self._place, session)
        if session.is_known and not session.capabilities.start:
            notice.show(no_start_notice(self.desk))
        elif isinstance(answer, Trouble):
            lost = connection_notice(session.context, session.connection, self.desk.face)
            notice.show(lost or unread_notice("The workflow", answer, self.desk.face))
        elif isinstance(answer, StartPlan):  # a file with mistakes: they are shown where they can be mended
            self.post_message(Go(FilePlace(self._place.file), instead=True))
        elif isinstance(answer, NoticeText):
            notice.show(answer)
        else:
            self._found = answer
            await self._lay_out(answer)

    async def _lay_out(self, found: Found) -> None:
        self.query_one("#what", Static).update(about_workflow(found.workflow))
        values = {**found.values, **filled_in(found.workflow.params, dict(self._place.params))}
        fields = [
            ParamField(param, number, value=values.get(param.name))
            for number, param in enumerate(found.workflow.params)
        ]
        fields += own_fields(self._place, self.desk.home(found.subject), len(fields))
        await self.query_one("#fields").mount(*fields)
        self.query_one(Notice).show(None)
        self.query_one("#form").display = True
        self._first(fields).take_focus()
        self._show_state()
        for note in found.notes:
            self.say(note, "accent", stays=True)
        if left := left_empty(found.workflow.params, [each for each, _ in self._place.params]):
            self.say(left, "warning", stays=True)

    def _first(self, fields: Sequence[ParamField]) -> ParamField:
        """Return where to begin: the first field that needs something, else the first one."""
        return next((field for field in fields if field.is_missing), fields[0])

    def look_hints(self) -> Sequence[Hint]:
        """Return the keys of a form: letters are typed here. Without a form only those of going on."""
        if self._found is None:
            return super().look_hints()
        within = isinstance(self.focused, TextBox)
        return (
            Hint("tab", "next field"),
            Hint(glyph(face("enter")), "new line" if within else "next, or start it"),
            Hint("esc", "leave"),
        )

    def on_descendant_focus(self) -> None:
        """Say what the keys do in this field."""
        self.refresh_keys()

    # --- what is typed ----------------------------------------------------------------------------

    @property
    def fields(self) -> dict[str, ParamField]:
        """The fields by parameter; the job's own under `NAME` and `PRIORITY`."""
        return {field.param.name: field for field in self.query(ParamField)}

    @property
    def request(self) -> StartRequest:
        """What would be sent now."""
        assert self._found is not None  # noqa: S101 - there is a form
        fields = self.fields
        values = {name: field.value for name, field in fields.items()}
        return replace(
            self._found.request,
            params=check(self._found.workflow.params, values).params,
            name=values.get(NAME, "").strip() or None,
            priority=priority_of(fields),
        )

    @on(ParamField.Changed)
    def _changed(self, event: ParamField.Changed) -> None:
        event.stop()
        self._show_state()

    def _show_state(self) -> None:
        """Show the command, and what keeps the job from being started."""
        found = self._found
        if found is None:
            return
        request = self.request
        home = self.desk.session.home(found.subject)
        plain = home.plain(request.workflow) if request.workflow else None
        own = replace(request, workflow=plain, params=shown(found.workflow.params, request.params))
        self.query_one("#twin", Static).update(sanitize(start_twin(home.context, own)))
        fields = self.fields.values()
        missing = [field.title for field in fields if field.is_missing]
        wrong = [field.title for field in fields if field.mistake and not field.is_missing]
        parts = (
            (f"{len(wrong)} to correct: {', '.join(wrong)}", "error") if wrong else None,
            (f"{len(missing)} to fill in: {', '.join(missing)}", "warning") if missing else None,
        )
        pieces = [Piece(sanitize(part[0]) + "   ", part[1]) for part in parts if part]
        self.status_line.note(*pieces)

    @on(Input.Submitted)
    def _submitted_field(self, event: Input.Submitted) -> None:
        """Enter goes on to the next field; only on the button it goes on to the start."""
        event.stop()
        self.focus_next()

    def on_key(self, event: events.Key) -> None:
        """Up and down go through the fields, and escape leaves a text box before it leaves the form.

        A digit that a person types beside a text box must not lose them what they have filled in.
        """
        if event.key in ("up", "down") and not isinstance(self.focused, ChoiceBox):
            event.stop()
            (self.focus_previous if event.key == "up" else self.focus_next)()
        elif event.key == "escape" and is_text(self.focused) and not self.prompt.is_open:
            event.stop()
            self.query_one(StartButton).focus()
        elif event.key.isdecimal() and not is_text(self.focused):
            event.stop()
            self.say("a digit would leave this form: q or esc leaves it", "warning")

    # --- what will run, and sending ---------------------------------------------------------------

    def action_send(self) -> None:
        """Check everything; show what will run if it is right, else go to the first mistake."""
        found = self._found
        if found is None or self._sending:
            return
        home = self.desk.home(found.subject)
        if self._in_doubt:
            self.say("not sent again: look in the list first (4) whether the job is there", "warning")
        elif why := start_state(home.capabilities, home.policy):
            self.say(why, "warning")
        elif wrong := [field for field in self.fields.values() if field.mistake]:
            for field in wrong:
                field.tell()
            wrong[0].take_focus()
            self._wrong(())
        else:
            self._wrong(())
            self._review(found, self.request)

    @work(group="review", name="review", exclusive=True)
    async def _review(self, found: Found, request: StartRequest) -> None:
        """Ask what would run, and show it before it is asked whether to start it."""
        session = self.desk.session
        if self._place.file:  # it may have been edited since the form was opened
            now = await file_request(self._place.file, session)
            if isinstance(now, NoticeText):
                self._wrong((now.headline, *now.lines))
                return
            request = replace(request, text=now.text)
        plan = await session.plan_start(request)
        if isinstance(plan, Trouble):
            self._wrong(plan.lines)
        elif plan is not None and plan.mistakes and self._place.file:
            self.post_message(Go(FilePlace(self._place.file), instead=True))
        elif plan is not None and plan.mistakes:
            places = (f"{each.place} {each.path}: {each.message}".strip() for each in plan.mistakes)
            self._wrong(("This version cannot read the stored workflow:", *places))
        elif plan is not None and plan.wrong:
            self._refused(plan.wrong)
        else:
            start = Start(found.workflow, session.home(found.subject), request, plan)
            self.open_dialog(ReviewScreen(self.desk, start), self._reviewed)

    def _refused(self, wrong: Mapping[str, str]) -> None:
        """Show what the engine would refuse at its fields; the rest below them."""
        fields = self.fields
        known = [name for name in wrong if name in fields]
        for name in known:
            fields[name].tell(wrong[name])
        if known:
            fields[known[0]].take_focus()
        self._wrong(tuple(f"{name}: {told}" for name, told in wrong.items() if name not in fields))

    def _reviewed(self, request: StartRequest | None) -> None:
        if request is not None and not self._sending:
            self._sending = True
            self.say("sending …", "muted", stays=True)
            self._send(request)

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
