"""Open the console on a backend of which every string is hostile, made from a seed.

PYTHONPATH=.:tests python -m tui.run_hostile SEED [protected] [MODULE.FUNCTION]

A function that is named lets every text through as it is: what is sent then must be seen to be foreign. The
screens that were shown are written to the file that SCREENS_SEEN names, an error of the console itself to the
folder that CRASHES names.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from console.app import ConsoleApp, ConsoleOptions, run_app
from console.cli.locale_charset import charset_of, is_unicode
from console.client.contexts import Policy
from console.client.session import Session
from console.core.clock import FixedClock
from console.core.sanitize import Span
from console.screens.desk import Settings
from tui.hostile import HostileBackend, HostileContexts
from tui.samples import NOW


class HurriedClock(FixedClock):
    """A second goes by whenever somebody looks: no dialog is too young to hear a key."""

    seconds = 0.0

    def monotonic(self) -> float:
        self.seconds += 1.0
        return self.seconds


class WatchedApp(ConsoleApp):
    """Notes which screens are shown."""

    shown: set[str] = set()  # noqa: RUF012 - one app a process

    def push_screen(self, screen: Any, *more: Any, **options: Any) -> Any:
        self.shown.add(type(screen).__name__)
        return super().push_screen(screen, *more, **options)

    def switch_screen(self, screen: Any) -> Any:
        self.shown.add(type(screen).__name__)
        return super().switch_screen(screen)


def let_through(name: str) -> None:
    """Put what changes nothing in the place of a function that makes text safe."""
    module, _, function = name.rpartition(".")
    found = import_module(module)
    spans = function == "log_spans"
    setattr(found, function, (lambda text, *_: (Span(text),)) if spans else lambda text, *_: text)


if __name__ == "__main__":
    backend = HostileBackend(int(sys.argv[1]), HurriedClock(NOW))
    policy = Policy(protected="protected" in sys.argv[2:])
    for mutant in (word for word in sys.argv[2:] if "." in word):
        let_through(mutant)

    def session(_name: str = "") -> Session:
        return Session(backend, policy=policy, clock=backend.clock, me=backend.me)

    settings = Settings(
        crash_folder=Path(os.environ["CRASHES"]) if "CRASHES" in os.environ else None,
        gap=0.0,
        ascii_only=not is_unicode(os.environ, sys.stdout.encoding),
        charset=charset_of(os.environ, sys.stdout.encoding),
    )
    contexts = HostileContexts(session, backend.spoiler)
    app = WatchedApp(session(), contexts, ConsoleOptions(backend.context, settings), clock=backend.clock)
    code = run_app(app)
    if kept := os.environ.get("SCREENS_SEEN"):
        Path(kept).write_text("\n".join(sorted(app.shown)))
    sys.exit(code)
