"""`jobs`: a list of jobs by query."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from console.cli.connection import Connection, connected
from console.cli.exits import usage
from console.cli.heading import counted, here, say_heading
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.model import JobPage

PAGE = 200
"""Jobs that are read at a time."""


class Options(CommonOptions):
    """What `jobs` is told."""

    query: list[str]
    json: bool = False
    limit: int = 100
    cursor: str | None = None


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `jobs`."""
    parser.add_argument(
        "query",
        nargs="*",
        metavar="QUERY",
        help="such as status:paused workflow:ingest* started:24h; ! before a term leaves out, "
        "sort:-started orders; all jobs without one",
    )
    parser.add_argument("--limit", type=int, default=100, metavar="N", help="at most so many (100)")
    parser.add_argument("--cursor", metavar="CURSOR", help='go on where "next" of a --json list ended')
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """List the jobs. Returns 0, also for an empty list."""
    if options.limit < 1:
        raise usage("--limit must be at least 1")
    return connected(options, terminal, lambda connection: _list(connection, options))


async def _list(connection: Connection, options: Options) -> int:
    from console.cli.pages import read_jobs

    page = await read_jobs(
        connection.backend, " ".join(options.query), limit=options.limit, cursor=options.cursor
    )
    terminal = connection.terminal
    if options.json:
        from console.wire.local import page_item

        document = page_item(page)
        if page.missing:
            document["missing"] = list(page.missing)
        terminal.document(document)
        return connection.tell_missing(page.missing)
    from console.cli.job_table import job_lines

    now, zone = here()
    say_heading(connection, _title(page, " ".join(options.query)))
    if page.items:
        terminal.say(*job_lines(page.items, now, zone, terminal.width, wrap=terminal.plain))
    else:
        terminal.nothing("no jobs match" if options.query else "there are no jobs yet")
    if page.next is not None:
        of = "" if page.total is None else f" of {page.total:,}"
        terminal.tell(f"{len(page.items)}{of} are shown; --limit shows more")
    return connection.tell_missing(page.missing)


def _title(page: "JobPage", query: str) -> str:
    number = len(page.items) if page.total is None else page.total
    return counted(number, "job") + (f" matching {query}" if query else "")
