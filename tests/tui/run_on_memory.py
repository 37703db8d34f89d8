"""Open the console on the backend in memory, to look at it.

PYTHONPATH=.:tests python -m tui.run_on_memory [THEME] [empty|many] [stock]

Its charset is the locale's, as the command's is.
"""

import os
import sys
import time
from dataclasses import replace

from console.app import run_app
from console.cli.locale_charset import charset_of, is_unicode
from console.core.clock import FixedClock
from console.model import JobDetail
from tui.harness import make_app
from tui.memory_backend import MemoryBackend
from tui.samples import NOW, ingest_eu


class RunningClock(FixedClock):
    """Shows the time of the samples, but lets dialogs settle."""

    def monotonic(self) -> float:
        return time.monotonic()


def many(count: int = 1000) -> list[JobDetail]:
    """A long list."""
    first = ingest_eu()
    return [replace(first, job=replace(first.job, id=str(9000 - place))) for place in range(count)]


if __name__ == "__main__":
    what = sys.argv[2] if len(sys.argv) > 2 else "samples"
    backend = MemoryBackend({"empty": [], "many": many()}.get(what), clock=RunningClock(NOW))
    app = make_app(
        backend,
        theme=sys.argv[1] if len(sys.argv) > 1 else "dark",
        ascii_only=not is_unicode(os.environ, sys.stdout.encoding),
    )
    app.draw_on_terminal(charset_of(os.environ, sys.stdout.encoding), stock="stock" in sys.argv[3:])
    sys.exit(run_app(app))
