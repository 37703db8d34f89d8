"""The first screen as text: what the console opens on, where no console can be drawn."""

from typing import TYPE_CHECKING, Final

from console.cli.connection import Connection, connected
from console.cli.exits import Exit
from console.cli.heading import counted, heading, here
from console.cli.options import Options
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.model import Counts, JobPage

_MOST: Final = 100

_NEEDS_A_PERSON: Final = "problem:any"
"""What the console opens on, unless it is empty: then on all jobs."""


def run(options: Options, terminal: Terminal) -> int:
    """Print the counts, and what needs a person or else the newest jobs; and end."""
    if terminal.is_poor and not options.plain:
        terminal.tell(
            f"jobconsole: this terminal cannot show the console (TERM={terminal.term or 'is not set'}); "
            "this is its first screen as text",
            "TERM=xterm-256color jobconsole opens it where the terminal can do more than it says; "
            "jobconsole --help lists what can be done without it",
        )
    return connected(options, terminal.as_plain(), print_list)


async def print_list(connection: Connection) -> int:
    """Print the first screen of a connection."""
    from console.cli.job_table import job_lines
    from console.cli.pages import read_jobs

    terminal, backend = connection.terminal, connection.backend
    page = await read_jobs(backend, _NEEDS_A_PERSON, limit=_MOST)
    waiting = bool(page.items)
    if not waiting:
        page = await read_jobs(backend, "", limit=_MOST)
    counts = await backend.counts()
    terminal.say(heading(connection.context, _told(counts, page)))
    if not page.items:
        terminal.say("", "there are no jobs yet; start one: jobconsole run FILE")
        return connection.tell_missing(page.missing)
    now, zone = here()
    what = "these need a person; jobconsole jobs lists all" if waiting else "nothing needs a person"
    terminal.say(what, "", *job_lines(page.items, now, zone, terminal.width, wrap=True))
    if page.next is not None:
        terminal.say("", f"{counted(len(page.items), 'job')} of more; jobconsole jobs --limit N shows more")
    return connection.tell_missing(page.missing) or Exit.DONE


def _told(counts: "Counts | None", page: "JobPage") -> str:
    """Return how many jobs there are and how they stand, as far as the backend counts them."""
    if counts is None:
        return "jobs" if page.total is None else counted(page.total, "job")
    statuses = [f"{number} {status}" for status, number in counts.by_status.items() if number]
    attention = [
        f"{number} needing a person ({why})"
        for why, number in counts.by_attention.items()
        if number and why != "none"
    ]
    return ", ".join([counted(counts.total, "job"), *statuses, *attention])
