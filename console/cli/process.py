"""The command as a process of its own, spared the collector's work at both ends of a short life.

A verb makes some 70,000 objects, nearly all of them while it imports, and no cycles worth looking for: the
looks and the last walk over every object cost it a quarter of its CPU.
"""

import gc
import os
import sys
from typing import Final

_NEVER_IN_A_VERB: Final = 200_000
_IN_A_LONG_LIFE: Final = 4_000
_BEFORE_THE_CONSOLE: Final = ("--context", "--read-only")


def run() -> int:
    """Run this process's command line and return its exit code."""
    gc.set_threshold(_NEVER_IN_A_VERB)
    if len(sys.argv) < 2 or sys.argv[1] in _BEFORE_THE_CONSOLE:
        # Before anything else: a person sees the last list while the rest is imported.
        from console.cli import early

        early.begin(sys.argv[1:], os.environ)
    from console.cli.main import main

    code = main()
    # The interpreter would walk every object of every module once more before it lets the process end.
    gc.freeze()
    return code


def will_stay() -> None:
    """Say that all is loaded and the process goes on for hours: what is there is never walked again.

    Until then the collector stays out of the way, as in a verb.
    """
    gc.collect()  # once: what the start left behind would be frozen, too, and is a megabyte
    gc.freeze()
    gc.set_threshold(_IN_A_LONG_LIFE)
