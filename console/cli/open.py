"""`open`: the console on one job, by its id or by a link."""

from argparse import ArgumentParser
from dataclasses import replace

from console.cli.connection import connected, settings_of
from console.cli.exits import usage
from console.cli.options import Options as CommonOptions
from console.cli.show import show
from console.cli.terminal import Terminal
from console.core.context_name import split_name
from console.core.link import parse_link


class Options(CommonOptions):
    """What `open` is told."""

    target: str


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `open`."""
    parser.add_argument("target", metavar="LINK|JOB", help="jobconsole://CONTEXT/jobs/ID, or the id of a job")


def run(options: Options, terminal: Terminal) -> int:
    """Open the console there; where none can be drawn, show the job as text."""
    try:
        link = parse_link(options.target)
    except ValueError as error:
        raise usage(str(error)) from None
    options.context = link.context or options.context
    if link.context is None and (parts := split_name(link.job, settings_of(options)[1].contexts)):
        # As a list of several contexts names it.
        options.context, link = parts[0], replace(link, job=parts[1])
    if options.plain or not terminal.can_draw:
        return connected(options, terminal, lambda connection: show(connection, link.job))
    from console.cli.tui import run as run_console

    return run_console(options, terminal, job=link.job, node=link.node)
