"""Open the console on a backend of which every string is hostile, made from a seed.

PYTHONPATH=.:tests python -m tui.run_hostile SEED [PROTECTED]
"""

import os
import sys

from console.app import ConsoleApp, ConsoleOptions, run_app
from console.cli.locale_charset import charset_of, is_unicode
from console.client.contexts import Policy
from console.client.session import Session
from console.core.clock import FixedClock
from console.screens.desk import Settings
from tui.hostile import HostileBackend, HostileContexts
from tui.samples import NOW


class HurriedClock(FixedClock):
    """A second goes by whenever somebody looks: no dialog is too young to hear a key."""

    seconds = 0.0

    def monotonic(self) -> float:
        self.seconds += 1.0
        return self.seconds


if __name__ == "__main__":
    backend = HostileBackend(int(sys.argv[1]), HurriedClock(NOW))
    policy = Policy(protected=len(sys.argv) > 2)

    def session(_name: str = "") -> Session:
        return Session(backend, policy=policy, clock=backend.clock, me=backend.me)

    settings = Settings(
        gap=0.0,
        ascii_only=not is_unicode(os.environ, sys.stdout.encoding),
        charset=charset_of(os.environ, sys.stdout.encoding),
    )
    contexts = HostileContexts(session, backend.spoiler)
    sys.exit(
        run_app(
            ConsoleApp(session(), contexts, ConsoleOptions(backend.context, settings), clock=backend.clock)
        )
    )
