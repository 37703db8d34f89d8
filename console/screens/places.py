"""The screen that shows each place, imported when needed; and the messages that lead from one to another."""

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from textual.message import Message

from console.core.link import Link
from console.core.place import (
    AuditPlace,
    ContextsPlace,
    FilePlace,
    FormPlace,
    HelpPlace,
    JobLogPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    Place,
    StartPlace,
)

if TYPE_CHECKING:
    from console.screens.base import ConsoleScreen
    from console.screens.desk import Desk

__all__ = [
    "SCREENS",
    "AuditPlace",
    "ContextsPlace",
    "FilePlace",
    "Follow",
    "FormPlace",
    "Go",
    "HelpPlace",
    "JobLogPlace",
    "JobPlace",
    "JobsPlace",
    "LogsPlace",
    "LookAt",
    "PausedPlace",
    "Place",
    "StartPlace",
    "make_screen",
]

SCREENS: Final[Mapping[type[Place], str]] = {
    JobsPlace: "console.screens.jobs:JobsScreen",
    JobPlace: "console.screens.job:JobScreen",
    LogsPlace: "console.screens.logs:LogsScreen",
    JobLogPlace: "console.screens.job_log:JobLogScreen",
    PausedPlace: "console.screens.paused:PausedScreen",
    StartPlace: "console.screens.start:StartScreen",
    FormPlace: "console.screens.form:FormScreen",
    FilePlace: "console.screens.file:FileScreen",
    ContextsPlace: "console.screens.contexts:ContextsScreen",
    AuditPlace: "console.screens.audit:AuditScreen",
    HelpPlace: "console.screens.help:HelpScreen",
}
"""The screen of each place. Each is made from the desk and its place."""


class Go(Message):
    """Somebody wants to be somewhere else. The app takes them there.

    ``instead``: of where they are, which is no place to come back to.
    """

    def __init__(self, place: Place, *, instead: bool = False) -> None:
        super().__init__()
        self.place = place
        self.instead = instead


class LookAt(Message):
    """Somebody wants to look at another context. The app opens it, and goes to ``place`` there."""

    def __init__(self, context: str, place: Place | None = None) -> None:
        super().__init__()
        self.context = context
        self.place = place


class Follow(Message):
    """Somebody wants to go where a link leads, in its context. The app takes them there."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link


def make_screen(place: Place, desk: "Desk") -> "ConsoleScreen":
    """Return a new screen that shows ``place``."""
    module, _, name = SCREENS[type(place)].partition(":")
    screen: ConsoleScreen = getattr(import_module(module), name)(desk, place)
    screen.made_for = place
    return screen
