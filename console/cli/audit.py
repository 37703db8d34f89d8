"""`audit`: who did what, when and why; refused attempts too."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from console.cli.connection import Connection, connected
from console.cli.exits import Exit, usage
from console.cli.heading import say_heading
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.cli.table import Column
    from console.model import AuditEntry


class Options(CommonOptions):
    """What `audit` is told."""

    job: str | None = None
    json: bool = False
    limit: int = 200
    verify: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `audit`."""
    parser.add_argument("job", nargs="?", metavar="JOB", help="of this job only")
    parser.add_argument("--limit", type=int, default=200, metavar="N", help="at most so many (200)")
    parser.add_argument(
        "--verify", action="store_true", help="tell whether the record is as written, and its last digest"
    )
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """List what was done, the newest first. Returns 0, 1 for a broken record, 3 for no such job."""
    if options.limit < 1:
        raise usage("--limit must be at least 1")
    if options.verify:
        if options.job is not None:
            raise usage("--verify reads the whole record, not that of one job: leave the job out")
        return connected(options, terminal, lambda connection: _verify(connection, options))
    return connected(options, terminal, lambda connection: _list(connection, options))


async def _list(connection: Connection, options: Options) -> int:
    entries = await connection.backend.audit(options.job, limit=options.limit)
    terminal = connection.terminal
    if options.json:
        from console.wire.local import audit_item

        terminal.items([audit_item(entry) for entry in entries], counted=False)
        return Exit.DONE
    say_heading(
        connection, f"what was done to {f'job {options.job}' if options.job else 'all jobs'}, newest first"
    )
    if not entries:
        terminal.nothing("nothing is recorded yet")
        return Exit.DONE
    from console.cli.table import table

    rows = [_cells(entry, plain=terminal.plain) for entry in entries]
    terminal.say(*table(_columns(plain=terminal.plain), rows, terminal.width, wrap=terminal.plain))
    return Exit.DONE


async def _verify(connection: Connection, options: Options) -> int:
    from dataclasses import asdict

    from console.backends.base import ChecksItsAudit, Unsupported

    backend, terminal = connection.backend, connection.terminal
    if not isinstance(backend, ChecksItsAudit):
        raise Unsupported(
            f"{backend.context} has no record that can be verified here",
            advice="the embedded engine's record is chained; ask whoever runs this server about its own",
        )
    found = await backend.check_audit()
    if options.json:
        terminal.document(asdict(found))
    elif found.broken is not None:
        terminal.say(f"broken: {found.broken}; {found.chained} entries before it are as they were written")
    else:
        older = found.entries - found.chained
        before = f"; {older} older ones have no digest" if older else ""
        terminal.say(
            f"{found.chained} entries are as they were written{before}",
            f"digest of the last one: {found.head or 'none'}",
        )
    return Exit.DONE if found.broken is None else Exit.FAILED


def _columns(*, plain: bool) -> "list[Column]":
    from console.cli.table import Column

    first = [Column("AT", gives_way=0 if plain else 3), Column("ACTOR"), Column("VERB"), Column("JOB")]
    common = [*first, Column("NODE", gives_way=1), Column("RESULT")]
    if plain:  # where a long last column goes on below its row, the reason is in it
        return [*common, Column("WHY")]
    return [*common, Column("REASON", gives_way=2, shrinks=True), Column("MESSAGE")]


def _cells(entry: "AuditEntry", *, plain: bool) -> list[str]:
    common = [entry.at, entry.actor, entry.verb, entry.job, entry.node or "-", entry.result]
    if plain:
        return [*common, "; ".join(filter(None, (entry.reason, entry.message))) or "-"]
    return [*common, entry.reason or "-", entry.message]
