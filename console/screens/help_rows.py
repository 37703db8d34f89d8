"""The rows of the help: what matters on the screen that one comes from is told first."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from console.key_names import face
from console.keymap import Group, Key, Scope, keys_of
from console.screens.command_table import COMMANDS, CommandInfo
from console.widgets.sign import glyph

NARROW: Final = 48
"""Columns of what a key does in the narrowest terminal that shows the help whole."""


@dataclass(frozen=True, slots=True)
class HelpRow:
    """A key or a command, and under which heading it stands."""

    id: str
    heading: str
    keys: str
    what: str
    where: str = ""

    def matches(self, text: str) -> bool:
        """Whether ``text``, in small letters, is in anything that is said."""
        return text in f"{self.heading} {self.keys} {self.what} {self.id} {self.where}".casefold()


def topic_of(text: str) -> Scope | CommandInfo | None:
    """Return what the help shall begin with: a screen or ``:command`` by name; None for anything else."""
    if text.startswith(":"):
        return COMMANDS.get(text[1:])
    return next((scope for scope in Scope if scope == text and scope is not Scope.EVERYWHERE), None)


def help_rows(topic: Scope | CommandInfo | None, keys: Sequence[Key]) -> list[HelpRow]:
    """Return every key and command, those of the topic first."""
    rows = list(_about(topic)) if isinstance(topic, CommandInfo) else []
    if isinstance(topic, Scope):
        here = keys_of(topic, keys)
        rows += _grouped(here)
        every = [key for key in keys if Scope.EVERYWHERE in key.scopes and key not in here]
        rows += [_row(key, "Everywhere") for key in every]
        rows += [_row(key, "Elsewhere") for key in keys if key not in here and key not in every]
    else:
        rows += _grouped(keys)
    own = topic.name if isinstance(topic, CommandInfo) else ""
    commands = [info for info in COMMANDS.values() if info.name != own]
    return [*rows, *(HelpRow(f":{info.name}", "Commands", f":{info.usage}", info.about) for info in commands)]


def _grouped(keys: Iterable[Key]) -> list[HelpRow]:
    table = tuple(keys)
    return [_row(key, str(group)) for group in Group for key in table if key.group is group]


def _row(key: Key, heading: str) -> HelpRow:
    faces = "  ".join(glyph(face(name)) for name in key.keys)
    where = ", ".join(str(scope) for scope in Scope if scope in key.scopes)
    return HelpRow(key.id, heading, faces, key.help, where)


def _about(info: CommandInfo) -> Iterator[HelpRow]:
    yield HelpRow(f":{info.name}", "Command", f":{info.usage}", info.about)
    lines = [line for sentence in info.more for line in textwrap.wrap(sentence, NARROW)]
    for number, line in enumerate(lines):
        yield HelpRow(f":{info.name} {number}", "Command", "", line)
