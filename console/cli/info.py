"""`info`: every path and effective setting, and who set it. Secrets are masked."""

from argparse import ArgumentParser

from console.cli.connection import settings_of
from console.cli.exits import Exit
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal


class Options(CommonOptions):
    """What `info` is told."""

    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `info`."""
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Print the settings. Asks no backend, so that it works when nothing else does."""
    from console.config.overview import overview
    from console.version import VERSION

    entries = overview(*settings_of(options))
    if options.json:
        items = [{"key": entry.key, "value": entry.value, "origin": entry.origin} for entry in entries]
        terminal.document(
            {"version": VERSION, "items": [dict(item) for item in items], "next": None, "total": len(items)}
        )
        return Exit.DONE
    from console.cli.table import Column, table

    rows = [[entry.key, entry.value, entry.origin] for entry in entries]
    terminal.say(f"jobconsole {VERSION}", "")
    terminal.say(*table([Column("SETTING"), Column("VALUE"), Column("SET BY")], rows, None))
    return Exit.DONE
