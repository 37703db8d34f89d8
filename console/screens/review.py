"""The confirmation of a start: what will run, before anything does."""

from dataclasses import dataclass, replace

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from console.client.form import shown
from console.client.home import Home
from console.client.twin import start_twin
from console.core.sanitize import sanitize
from console.model import StartPlan, StartRequest, WorkflowInfo
from console.screens.confirm import Facts
from console.screens.desk import Desk
from console.screens.dialog import Dialog, DialogBox, NoButton
from console.screens.facts import content, headline_of
from console.screens.start_facts import days_meant, start_rows
from console.widgets.field import Field
from console.widgets.line_input import LineInput


@dataclass(frozen=True, slots=True)
class Start:
    """A start that was reviewed: what is sent is what was looked at. ``plan`` None: nobody told."""

    workflow: WorkflowInfo
    home: Home
    request: StartRequest
    plan: StartPlan | None


class ReviewScreen(Dialog[StartRequest]):
    """Gives back the request to send, or None."""

    DEFAULT_CSS = """
    ReviewScreen #twin { color: $muted; max-height: 3; }
    ReviewScreen #answer { color: $error; display: none; }
    ReviewScreen #buttons { height: 1; margin-top: 1; }
    ReviewScreen #buttons #told { width: 1fr; color: $muted; }
    ReviewScreen #buttons #yes { width: auto; margin-right: 3; text-style: bold; }
    """

    def __init__(self, desk: Desk, start: Start) -> None:
        super().__init__(desk.clock)
        self._start = start

    @property
    def is_protected(self) -> bool:
        """Whether a reason is asked for."""
        return self._start.home.policy.protected

    @property
    def request(self) -> StartRequest:
        """What `y` sends: what was reviewed, with the reason typed so far."""
        plan = self._start.plan
        reason = self.query_one("#reason", LineInput).value.strip() or None
        expected = plan.version or None if plan else None
        asked = self._start.request
        params = {**asked.params, **days_meant(self._start.workflow, asked.params, plan)}
        return replace(asked, params=params, reason=reason, expected=expected)

    def compose(self) -> ComposeResult:
        """Lay out facts, reason, the command and the answers."""
        home = self._start.home
        with DialogBox(classes="-protected" if self.is_protected else ""):
            with Facts(id="facts-pane"):
                yield Static(id="facts", markup=False)
            kept = "kept in the audit" if home.capabilities.audit else "for you alone: no audit is kept there"
            placeholder = f"needed here, {kept}" if self.is_protected else kept
            yield Field("Reason", LineInput(placeholder=placeholder, id="reason"))
            yield Static(id="twin", markup=False)
            yield Static(id="answer", markup=False)
            with Horizontal(id="buttons"):
                yield Static("", id="told", markup=False)
                yield Static("y start", id="yes", markup=False)
                yield NoButton()

    def on_mount(self) -> None:
        """Show the facts."""
        self._show()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap the facts anew."""
        self._show()

    def _show(self) -> None:
        start = self._start
        width = min(96, self.size.width * 9 // 10) - 4
        rows = start_rows(start.workflow, start.home, start.request, start.plan)
        # The scrollbar takes a column where there is one.
        self.query_one("#facts", Static).update(content(rows, width - 1))
        self.query_one(DialogBox).border_title = self._headline(width)
        self._show_twin()
        self.call_after_refresh(self._fit)

    def _headline(self, width: int) -> Content:
        title = sanitize(f"Start {self._start.workflow.name}")
        context = f"context {self._start.home.context}"
        return headline_of(title, context, protected=self.is_protected, width=width - 2)

    def _show_twin(self) -> None:
        start, home = self._start, self._start.home
        safe = replace(
            self.request,
            params=shown(start.workflow.params, self.request.params),
            workflow=home.plain(start.request.workflow) if start.request.workflow else None,
        )
        self.query_one("#twin", Static).update(sanitize(start_twin(home.context, safe)))

    def _fit(self) -> None:
        box = self.query_one(DialogBox)
        others = sum(w.outer_size.height for w in box.children if w.id != "facts-pane" and w.display)
        frame_and_gap = 3
        room = max(3, self.size.height * 95 // 100 - others - frame_and_gap)
        pane = self.query_one("#facts-pane")
        pane.styles.max_height = room
        more = self.query_one("#facts").outer_size.height > room
        self.query_one("#told", Static).update("PgDn PgUp: the rest of it" if more else "")

    def action_scroll(self, by: int) -> None:
        """Scroll the facts by half of what is seen of them."""
        pane = self.query_one("#facts-pane")
        pane.scroll_relative(y=by * max(1, pane.size.height // 2), animate=False)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#answer").display = False
        self._show_twin()

    def say_yes(self) -> None:
        """Hand on what to send, if nothing is missing."""
        if self.is_protected and not self.request.reason:
            answer = self.query_one("#answer", Static)
            answer.display = True
            answer.update("a reason is needed here (tab goes there)")
            return
        self.dismiss(self.request)
