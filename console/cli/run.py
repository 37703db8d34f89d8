"""`run`: start a job of a file or of a stored workflow, print its id, and follow it if asked."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.cli.connection import Connection, connected
from console.cli.exits import Exit, usage
from console.cli.options import Options as CommonOptions
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.model import StartRequest

_MOST_BYTES: Final = 10_000_000  # far more than any workflow; a wrong file is not sent


class Options(CommonOptions):
    """What `run` is told."""

    workflow: str
    param: list[tuple[str, str]] | None = None
    name: str | None = None
    priority: int | None = None
    follow: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `run`."""
    from console.cli.targets import key_value

    parser.add_argument(
        "workflow", metavar="FILE|WORKFLOW", help="a workflow file, or the name of a stored workflow"
    )
    parser.add_argument("--param", "-p", action="append", type=key_value, metavar="NAME=VALUE")
    parser.add_argument("--name", metavar="NAME", help="what the job is called")
    parser.add_argument("--priority", type=int, metavar="N", help="higher runs first")
    parser.add_argument("--follow", "-f", action="store_true", help="print its logs until it has ended")


def run(options: Options, terminal: Terminal) -> int:
    """Start the job. Returns 0 once it is stored; with --follow 0 if it succeeded, else 1."""
    return connected(options, terminal, lambda connection: _start(connection, options), changes=True)


async def _start(connection: Connection, options: Options) -> int:
    job = await connection.backend.start(_request(options))
    # Flushed at once: whoever reads it may act on the job while we follow it.
    connection.terminal.say_now(job)
    return await _follow(connection, job) if options.follow else Exit.DONE


def _request(options: Options) -> "StartRequest":
    import uuid

    from console.model import StartRequest

    file = Path(options.workflow)
    is_file = file.suffix in (".yaml", ".yml") or os.sep in options.workflow or file.is_file()
    return StartRequest(
        None if is_file else options.workflow,
        _params(options.param or []),
        name=options.name,
        text=_text(file) if is_file else None,
        source=str(file) if is_file else None,
        folder=str(file.absolute().parent) if is_file else None,
        priority=options.priority,
        request_id=uuid.uuid4().hex,
    )


def _params(given: list[tuple[str, str]]) -> dict[str, str]:
    params: dict[str, str] = {}
    for name, value in given:
        if name in params:
            raise usage(f"the parameter {name} is given twice")
        params[name] = value
    return params


def _text(file: Path) -> str:
    """Return the text of a workflow file. Raises Failure where there is none to read."""
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        raise usage(f"{file}: the file cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise usage(f"{file}: the file is larger than ten megabytes; this is no workflow")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise usage(f"{file}: the file is not UTF-8") from None


async def _follow(connection: Connection, job: str) -> int:
    import asyncio

    from console.cli.following import JobFollower, succeeded

    try:
        detail = await JobFollower(connection, job).run()
    except asyncio.CancelledError:  # ctrl-c
        connection.terminal.tell("", f"job {job} goes on; jobconsole show {job} tells how it stands")
        raise
    ended = detail.job
    why = f": {ended.reason}" if ended.reason else ""
    connection.terminal.tell(f"-- job {job} {ended.status}{why}")
    return Exit.DONE if succeeded(ended.status) else Exit.FAILED
