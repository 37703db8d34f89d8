"""The base of every screen of the console: what its keys do to what the cursor is on."""

from collections.abc import Iterable
from typing import Final

from textual.binding import BindingType

from console.actions import JobFocus, MarksFocus, NodeFocus, start_state
from console.client.link import link_of
from console.client.place_command import command_of
from console.keymap import Scope
from console.model import Verb
from console.screens.command import Arrange, MoveTo
from console.screens.live import LiveScreen
from console.screens.places import AuditPlace, Go, JobLogPlace, LogsPlace, StartPlace
from console.screens.standing import state_of
from console.widgets.bindings import bindings

NO_JOB: Final = "there is no job here"
"""What a key of a row says where there is none."""


class ConsoleScreen(LiveScreen):
    """A screen of the console.

    A subclass lays out its body, reads its data in `read`, says what the cursor is on in `target`, and
    where it is in `trail`.
    """

    DEFAULT_CSS = """
    ConsoleScreen {
        background: $background; color: $foreground; layout: vertical; overflow: hidden;
        layers: default over;
    }
    """

    def peel(self) -> bool:
        """Take away one layer (range, marks, filter); False if there is none."""
        return False

    def move_to(self, wish: MoveTo) -> bool:  # noqa: ARG002 - for subclasses
        """Go to a place within a log; False where there is none."""
        return False

    def take_wish(self, wish: Arrange) -> bool:  # noqa: ARG002 - for subclasses
        """Arrange the list: its columns, or a view of one's own; False where there is none."""
        return False

    def acted(self, failed: frozenset[str], done: frozenset[str] = frozenset()) -> None:
        """Take note that actions were sent: they worked on the jobs ``done``, and not on those ``failed``."""

    # --- taking along -----------------------------------------------------------------------------

    @property
    def link(self) -> str:
        """The link to what is shown; empty where there is none."""
        place = self.linked
        return "" if place is None else str(link_of(self.desk.session, place))

    def copies(self) -> dict[str, tuple[str, str]]:
        """Return what can be copied here, by id: its name and its text."""
        place = self.linked
        if place is None:
            return {}
        own = link_of(self.desk.session, place)
        command = command_of(own.context or self.desk.session.context, own.place, self.desk.views)
        return {"link": ("the link", str(own)), "command": ("the command", command)}

    def action_copy(self) -> None:
        """Choose what to copy: the link at least."""
        from console.screens.copying import copy_menu

        copies = self.copies()
        if copies:
            copy_menu(self, copies)
        else:
            self.say("there is no link to this", "warning")

    # --- actions ----------------------------------------------------------------------------------

    def action_act(self, verb: str) -> None:
        """Open the confirmation of an action on the target, or say why it is not possible."""
        state = state_of(Verb(verb), self.target, self.desk.home)
        if not state.live:
            self.say_of_target(state.why_not, "warning")
            return
        self.propose(state.verb)

    def propose(self, verb: Verb) -> None:
        """Read what the action needs to know, and open its confirmation."""
        from console.screens.acting import open_confirmation

        open_confirmation(self, verb, self.target)

    def action_more(self) -> None:
        """Open the menu of every other action."""
        from console.screens.acting import open_menu

        open_menu(self, self.target)

    def action_start(self) -> None:
        """Go to the start form."""
        why = start_state(self.desk.session.capabilities, self.desk.policy)
        if why:
            self.say(why, "warning")
        else:
            self.post_message(Go(StartPlace(self._one_job)))

    @property
    def _one_job(self) -> str:
        """The id of the one job that the cursor is on; empty where there is none, or there are several."""
        match self.target:
            case JobFocus(job=job):
                return job.id
            case NodeFocus(detail=detail):
                return detail.job.id
            case _:
                return ""

    def action_logs(self) -> None:
        """Open the log of what the cursor is on."""
        match self.target:
            case JobFocus(job=job):
                self.post_message(Go(LogsPlace(job.id, job.at)))
            case NodeFocus(detail=detail, node=node):
                self.post_message(Go(LogsPlace(detail.job.id, node.id)))
            case MarksFocus():
                self.say("one log at a time: take the marks away (esc)", "warning")
            case None:
                self.say(NO_JOB, "warning")

    def action_whole_log(self) -> None:
        """Open the logs of all nodes of the job, as one by time."""
        match self.target:
            case JobFocus(job=job):
                self.post_message(Go(JobLogPlace(job.id)))
            case NodeFocus(detail=detail):
                self.post_message(Go(JobLogPlace(detail.job.id)))
            case MarksFocus():
                self.say("one job at a time: take the marks away (esc)", "warning")
            case None:
                self.say(NO_JOB, "warning")

    def action_audit(self) -> None:
        """Open the audit of what the cursor is on."""
        match self.target:
            case JobFocus(job=job):
                self.post_message(Go(AuditPlace(job.id)))
            case NodeFocus(detail=detail):
                self.post_message(Go(AuditPlace(detail.job.id)))
            case _:
                self.post_message(Go(AuditPlace()))

    def action_why(self) -> None:
        """Say why the target stands where it stands, in full."""
        match self.target:
            case JobFocus(job=job):
                told = job.reason or f"job {job.id} is {job.status}; nothing is known to hold it"
                self.say_of_target(told, stays=True)
            case NodeFocus(node=node):
                self.say_of_target(node.reason or f"{node.id} is {node.status}", stays=True)
            case _:
                self.say(NO_JOB, "warning")


def screen_bindings(scopes: Iterable[Scope]) -> list[BindingType]:
    """Return the bindings of a screen: its own scopes, without what every screen has from the app."""
    return bindings(*(scope for scope in scopes if scope is not Scope.EVERYWHERE))
