"""A new context in the user's file: its table as text, checked like any other, appended to what is there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from console.config.context import SECRETS, Context
from console.config.context_table import context_of
from console.config.document import parse_document
from console.config.errors import ConfigError
from console.config.names import is_name
from console.config.paths import Paths
from console.config.settings import Settings
from console.config.writing import read_table, rewrite
from console.core.secret import MASK

Value: TypeAlias = str | bool | float

_ORDER: Final = ("backend", "url", "username", "client_id")
"""The keys that come first in a table, where it has them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A table ``[contexts.NAME]`` to be written: the keys as they are in the file."""

    name: str
    keys: Mapping[str, Value] = field(repr=False)

    @property
    def holds_secret(self) -> bool:
        """Whether a secret itself is in it, not only the way to one."""
        return any(secret in self.keys for secret in SECRETS)

    def text(self, *, masked: bool) -> str:
        """Return the table as TOML. ``masked`` is for a person to look at."""
        first = [key for key in _ORDER if key in self.keys]
        lines = [f"[contexts.{self.name if '.' not in self.name else _quoted(self.name)}]"]
        for key in (*first, *(key for key in self.keys if key not in first)):
            value = MASK if masked and key in SECRETS else self.keys[key]
            lines.append(f"{key} = {_literal(value)}")
        return "\n".join(lines) + "\n"


def context_in(entry: Entry, file: Path) -> Context:
    """Return the context that an entry of ``file`` would make. Raises ConfigError with every mistake."""
    document = parse_document(entry.text(masked=False), str(file))
    return context_of(entry.name, document.contexts[entry.name], file)


def name_mistake(settings: Settings, name: str) -> str | None:
    """Return why a new context cannot have this name, None if it can."""
    if not is_name(name):
        return "a name is made of letters, digits, dots, dashes and underscores"
    if name in settings.contexts:
        origin = settings.origin(f"contexts.{name}")
        where = "built in" if settings.contexts[name].source is None else f"in {origin}"
        return f"there is a context '{name}' already, {where}"
    return None


def add_context(paths: Paths, settings: Settings, entry: Entry) -> Path:
    """Append the entry to the user's file and return that file; everything else stays as it was written.

    The file is closed to others (0600) where a secret is in the entry. Raises ConfigError for a name that is
    taken, for mistakes in the entry, and where the file cannot be added to.
    """
    mistake = name_mistake(settings, entry.name)
    if mistake is not None:
        raise ConfigError(mistake, advice="Choose another name, or change that table with an editor.")
    context_in(entry, paths.user)
    text = entry.text(masked=False)

    def appended(before: str) -> str:
        gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
        after = before + gap + text
        expected = _with(read_table(before), entry, text)
        if expected is None or read_table(after) != expected:
            raise ConfigError(
                f"{paths.user}: a table cannot be appended to this file safely",
                advice=f"Write it yourself:\n{entry.text(masked=True)}",
            )
        return after

    return rewrite(paths.user, appended, closed=entry.holds_secret)


def _with(table: dict[str, object], entry: Entry, text: str) -> dict[str, object] | None:
    """Return a file's table with the entry's in it, which is how it must read; None where it cannot be."""
    contexts, added = table.get("contexts", {}), read_table(text)["contexts"]
    if not isinstance(contexts, dict) or not isinstance(added, dict) or entry.name in contexts:
        return None
    return {**table, "contexts": {**contexts, **added}}


def _literal(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(value) if isinstance(value, str) else f"{value:g}"


def _quoted(text: str) -> str:
    """Return a basic string of TOML, with everything escaped that one must not hold."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else _escape(each) for each in escaped) + '"'


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
