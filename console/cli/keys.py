"""`keys`: every key of the console, as its help screen has them."""

from argparse import ArgumentParser
from typing import Final

from console.cli.connection import settings_of
from console.cli.exits import Exit
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.table import Column, table
from console.cli.terminal import Terminal
from console.config.errors import ConfigError
from console.keymap import Group, Key, KeymapError, Scope, face, overridden
from console.keymaps import load_keymap
from console.model import Json


class Options(CommonOptions):
    """What `keys` is told."""

    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `keys`."""
    add_json_option(parser)


_COLUMNS: Final = (
    Column("KEY"),
    Column("ID", gives_way=1),
    Column("WHAT IT DOES, AND WHERE"),
)


def run(options: Options, terminal: Terminal) -> int:
    """List the keys, with a person's own in place of ours. Asks no backend; returns 0."""
    _, settings = settings_of(options)
    try:
        keys = overridden(load_keymap(settings.console.keymap, settings.console.keys))
    except KeymapError as error:
        raise ConfigError(f"console.keys: {error}") from None
    if options.json:
        terminal.items([_item(key) for key in keys])
        return Exit.DONE
    ordered = [key for group in Group for key in keys if key.group is group]
    if terminal.plain:
        terminal.say(f"keys of the console: {len(ordered)}", "")
    terminal.say(*table(_COLUMNS, [_cells(key) for key in ordered], terminal.width, wrap=terminal.plain))
    return Exit.DONE


def _item(key: Key) -> dict[str, Json]:
    return {
        "id": key.id,
        "keys": [face(each, ascii_only=True) for each in key.keys],
        "does": key.help,
        "group": str(key.group),
        "where": [str(scope) for scope in Scope if scope in key.scopes],
    }


def _cells(key: Key) -> list[str]:
    faces = " ".join(face(each, ascii_only=True) for each in key.keys)
    where = ", ".join(str(scope) for scope in Scope if scope in key.scopes)
    return [faces, key.id, f"{key.help} ({where})"]
