"""Keys that mean nothing on the screen in front: what they do, and where."""

from collections.abc import Collection, Sequence
from typing import Final

from console.key_names import face
from console.keymap import PANES, Group, Key, Scope
from console.widgets.sign import glyph

_PLACES: Final = {
    Scope.LIST: "a list",
    Scope.TEXT: "a text",
    Scope.JOBS: "the jobs list",
    Scope.JOB: "a job",
    Scope.GRAPH: "the graph of a job",
    Scope.READING: "a text",
    Scope.LOGS: "a log",
    Scope.PAUSED: "the paused inbox",
    Scope.START: "the choice of what to start",
    Scope.FORM: "the form of a start",
    Scope.HELP: "the help",
    Scope.CONTEXTS: "the contexts",
    Scope.AUDIT: "the audit",
}


def told_elsewhere(name: str, scopes: Collection[Scope], keys: Sequence[Key]) -> str:
    """Return where a key has a meaning, and which; empty where it has one in ``scopes``, or in no screen."""
    here = {*scopes, Scope.EVERYWHERE, *(pane for scope in scopes for pane in PANES.get(scope, ()))}
    meant = [key for key in keys if name in key.keys and key.group is not Group.DIALOG]
    if not meant or any(key.scopes & here for key in meant):
        return ""
    places = list(dict.fromkeys(_PLACES[each] for each in _PLACES if each in meant[0].scopes))
    if not places:
        return ""
    where = places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"
    return f"{glyph(face(name))} works in {where}, not here: {meant[0].help}"
