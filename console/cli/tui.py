"""The door from the verbs to the console: the only module here that may know Textual is there."""

import os
import sys
from datetime import UTC, datetime
from typing import Final

from console.app import ConsoleOptions, Settings, run_console
from console.cli.connection import configured
from console.cli.keys_in_force import keys_in_force
from console.cli.locale_charset import charset_of, is_unicode
from console.cli.options import Options
from console.cli.process import will_stay
from console.cli.sources import ConfiguredContexts
from console.cli.terminal import Terminal
from console.config.entered_lines import FILE_NAME
from console.config.settings import DEFAULT
from console.core.place import Place

DEMO: Final = "JOBCONSOLE_DEMO"
"""Set by the demo for its console: what it says of leaving is another thing there."""


def run(options: Options, terminal: Terminal, *, place: Place | None = None) -> int:
    """Open the console on the context that is meant, at ``place`` where one is named.

    Needs a terminal that can be drawn on. Returns the console's exit code.
    """
    here = configured(options)
    chosen = here.settings.console
    keys = keys_in_force(here.settings)
    encoding = terminal.stdout.encoding or sys.getdefaultencoding()
    source = ConfiguredContexts(
        here.paths, here.settings, options.read_only, default=options.context, keys_of=keys_in_force
    )
    settings = Settings(
        # Nobody's choice is no choice: a terminal of few colours then gets the theme made for it.
        theme=chosen.theme if here.settings.origin("console.theme") != DEFAULT else "",
        themes_folder=here.paths.themes,
        zone=datetime.now(UTC).astimezone().tzinfo or UTC,
        mouse=chosen.mouse,
        ascii_only=not is_unicode(os.environ, encoding),
        charset=charset_of(os.environ, encoding),
        stock_output=options.stock_output,
        keys=keys,
        jobs_end=bool(os.environ.get(DEMO)),
        crash_folder=here.paths.state.path,
        commands_file=here.paths.state.path / FILE_NAME,
        views_file=here.paths.views,
        state_file=here.paths.remembered,
        copies_folder=here.paths.state.path,
    )
    start = ConsoleOptions(here.context.name, settings)
    if place is not None:
        start = ConsoleOptions(here.context.name, settings, place)
    return run_console(lambda: source.session(here.contexts), source, start, settled=will_stay)
