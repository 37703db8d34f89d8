"""Textual's bindings, made from the table in `console.keymap`."""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from console.keymap import KEYS, Key, Scope, in_scopes


def bindings(*scopes: Scope, keys: Iterable[Key] = KEYS) -> list[BindingType]:
    """Return what is bound in any of ``scopes``; each binding keeps its id, for a person's own keys."""
    return [
        Binding(
            ",".join(key.keys), key.action, key.label or key.id, show=False, id=key.id, priority=key.priority
        )
        for key in in_scopes(scopes, keys)
    ]
