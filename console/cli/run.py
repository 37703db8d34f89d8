"""`run`: start a job of a file or of a stored workflow, print its id, and follow it if asked."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from console.cli.connection import Connection, connected
from console.cli.exits import Exit, usage
from console.cli.options import Options as CommonOptions
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.model import StartRequest


class Options(CommonOptions):
    """What `run` is told."""

    workflow: str
    param: list[tuple[str, str]] | None = None
    name: str | None = None
    priority: int | None = None
    reason: str | None = None
    follow: bool = False
    dry_run: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `run`."""
    from console.cli.targets import key_value

    parser.add_argument(
        "workflow", metavar="FILE|WORKFLOW", help="a workflow file, or the name of a stored workflow"
    )
    parser.add_argument("--param", "-p", action="append", type=key_value, metavar="NAME=VALUE")
    parser.add_argument("--name", metavar="NAME", help="what the job is called")
    parser.add_argument("--priority", type=int, metavar="N", help="higher runs first")
    parser.add_argument("--reason", metavar="TEXT", help="why; it is recorded")
    parser.add_argument(
        "--dry-run", action="store_true", help="print what would run, in which order, and start nothing"
    )
    parser.add_argument("--follow", "-f", action="store_true", help="print its logs until it has ended")


def run(options: Options, terminal: Terminal) -> int:
    """Start the job. Returns 0 once it is stored; with --follow 0 if it succeeded, else 1.

    With --dry-run it returns 0 if the job could be started, 2 if something in it is wrong.
    """
    if options.dry_run:
        if options.follow:
            raise usage("--dry-run starts nothing that --follow could follow; leave one of them out")
        return connected(options, terminal, lambda connection: _rehearse(connection, options))
    return connected(options, terminal, lambda connection: _start(connection, options), changes=True)


async def _start(connection: Connection, options: Options) -> int:
    job = await connection.backend.start(_request(options))
    # Flushed at once: whoever reads it may act on the job while we follow it.
    connection.terminal.say_now(job)
    return await _follow(connection, job) if options.follow else Exit.DONE


async def _rehearse(connection: Connection, options: Options) -> int:
    from console.cli.rehearsal import rehearse

    return await rehearse(connection, _request(options))


def _request(options: Options) -> "StartRequest":
    file, params = Path(options.workflow), _params(options.param or [])
    if file.suffix in (".yaml", ".yml") or os.sep in options.workflow or file.is_file():
        from console.cli.start_file import file_request

        return file_request(file, params, name=options.name, priority=options.priority, reason=options.reason)
    import uuid

    from console.model import StartRequest

    return StartRequest(
        options.workflow,
        params,
        name=options.name,
        priority=options.priority,
        request_id=uuid.uuid4().hex,
        reason=options.reason,
    )


def _params(given: list[tuple[str, str]]) -> dict[str, str]:
    params: dict[str, str] = {}
    for name, value in given:
        if name in params:
            raise usage(f"the parameter {name} is given twice")
        params[name] = value
    return params


async def _follow(connection: Connection, job: str) -> int:
    import asyncio

    from console.cli.following import JobFollower
    from console.model import JobStatus

    try:
        detail = await JobFollower(connection, job).run()
    except asyncio.CancelledError:  # ctrl-c
        connection.terminal.tell("", f"job {job} goes on; jobconsole show {job} tells how it stands")
        raise
    ended = detail.job
    why = f": {ended.reason}" if ended.reason else ""
    connection.terminal.tell(f"-- job {job} {ended.status}{why}")
    return Exit.DONE if ended.status is JobStatus.SUCCEEDED else Exit.FAILED
