"""`diff`: the log of an execution beside that of the last success of its node."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from console.cli.connection import Connection, connected
from console.cli.exits import Exit, Failure
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.model import Json, LogRef


class Options(CommonOptions):
    """What `diff` is told."""

    job: str
    node: str | None = None
    execution: int | None = None
    whole: bool = False
    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `diff`."""
    parser.add_argument("job", metavar="JOB", help="the id of a job")
    parser.add_argument("--node", metavar="NODE", help="default: what failed or runs, else what ran last")
    parser.add_argument("--execution", type=int, metavar="K", help="which attempt; default: the latest")
    parser.add_argument("--whole", action="store_true", help="with all lines that are alike, too")
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Print the difference. Returns 0, or 3 where there is nothing to compare."""
    return connected(options, terminal, lambda connection: diff(connection, options))


async def diff(connection: Connection, options: Options) -> int:
    """Print what is new (+), what is missing (-), and what differs in times and numbers alone (~)."""
    from console.cli.log_choice import choose_log
    from console.client.log_compare import NothingToCompare, compare

    detail = await connection.backend.job(options.job)
    ref = choose_log(detail, options.node, options.execution)
    try:
        compared = await compare(connection.backend, detail, ref)
    except NothingToCompare as error:
        raise Failure(Exit.NOT_FOUND, str(error)) from None
    terminal = connection.terminal
    if options.json:
        lines: list[Json] = [
            {"change": str(each.change), "text": each.text, "old": each.old, "new": each.new}
            for each in compared.lines
        ]
        told: dict[str, Json] = {"old": _named(compared.old), "new": _named(ref), "lines": lines}
        terminal.document({**told, "notes": [*compared.notes]})
        return Exit.DONE
    from console.cli.diff_text import diff_text

    terminal.tell(*compared.notes)
    terminal.say(*diff_text(compared, whole=options.whole))
    return Exit.DONE


def _named(ref: "LogRef") -> "dict[str, Json]":
    return {"job": ref.job, "node": ref.node, "execution": ref.execution}
