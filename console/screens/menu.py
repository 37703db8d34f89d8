"""The menu of every action without a key of its own, each with its letter, or why it is not possible."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from console.actions import Focus, JobFocus, KeyState, NodeFocus, start_state
from console.core.sanitize import sanitize
from console.key_names import face
from console.model import Verb
from console.screens.desk import Desk
from console.screens.dialog import Dialog, DialogBox
from console.screens.standing import menu_of


class MenuScreen(Dialog[Verb]):
    """A letter chooses an action; its confirmation follows."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    MenuScreen DialogBox { max-width: 84; }
    MenuScreen Horizontal { height: auto; }
    MenuScreen .head { width: 32; }
    MenuScreen .of-all { height: auto; color: $warning; margin-bottom: 1; }
    MenuScreen .why { width: 1fr; height: auto; color: $muted; }
    """

    def __init__(self, desk: Desk, focus: Focus) -> None:
        super().__init__(desk.clock)
        self._home = desk.home(_job(focus))
        self._states = {**dict(menu_of(focus, desk.home)), "plus": _again(desk, focus)}

    def compose(self) -> ComposeResult:
        """Lay out a line for each action."""
        with DialogBox(classes="-protected" if self._home.policy.protected else "") as box:
            where = f" in the protected context {self._home.context}" if self._home.policy.protected else ""
            box.border_title = Content(sanitize(f"More actions{where}"))
            box.border_subtitle = Content("esc closes")
            reasons = {state.why_not for state in self._states.values()}
            # What keeps everything from being done is told once.
            of_all = reasons.pop() if len(reasons) == 1 else ""
            if of_all:
                yield Static(sanitize(of_all), classes="of-all", markup=False)
            for letter, state in self._states.items():
                with Horizontal():
                    yield Static(_head(letter, state), classes="head", markup=False)
                    if not of_all:
                        yield Static(sanitize(state.why_not), classes="why", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Take a letter."""
        state = self._states.get(event.key)
        if state is not None:
            event.stop()
            if state.live:
                self.dismiss(state.verb)

    def say_yes(self) -> None:
        """Nothing: `y` chooses nothing here."""


def _job(focus: Focus) -> str:
    """Return the id of the one job that is meant; empty where there is none, or there are several."""
    if isinstance(focus, JobFocus):
        return focus.job.id
    return focus.detail.job.id if isinstance(focus, NodeFocus) else ""


def _again(desk: Desk, focus: Focus) -> KeyState:
    """Return what starting the job again would be: another job, with the same parameters."""
    label = "start again, as it was"
    if isinstance(focus, JobFocus | NodeFocus):
        home = desk.home(_job(focus))
        return KeyState(Verb.START, label, start_state(home.capabilities, home.policy))
    return KeyState(Verb.START, label, "one job at a time" if focus else "there is no job here")


def _head(letter: str, state: KeyState) -> Content:
    letter, label = face(letter), sanitize(state.label)
    if state.live:
        return Content.assemble((f"{letter}  ", "bold $primary"), label)
    return Content.assemble((f"{letter}  {label}", "$muted"))
