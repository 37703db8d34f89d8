"""`show`: one job with its nodes, and what it waits for."""

from argparse import ArgumentParser

from console.cli.connection import Connection, connected
from console.cli.exits import Exit
from console.cli.heading import here
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal


class Options(CommonOptions):
    """What `show` is told."""

    job: str
    node: str | None = None
    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `show`."""
    parser.add_argument("job", metavar="JOB", help="the id of a job")
    parser.add_argument(
        "--node", metavar="NODE", help="the node whose log's end --plain prints; default: what matters most"
    )
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Show the job. Returns 0, or 3 where there is none, or no such node in it."""
    return connected(options, terminal, lambda connection: show(connection, options))


async def show(connection: Connection, options: Options) -> int:
    """Print one job. Raises Failure where it has no node of the name that is asked for."""
    detail = await connection.backend.job(options.job)
    if options.node is not None:
        from console.cli.log_choice import node_of

        node_of(detail, options.node)
    if options.json:
        from console.wire.local import job_document

        connection.terminal.document(job_document(detail))
        return Exit.DONE
    from console.cli.job_text import job_text

    terminal, context = connection.terminal, connection.context.name
    now, zone = here()
    terminal.say(*job_text(detail, context, now, zone, terminal.width, wrap=terminal.plain))
    if terminal.plain:
        from console.cli.job_screen import say_rest

        await say_rest(connection, detail, now, zone, options.node)
    return Exit.DONE
