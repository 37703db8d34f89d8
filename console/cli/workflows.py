"""`workflows`: what can be started by name."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from console.cli.connection import Connection, connected
from console.cli.exits import Exit, Failure
from console.cli.heading import counted, say_heading
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.model import Param, WorkflowInfo


class Options(CommonOptions):
    """What `workflows` is told."""

    workflow: str | None = None
    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `workflows`."""
    parser.add_argument(
        "workflow", nargs="?", metavar="WORKFLOW", help="what this one takes, and how to start it"
    )
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """List the workflows with their parameters. Returns 0, also for an empty list."""
    return connected(options, terminal, lambda connection: _list(connection, options))


async def _list(connection: Connection, options: Options) -> int:
    infos = await connection.backend.workflows()
    terminal = connection.terminal
    if options.workflow is not None:
        infos = [each for each in infos if options.workflow in (each.id, each.name)]
        if not infos:
            raise Failure(
                Exit.NOT_FOUND, f"there is no workflow {options.workflow}", "See: jobconsole workflows"
            )
    if options.json:
        from console.wire.local import workflow_item

        terminal.items([workflow_item(info) for info in infos])
        return Exit.DONE
    if options.workflow is not None:
        from console.cli.form_text import form_text

        what = f"start {options.workflow}; nothing is started by this"
        say_heading(connection, what)
        terminal.say(*form_text(infos, connection.context.name))
        return Exit.DONE
    say_heading(connection, f"what can be started, {counted(len(infos), 'workflow')}")
    if not infos:
        terminal.nothing("no workflow was started here yet; start a file: jobconsole run FILE")
        return Exit.DONE
    from console.cli.table import Column, table

    columns = [Column("WORKFLOW"), Column("PARAMETERS", gives_way=1), Column("DESCRIPTION")]
    rows = [_cells(info) for info in infos]
    terminal.say(*table(columns, rows, terminal.width, wrap=terminal.plain))
    return Exit.DONE


def _cells(info: "WorkflowInfo") -> list[str]:
    return [info.id, " ".join(_param(param) for param in info.params) or "-", info.description]


def _param(param: "Param") -> str:
    """Return a parameter as it would be given: ``region=eu|us``, ``day=DATE`` in brackets if optional."""
    value = "|".join(param.options) or param.kind.value.upper()
    text = f"{param.name}={value}"
    return text if param.required else f"[{text}]"
