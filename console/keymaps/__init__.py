"""Whole keymaps by name, as data: ``default`` is the table itself, others give bindings other keys."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from console.core.suggestion import suggestion
from console.key_rules import KeymapError

DEFAULT: Final = "default"
"""The keymap that changes nothing."""


def keymap_names() -> tuple[str, ...]:
    """Return the names of the keymaps that there are, the default one first."""
    every = (each.name for each in files("console.keymaps").iterdir())
    found = sorted(name.removesuffix(".toml") for name in every if name.endswith(".toml"))
    return (DEFAULT, *found)


def load_keymap(name: str, own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the keys that the keymap ``name`` gives to bindings by id, with a person's ``own`` on top.

    Raises KeymapError where there is no such keymap.
    """
    if name == DEFAULT:
        return dict(own or {})
    names = keymap_names()
    if name not in names:
        raise KeymapError(
            f"there is no keymap '{name}'{suggestion(name, names)}; there are {', '.join(names)}"
        )
    table = tomllib.loads(files("console.keymaps").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return {**table["keys"], **(own or {})}
