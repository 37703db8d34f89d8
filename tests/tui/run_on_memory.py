"""Open the console on the backend in memory, to look at it: `PYTHONPATH=.:tests python -m tui.run_on_memory [THEME] [empty]`."""

import sys

from tui.harness import make_app
from tui.memory_backend import MemoryBackend

if __name__ == "__main__":
    what = sys.argv[2] if len(sys.argv) > 2 else "samples"
    backend = MemoryBackend([]) if what == "empty" else MemoryBackend()
    make_app(backend, theme=sys.argv[1] if len(sys.argv) > 1 else "dark").run(mouse=False)
