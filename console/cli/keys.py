"""`keys`: every key of the console as it is bound, and who bound it."""

from argparse import ArgumentParser

from console.cli.connection import settings_of
from console.cli.exits import Exit
from console.cli.keys_in_force import keys_in_force, origin_of
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal
from console.key_names import face
from console.key_rules import overridden
from console.keymap import Group, Key, Scope
from console.model import Json


class Options(CommonOptions):
    """What `keys` is told."""

    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `keys`."""
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Print the table. Returns 0; a keymap that cannot be used is refused as the console refuses it."""
    _, settings = settings_of(options)
    table = overridden(keys_in_force(settings))
    ordered = [key for group in Group for key in table if key.group is group]
    if options.json:
        items: list[dict[str, Json]] = [
            {
                "id": key.id,
                "keys": list(key.keys),
                "help": key.help,
                "where": [str(scope) for scope in Scope if scope in key.scopes],
                "from": origin_of(settings, key.id),
            }
            for key in ordered
        ]
        terminal.items(items)
        return Exit.DONE
    from console.cli.table import Column
    from console.cli.table import table as lines_of

    columns = [
        Column("KEY"),
        Column("WHAT IT DOES", shrinks=True),
        Column("WHERE", gives_way=2),
        Column("ID"),
        Column("FROM", gives_way=1),
    ]
    terminal.say(
        *lines_of(columns, [_cells(key, origin_of(settings, key.id)) for key in ordered], terminal.width)
    )
    return Exit.DONE


def _cells(key: Key, origin: str) -> list[str]:
    where = ", ".join(str(scope) for scope in Scope if scope in key.scopes)
    return [
        " ".join(face(name, ascii_only=True) for name in key.keys) or "-",
        key.help,
        where,
        key.id,
        origin,
    ]
