"""What a key may be bound to: the rules of the table of keys, and a person's own keys held to them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from console.core.suggestion import suggestion
from console.key_names import KNOWN_KEYS, face, is_key, named
from console.keymap import KEYS, Group, Key, Scope

FORBIDDEN: Final = frozenset(
    {
        "ctrl+a",
        "ctrl+b",
        "ctrl+s",
        "ctrl+backslash",
        "ctrl+h",
        "ctrl+i",
        "ctrl+j",
        "ctrl+m",
        "ctrl+left_square_bracket",
    }
)
"""Keys that a multiplexer, a terminal or another key takes; ``alt+`` anything besides."""

HARMLESS: Final = frozenset({"ctrl+d", "ctrl+k"})
"""Keys that end input or cut a line elsewhere: fingers press them by habit, so they never act."""

_OVERLAID: Final = (Scope.DIALOG, Scope.PICKER, Scope.PALETTE, Scope.COLUMNS)
"""What is laid over a screen: worlds of their own, in which none of the screen's keys are bound."""

CAPITALS_OF_ACTIONS: Final = frozenset("PCSRXM")
"""Bound to nothing: caps lock must not act."""


class KeymapError(ValueError):
    """A person's keymap cannot be used; the message has one mistake a line."""


def overridden(overrides: Mapping[str, str], keys: Iterable[Key] = KEYS) -> tuple[Key, ...]:
    """Return the bindings with a person's own keys (binding id to keys, with spaces between).

    A key may be written as it looks, ``+`` for ``plus``. Raises KeymapError for an id that does not exist and
    for keys that may not be bound.
    """
    table = tuple(keys)
    ids = [key.id for key in table]
    unknown = [
        f"there is no binding {id_!r}{suggestion(id_, ids)}; jobconsole keys lists them"
        for id_ in overrides
        if id_ not in ids
    ]
    own = {id_: tuple(named(word) for word in words.split()) for id_, words in overrides.items()}
    changed = tuple(replace(key, keys=own[key.id]) if key.id in own else key for key in table)
    strange = [
        f"{id_}: there is no key {name!r}{suggestion(name, KNOWN_KEYS)}; write it as :help shows it"
        for id_, names in own.items()
        for name in names
        if id_ in ids and not is_key(name)
    ]
    mistakes = [*unknown, *strange, *problems(changed)]
    if mistakes:
        raise KeymapError("\n".join(mistakes))
    return changed


def problems(keys: Iterable[Key] = KEYS) -> list[str]:
    """Return what is wrong with a table of bindings: forbidden keys, and keys with two meanings."""
    table = tuple(keys)
    found = [
        f"{key.id}: {face(name)} may not be bound, {why}; choose another key"
        for key in table
        for name in key.keys
        if (why := _forbidden(key, name))
    ]
    for place, one in enumerate(table):
        for other in table[place + 1 :]:
            both = set(one.keys) & set(other.keys)
            if both and not _two_worlds(one, other):
                names = ", ".join(sorted(face(name) for name in both))
                found.append(
                    f"{names} means both {one.id} and {other.id} "
                    f"({one.help}; {other.help}); give one of them another key"
                )
    return found


def _forbidden(key: Key, name: str) -> str:
    """Return why a binding may not have a key, empty where it may."""
    if name in FORBIDDEN or name.startswith("alt+"):
        return "since a multiplexer or the terminal takes it, or it is another key there"
    if name in CAPITALS_OF_ACTIONS:
        return "since caps lock must not act"
    if name in HARMLESS and key.group is not Group.MOVE:
        return "since fingers press it by habit to end something"
    return ""


def _two_worlds(one: Key, other: Key) -> bool:
    """Whether the same key may mean two things: in a dialog and out of it; ``space`` in lists and texts."""
    worlds = [
        next((scope for scope in _OVERLAID if key.scopes == frozenset({scope})), None) for key in (one, other)
    ]
    if worlds[0] != worlds[1]:
        return True
    texts = (one.scopes <= {Scope.TEXT, Scope.LOGS}, other.scopes <= {Scope.TEXT, Scope.LOGS})
    return "space" in one.keys and "space" in other.keys and texts[0] != texts[1]
