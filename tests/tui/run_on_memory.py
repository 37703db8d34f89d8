"""Open the console on the backend in memory, to look at it.

PYTHONPATH=.:tests python -m tui.run_on_memory [THEME] [empty]
"""

import sys
import time

from console.app import run_app
from console.core.clock import FixedClock
from tui.harness import make_app
from tui.memory_backend import MemoryBackend
from tui.samples import NOW


class RunningClock(FixedClock):
    """Shows the time of the samples, but lets dialogs settle."""

    def monotonic(self) -> float:
        return time.monotonic()


if __name__ == "__main__":
    what = sys.argv[2] if len(sys.argv) > 2 else "samples"
    backend = MemoryBackend([] if what == "empty" else None, clock=RunningClock(NOW))
    sys.exit(run_app(make_app(backend, theme=sys.argv[1] if len(sys.argv) > 1 else "dark")))
