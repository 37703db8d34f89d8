"""The plain list: what the console shows first, as text, where no console can be drawn."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from console.cli.connection import Connection, connected
from console.cli.exits import Exit
from console.cli.options import Options
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.model import Counts

_MOST: Final = 100


def run(options: Options, terminal: Terminal) -> int:
    """Print the counts and the newest jobs, and end."""
    return connected(options, terminal, print_list)


async def print_list(connection: Connection) -> int:
    """Print the counts and the newest jobs of a connection."""
    from console.cli.job_table import job_lines
    from console.core.times import zone_name

    page = await connection.backend.jobs("", limit=_MOST)
    counts = await connection.backend.counts()
    terminal = connection.terminal
    now = datetime.now(UTC)
    zone = now.astimezone().tzinfo or UTC
    terminal.say(f"{connection.context.name}, {zone_name(now, zone)}{_counted(counts)}")
    if not page.items:
        terminal.say("no jobs yet; start one: jobconsole run FILE")
        return Exit.DONE
    terminal.say("", *job_lines(page.items, now, zone, terminal.width))
    if page.next is not None:
        terminal.say(f"the newest {len(page.items)} are shown; jobconsole jobs --limit shows more")
    return Exit.DONE


def _counted(counts: "Counts | None") -> str:
    if counts is None:
        return ""
    statuses = [f"{number} {status}" for status, number in counts.by_status.items() if number]
    attention = [
        f"{number} needing a person ({why})"
        for why, number in counts.by_attention.items()
        if number and why != "none"
    ]
    return ": " + ", ".join(
        [f"{counts.total}{' or more' if counts.at_least else ''} jobs", *statuses, *attention]
    )
