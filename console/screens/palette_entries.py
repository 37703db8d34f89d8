"""What the palette offers: what the keys do here, where one can go, and what cannot be done and why."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from console.actions import ACTION_KEYS, KeyState
from console.client.views import DIGITS
from console.core.place import AuditPlace, JobPlace
from console.key_names import face
from console.keymap import Group, Key, in_scopes
from console.model import Job, Verb
from console.screens.base import ConsoleScreen
from console.screens.commanding import CommandingApp
from console.screens.standing import menu_of, states_of
from console.widgets.sign import glyph

_LEFT_OUT: Final = frozenset(
    {"go.palette", "leave.peel", "leave.interrupt", "leave.suspend", "act.more", "go.command"}
)
_GROUPS: Final = (Group.ACT, Group.GO, Group.LOOK, Group.MARK, Group.LEAVE)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to choose. ``why_not`` is the reason where it cannot be done now, else empty."""

    id: str
    name: str
    run: Callable[[], object]
    key: str = ""
    why_not: str = ""

    def rank(self, words: Sequence[str]) -> int | None:
        """Return how well it fits the words that are typed, 0 the best; None where it does not."""
        text = self.name.casefold()
        if not all(word in text for word in words):
            return None
        if text.startswith(" ".join(words)):
            return 0
        return 1 if all(f" {word}" in f" {text}" for word in words) else 2


def entries_of(app: CommandingApp, screen: ConsoleScreen) -> list[Entry]:
    """Return all that can be chosen on a screen, and what cannot be at the moment."""
    return [*_actions(screen), *_keys(app, screen), *_commands(app)]


def found(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """Return the entries that fit what is typed, the best ones first."""
    words = typed.casefold().split()
    ranked = [(rank, entry) for entry in entries if (rank := entry.rank(words)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda each: each[0])]


def job_entry(app: CommandingApp, job: Job) -> Entry:
    """Return the entry that opens a job."""
    return Entry(f"job {job.id}", f"job {job.id} {job.name}", lambda: app.go(JobPlace(job.id)))


def _actions(screen: ConsoleScreen) -> Iterator[Entry]:
    """Yield every action on what the cursor is on; choosing one opens its confirmation, and no more."""
    if not screen.acts:
        return
    desk, target = screen.desk, screen.target
    for verb, state in zip(ACTION_KEYS, states_of(target, desk.home), strict=True):
        yield _action(screen, state, desk.face(f"act.{verb}"))
    for letter, state in menu_of(target, desk.home):
        yield _action(screen, state, f"{desk.face('act.more')} {letter}")


def _action(screen: ConsoleScreen, state: KeyState, key: str) -> Entry:
    verb: Verb = state.verb
    return Entry(f"act {verb}", state.label, lambda: screen.propose(verb), key, state.why_not)


def _keys(app: CommandingApp, screen: ConsoleScreen) -> Iterator[Entry]:
    acting = {f"act.{verb}" for verb in ACTION_KEYS}
    for key in in_scopes(screen.SCOPES, app.desk.keys):
        if key.group in _GROUPS and key.id not in _LEFT_OUT and key.id not in acting:
            faces = " ".join(glyph(face(name)) for name in key.keys[:1])
            if (told := _told(screen, key)) is not None:
                yield Entry(f"key {key.id}", told, _pressed(app, screen, key), faces)


def reason_after(name: str, why_not: str) -> str:
    """Return why something cannot be done, without saying again what: that stands before it."""
    what, colon, why = why_not.partition(": ")
    return (
        why
        if colon and why and what.replace("-", " ").startswith(f"cannot {name.replace('-', ' ')}")
        else why_not
    )


def _told(screen: ConsoleScreen, key: Key) -> str | None:
    """Return what a key does; of a person's own view its name, and None where there is none on the key."""
    digit = key.id.removeprefix("go.view_")
    if digit == key.id or int(digit) not in DIGITS:
        return key.help
    view = screen.desk.views.on_digit(int(digit))
    return None if view is None else f"your own view {view.title}"


def _pressed(app: CommandingApp, screen: ConsoleScreen, key: Key) -> Callable[[], object]:
    name = key.action.partition("(")[0]
    own = hasattr(screen, f"action_{name}")
    return lambda: app.call_later(app.run_action, key.action, screen if own else app)


def _commands(app: CommandingApp) -> Iterator[Entry]:
    def line(text: str, about: str) -> Entry:
        return Entry(
            f":{text}", f"{text}: {about}", lambda: app.run_line(text), f":{text.split(maxsplit=1)[0]}"
        )

    yield Entry("audit", "audit of all jobs", lambda: app.go(AuditPlace()), ":audit")
    save = "save this list as a view of your own, on 5 to 9"
    yield Entry("save view", save, lambda: app.ask_command_line("view save "), ":view")
    yield line("link", "copy the link to this")
    yield line("history", "where one has been")
    here = app.desk.session.context
    for info in app.desk.source.infos():
        why = f"this is {info.name} already" if info.name == here else ""
        entry = line(f"context {info.name}", info.backend)
        yield Entry(entry.id, entry.name, entry.run, entry.key, why)
    for theme in sorted(app.available_themes):
        yield line(f"theme {theme}", "other colours")
    for column in app.desk.session.capabilities.sortable:
        yield line(f"sort {column}", "order the list by it")
