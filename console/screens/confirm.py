"""The confirmation: one dialog for every action, on one target or on many."""

import asyncio
from collections.abc import Sequence
from typing import Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from console.client.proposal import IRREVERSIBLE, MANY, Proposal, Way
from console.client.session import Acted, Connection
from console.client.trouble import Trouble
from console.client.twin import twins
from console.core.sanitize import sanitize
from console.model import Action, Plan, Verb
from console.screens.desk import Desk
from console.screens.dialog import Dialog, DialogBox, NoButton
from console.screens.facts import NAMED, content, headline, rows
from console.screens.results import Confirmed, of_many, of_one
from console.widgets.choice_box import ChoiceBox
from console.widgets.field import Field
from console.widgets.line_input import LineInput

AT_ONCE: Final = 8
"""Requests on their way at the same time."""


class Facts(VerticalScroll, can_focus=False, inherit_bindings=False):
    """What must be read first. Where it is too long for the terminal, it scrolls, and nothing else does."""

    DEFAULT_CSS = """
    Facts { height: auto; scrollbar-size-vertical: 1; }
    """


class ConfirmScreen(Dialog[Confirmed]):
    """What will happen, to what, where; and the question whether to do it."""

    DEFAULT_CSS = """
    ConfirmScreen #twin { color: $muted; max-height: 3; }
    ConfirmScreen #answer { color: $error; }
    ConfirmScreen #buttons { height: 1; margin-top: 1; }
    ConfirmScreen #buttons #told { width: 1fr; color: $muted; }
    ConfirmScreen #buttons #yes { width: auto; margin-right: 3; text-style: bold; }
    """

    def __init__(self, desk: Desk, proposal: Proposal) -> None:
        super().__init__(desk.clock)
        self.desk = desk
        self.proposal = proposal
        self.picks: dict[str, str] = {}
        self._plans: tuple[Plan | Trouble | None, ...] = ()
        self._choices = proposal.choices(self.picks)
        self._over: Confirmed | None = None
        self._sending = False

    # --- what is asked ----------------------------------------------------------------------------

    @property
    def way(self) -> Way:
        """What is to be done."""
        return self.proposal.way(self.picks)

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions as they stand now, with the reason typed so far."""
        return self.proposal.actions(self.picks, reason=self._text("reason"), priority=self._priority)

    @property
    def is_protected(self) -> bool:
        """Whether any target is in a protected context."""
        return any(target.home.policy.protected for target in self.way.targets)

    @property
    def asks_more(self) -> bool:
        """Whether a context or the number of targets asks for a reason, and for something to be typed."""
        return self.is_protected or len(self.way.targets) >= MANY

    @property
    def to_type(self) -> str:
        """What has to be typed before `y` counts: the job's name, or how many; empty if undoable."""
        if not self.asks_more or self.way.verb not in IRREVERSIBLE:
            return ""
        targets = self.way.targets
        name = targets[0].detail.job.name
        return str(len(targets)) if len(targets) > 1 else name

    @property
    def lost(self) -> str:
        """Say which connections of the targets are lost, or nothing."""
        session = self.desk.session
        stale = [each for each in self.way.targets if session.connection_of(each.detail.job.id).is_stale]
        names = ", ".join(dict.fromkeys(each.home.context for each in stale))
        return f"not now: the connection to {names} is lost" if names else ""

    def note_connection(self, connection: Connection) -> None:
        """Say that nothing can be sent, or that it can again. The app tells."""
        del connection  # of all that there is: the targets may be of one context
        if self._over is None and not self._sending and self.query("#answer"):
            self._answer(self.lost)

    def missing(self) -> str:
        """Return what has to be given before `y` counts, or nothing."""
        if lost := self.lost:
            return lost
        if self.way.verb is Verb.PRIORITY and self._priority is None:
            return "type the new priority, a whole number (tab goes there)"
        refused = [plan.refusal for plan in self._plans if isinstance(plan, Plan) and plan.refusal]
        if refused and len(refused) == len(self.way.targets):
            return f"not possible: {refused[0]}"
        if self.asks_more and not self._text("reason").strip():
            return "a reason is needed here (tab goes there)"
        wanted = self.to_type
        if wanted and self._text("typed").strip() not in (wanted, sanitize(wanted), self._short(wanted)):
            return f"type {sanitize(wanted)!r} to confirm (tab goes there)"
        return ""

    def _short(self, wanted: str) -> str:
        id_ = self.way.targets[0].detail.job.id
        return wanted if len(self.way.targets) > 1 else id_

    @property
    def _priority(self) -> int | None:
        text = self._text("priority").strip()
        try:
            return int(text)
        except ValueError:
            return None

    def _text(self, name: str) -> str:
        found = self.query(f"#{name}")
        return found.first(LineInput).value if found else ""

    # --- how it looks -----------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """Lay out facts, choices, boxes, the command and the answers."""
        with DialogBox(classes="-protected" if self.is_protected else ""):
            with Facts(id="facts-pane"):
                yield Static(id="facts", markup=False)
            with Vertical(id="choices") as choices:
                choices.styles.height = "auto"
                for choice in self._choices:
                    yield ChoiceBox(choice)
            if self.way.verb is Verb.PRIORITY:
                now = self.way.targets[0].detail.job.priority
                order = self.way.targets[0].home.capabilities.extra.get("priority", "higher runs first")
                yield Field("Priority", LineInput(placeholder=f"{now} now; {order}", id="priority"))
            audited = all(target.home.capabilities.audit for target in self.way.targets)
            kept = "kept in the audit" if audited else "for you alone: no audit is kept there"
            needed = "needed here" if self.asks_more else kept
            yield Field("Reason", LineInput(placeholder=needed, id="reason"))
            if self.to_type:
                ask = f"the {'count' if len(self.way.targets) > 1 else 'name'}: {sanitize(self.to_type)}"
                yield Field("Type", LineInput(placeholder=ask, id="typed"))
            yield Static(id="twin", markup=False)
            yield Static(id="answer", markup=False)
            with Horizontal(id="buttons"):
                yield Static("", id="told", markup=False)
                yield Static(f"y {self._yes_word()}", id="yes", markup=False)
                yield NoButton()

    def on_mount(self) -> None:
        """Show what is known, and work out what will happen."""
        self.query_one("#answer").display = False
        self._show()
        self._plan()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap the facts anew, and keep room for all that stands below them."""
        self._show()

    def _fit(self) -> None:
        box = self.query_one(DialogBox)
        others = sum(w.outer_size.height for w in box.children if w.id != "facts-pane" and w.display)
        frame_and_gap = 3
        room = self.size.height * 95 // 100 - others - frame_and_gap
        self.query_one("#facts-pane").styles.max_height = max(3, room)

    def action_scroll(self, by: int) -> None:
        """Scroll the facts by half of what is seen of them."""
        pane = self.query_one("#facts-pane")
        pane.scroll_relative(y=by * max(1, pane.size.height // 2), animate=False)

    def _yes_word(self) -> str:
        return str(self.way.verb).replace("-", " ")

    def _show(self) -> None:
        if self._over is not None:
            return
        facts = self.query_one("#facts", Static)
        width = min(96, self.size.width * 9 // 10) - 4
        actions = self.actions
        plans = self._plans or (None,) * len(actions)
        facts.update(content(rows(self.proposal, self.way, actions, plans, self.desk.now), width))
        self.query_one(DialogBox).border_title = headline(
            self.way, protected=self.is_protected, width=width - 2
        )
        self.query_one("#yes", Static).update(f"y {self._yes_word()}")
        self._show_twin()
        self.call_after_refresh(self._fit)

    def _show_twin(self) -> None:
        homes = [target.home for target in self.way.targets[:NAMED]]
        line = sanitize(twins(homes, self.actions[:NAMED]))
        more = len(self.way.targets) - NAMED
        self.query_one("#twin", Static).update(line + (f" … and {more} more" if more > 0 else ""))

    # --- what will happen -------------------------------------------------------------------------

    @work(group="plan", name="plan", exclusive=True)
    async def _plan(self) -> None:
        targets, actions = self.way.targets[:NAMED], self.actions
        pairs = zip(targets, actions, strict=False)
        # A priority is planned when it is known: until then there is nothing to refuse.
        known = self.way.verb is not Verb.PRIORITY or self._priority is not None
        plans = [await self.desk.session.plan(target.detail, action) for target, action in pairs if known]
        self._plans = tuple(plans)
        self._show()

    @on(ChoiceBox.Picked)
    async def _picked(self, event: ChoiceBox.Picked) -> None:
        event.stop()
        self.picks[event.key] = event.value
        choices = self.proposal.choices(self.picks)
        if choices != self._choices:
            await self._lay_out_choices(choices)
        self._plans = ()
        self._show()
        self._plan()

    async def _lay_out_choices(self, choices: Sequence[object]) -> None:
        """Another way may have other choices: those that it shares stay as they are."""
        del choices
        self._choices = self.proposal.choices(self.picks)
        place = self.query_one("#choices", Vertical)
        keep = {f"choice-{choice.key}" for choice in self._choices}
        await self.query(ChoiceBox).filter("ChoiceBox").exclude(",".join(f"#{id_}" for id_ in keep)).remove()
        for choice in self._choices:
            if not self.query(f"#choice-{choice.key}"):
                self.picks.pop(choice.key, None)
                await place.mount(ChoiceBox(choice))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#answer").display = False
        self._show_twin()
        if event.input.id == "priority":
            self._plan()

    # --- yes and no -------------------------------------------------------------------------------

    def say_yes(self) -> None:
        """Send the actions, if nothing is missing."""
        if self._sending or self._over is not None:
            return
        if missing := self.missing():
            self._answer(missing)
            return
        self._sending = True
        self.query_one("#told", Static).update("sending …")
        self._carry_out(self.way, self.actions)

    def say_no(self) -> None:
        """Close. What was sent already is not taken back: its results are handed on."""
        if not self._sending:
            self.dismiss(self._over)

    @work(group="act", name="act")
    async def _carry_out(self, way: Way, actions: tuple[Action, ...]) -> None:
        session = self.desk.session
        gate = asyncio.Semaphore(AT_ONCE)

        async def send(action: Action) -> Acted:
            async with gate:
                return await session.act(action)

        results = await asyncio.gather(*(send(action) for action in actions))
        self._sending = False
        self._over = Confirmed(way.verb, tuple(acted.outcome for acted in results))
        if not self._over.failed:
            self.dismiss(self._over)
        elif len(results) == 1:
            self._show_end(of_one(way, results[0], self.desk.now))
        else:
            self._show_end(of_many(way, self._over))

    def _answer(self, *lines: str) -> None:
        answer = self.query_one("#answer", Static)
        answer.display = any(lines)
        answer.update("\n".join(sanitize(line) for line in lines))

    def _show_end(self, lines: Sequence[str]) -> None:
        self._answer(*lines)
        for hidden in ("#choices", "#twin", "#yes", "Field"):
            self.query(hidden).set(display=False)
        self.query_one("#told", Static).update("")
        button = self.query_one(NoButton)
        button.relabel("Close")
        button.focus()
