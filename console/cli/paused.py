"""`paused`: every node, over every job, that waits for a person."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from console.cli.connection import Connection, connected
from console.cli.exits import Exit
from console.cli.heading import say_heading
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from console.model import PausedItem


class Options(CommonOptions):
    """What `paused` is told."""

    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `paused`."""
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """List what waits, the oldest first. Returns 0, also when nothing waits."""
    return connected(options, terminal, lambda connection: _list(connection, options))


async def _list(connection: Connection, options: Options) -> int:
    items = await connection.backend.paused()
    terminal = connection.terminal
    if options.json:
        from console.wire.local import paused_item

        terminal.items([paused_item(item) for item in items])
        return Exit.DONE
    say_heading(
        connection, f"paused inbox, {len(items)} waiting" + (", the oldest first" if len(items) > 1 else "")
    )
    if not items:
        terminal.nothing("nothing waits for a person")
        return Exit.DONE
    now = datetime.now(UTC)
    terminal.say(*paused_lines(items, now, terminal.width))
    if terminal.plain:
        from console.cli.paused_text import decisions

        terminal.say(*decisions(items, connection.context.name))
    return Exit.DONE


_COLUMNS: Final = (
    ("JOB", 0),
    ("NODE", 0),
    ("WAITS FOR", 0),
    ("SINCE", 3),
    ("NAME", 2),
    ("ACTIONS", 1),
    ("PROMPT", 0),
)


def paused_lines(items: "Sequence[PausedItem]", now: datetime, width: int | None) -> list[str]:
    """Return a table of what waits, safe to show."""
    from console.cli.table import Column, table
    from console.core.times import age

    rows = [
        [
            item.job.id,
            item.node.id,
            item.kind.replace("_", " "),
            "-" if item.since is None else age((now - item.since).total_seconds()),
            item.job.name,
            " ".join(item.actions),
            item.prompt,
        ]
        for item in items
    ]
    columns = [Column(title, gives_way) for title, gives_way in _COLUMNS]
    return table(columns, rows, width)
