"""The door from the verbs to the console: the only module here that may know Textual is there."""

import asyncio
import importlib
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from console.cli.connection import Configured, configured
from console.cli.early import what_is_asked
from console.cli.keys_in_force import keys_in_force
from console.cli.locale_charset import charset_of, is_unicode
from console.cli.options import Options
from console.cli.process import will_stay
from console.cli.sources import ConfiguredContexts
from console.cli.terminal import Terminal
from console.client.first_read import FirstRead
from console.client.session import Session
from console.client.views import ViewBook
from console.config.entered_lines import FILE_NAME
from console.config.last_list import Asked, forget_all
from console.config.paths import Paths
from console.config.settings import DEFAULT
from console.core.place import Place

if TYPE_CHECKING:
    from console.app import Settings

DEMO: Final = "JOBCONSOLE_DEMO"
"""Set by the demo for its console: what it says of leaving is another thing there."""


def run(options: Options, terminal: Terminal, *, place: Place | None = None) -> int:
    """Open the console on the context that is meant, at ``place`` where one is named.

    Needs a terminal that can be drawn on. Returns the console's exit code.
    """
    here = configured(options)
    keys = keys_in_force(here.settings)
    source = ConfiguredContexts(
        here.paths, here.settings, options.read_only, default=options.context, keys_of=keys_in_force
    )
    session = source.session(here.contexts)
    with asyncio.Runner() as runner:
        first_read = runner.run(_begun(session, here.paths, lists=place is None))
        # Imported by now, and only now.
        from console.app import ConsoleOptions, run_console

        start = ConsoleOptions(here.context.name, _settings(here, keys, options, terminal))
        if place is not None:
            start = replace(start, place=place)
        return run_console(
            session, source, start, settled=will_stay, first_read=first_read, loop=runner.get_loop()
        )


async def _begun(session: Session, paths: Paths, *, lists: bool) -> FirstRead:
    """Ask for what the first screen shows, and load the screens meanwhile: Textual takes its time."""
    first_read = FirstRead(session, ViewBook(paths.views, paths.remembered) if lists else None)
    await asyncio.get_running_loop().run_in_executor(None, importlib.import_module, "console.app")
    return first_read


def _settings(here: Configured, keys: dict[str, str], options: Options, terminal: Terminal) -> "Settings":
    from console.app import Settings

    chosen = here.settings.console
    encoding = terminal.stdout.encoding or sys.getdefaultencoding()
    return Settings(
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
        last_list=_kept_list(wanted=chosen.last_list),
    )


def _kept_list(*, wanted: bool) -> Asked | None:
    """Return where the list is kept; nowhere, and nothing is left there, if that is not ``wanted``."""
    what = what_is_asked()
    if what is None or wanted:
        return what
    forget_all(what)
    return None
