"""`logs`: the log of one execution, whole, its end, or as it grows."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from console.cli.connection import Connection, connected
from console.cli.exits import Exit, usage
from console.cli.heading import say_heading
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from console.model import LogLine, LogRef

_WINDOW: Final = 2000
"""Lines that are asked for at a time."""


class Options(CommonOptions):
    """What `logs` is told."""

    job: str
    node: str | None = None
    execution: int | None = None
    follow: bool = False
    since: str | None = None
    tail: int | None = None
    timestamps: bool = False
    raw: bool = False
    all_nodes: bool = False
    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `logs`."""
    parser.add_argument("job", metavar="JOB", help="the id of a job")
    parser.add_argument("--node", metavar="NODE", help="default: what failed or runs, else what ran last")
    parser.add_argument("--all-nodes", action="store_true", help="the logs of all nodes as one, by time")
    parser.add_argument("--execution", type=int, metavar="K", help="which attempt; default: the latest")
    parser.add_argument("--follow", "-f", action="store_true", help="go on with what comes, to its end")
    parser.add_argument("--since", metavar="TIME", help="lines from an age (10m) or a time on")
    parser.add_argument("--tail", type=int, metavar="N", help="the last N lines only")
    parser.add_argument("--timestamps", "-t", action="store_true", help="with the time of each line, in UTC")
    parser.add_argument(
        "--raw", action="store_true", help="as it was written, escape sequences too; not to a terminal"
    )
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Print the log, made safe to show unless it is wanted raw."""
    if options.raw and terminal.writes_to_person:
        raise usage("--raw is not for a terminal: what the log holds could drive it", "Pipe it into a file.")
    if options.tail is not None and options.tail < 0:
        raise usage("--tail must be at least 0")
    single = ("node", "execution", "follow", "since", "tail", "raw")
    if options.all_nodes and any(getattr(options, name) not in (None, False) for name in single):
        raise usage("--all-nodes is the whole log of a job; it takes --timestamps and --json only")
    return connected(options, terminal, lambda connection: _print(connection, options))


async def _print(connection: Connection, options: Options) -> int:
    from console.cli.log_choice import choose_log

    detail = await connection.backend.job(options.job)
    if options.all_nodes:
        from console.cli.job_log import print_whole

        return await print_whole(connection, detail, timestamps=options.timestamps, json=options.json)
    ref = choose_log(detail, options.node, options.execution)
    if connection.terminal.plain and not options.json:
        say_heading(
            connection, f"log of {ref.node}, execution {ref.execution}, of {ref.job} {detail.job.name}"
        )
    elif connection.terminal.writes_to_person or options.node is None:
        connection.terminal.tell(f"job {ref.job}, {ref.node}, execution {ref.execution}")
    first = await _first_line(connection, ref, options)
    batches = (
        connection.backend.follow(ref, first=first) if options.follow else _windows(connection, ref, first)
    )
    if options.json:
        await _print_json(connection, batches, follow=options.follow)
    else:
        await _print_text(connection, batches, timestamps=options.timestamps, raw=options.raw)
    return Exit.DONE


async def _first_line(connection: Connection, ref: "LogRef", options: Options) -> int:
    """Return the number of the first line to print."""
    if options.tail is None and options.since is None:
        return 0
    from console.cli.log_choice import first_since, moment_of

    end = await connection.backend.log(ref, first=-1, count=1)
    total = end.total if end.total is not None else end.first + len(end.lines)
    first = 0
    if options.since is not None:
        moment = moment_of(options.since, datetime.now(UTC))
        first = await first_since(connection.backend, ref, moment, total)
    return first if options.tail is None else max(first, total - options.tail)


async def _windows(connection: Connection, ref: "LogRef", first: int) -> "AsyncIterator[Sequence[LogLine]]":
    """Yield what the log has now, a window at a time: never a whole log in memory."""
    while True:
        window = await connection.backend.log(ref, first=first, count=_WINDOW)
        yield window.lines
        first += len(window.lines)
        if not window.lines or (window.total is not None and first >= window.total):
            return


async def _print_text(
    connection: Connection, batches: "AsyncIterator[Sequence[LogLine]]", *, timestamps: bool, raw: bool
) -> None:
    from console.cli.log_text import LogPrinter

    printer = LogPrinter(connection.terminal, timestamps=timestamps, raw=raw)
    async for lines in batches:
        printer.print(lines)
    printer.end()


async def _print_json(
    connection: Connection, batches: "AsyncIterator[Sequence[LogLine]]", *, follow: bool
) -> None:
    """Print one document; where the log is followed, a document a line, as each is whole."""
    from console.cli.log_text import whole
    from console.wire.local import log_line_item

    terminal = connection.terminal
    if follow:
        async for lines in batches:
            for line in whole(lines):
                terminal.row(log_line_item(line))
        return
    terminal.items([log_line_item(line) async for lines in batches for line in lines])
