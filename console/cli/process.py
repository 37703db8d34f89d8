"""The command as a process of its own: `main`, spared the collector's work at both ends of a short life."""

import gc
from typing import Final

_RARELY: Final = 50_000
"""New objects between two looks for cycles. With Python's own 700 the imports alone cost a hundred looks."""


def run() -> int:
    """Run this process's command line and return its exit code."""
    gc.set_threshold(_RARELY)
    from console.cli.main import main

    code = main()
    # The interpreter would walk every object of every module once more before it lets the process end.
    gc.freeze()
    return code
