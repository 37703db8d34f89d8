"""Every figure of the console beside its floor and its peers, in one run.

    python -m benchmarks.console [--jobs 1000000] [--rounds 5] [--only keys,memory] [--peers FOLDER]

The rows of the slow line are told, not held to anything; those of the log come from `benchmarks.console_logs`
where it is there.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.console.first_screen import first_screens
from benchmarks.console.flood import flood
from benchmarks.console.inside import inside
from benchmarks.console.keys import keys
from benchmarks.console.layer import layer
from benchmarks.console.memory import memory
from benchmarks.console.peers import VARIABLE, peers
from benchmarks.console.slow_link import slow_link
from benchmarks.console.updates import updates
from benchmarks.place import place

if TYPE_CHECKING:
    from collections.abc import Callable

LOGS = "benchmarks.console_logs"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.console", description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=1_000_000, help="jobs in the store")
    parser.add_argument("--rows", type=int, default=1100, help="of them, how many the peers get")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the first screens")
    parser.add_argument("--moves", type=int, default=15)
    parser.add_argument("--idle", type=float, default=10.0, help="seconds to idle")
    parser.add_argument(
        "--only",
        default="",
        help="parts, with commas: start,keys,layer,updates,memory,link,inside,flood,logs",
    )
    parser.add_argument("--peers", type=Path, default=os.environ.get(VARIABLE), help="a folder with peers")
    options = parser.parse_args()
    with place(options.jobs) as here:
        beside = peers(here, options.rows, options.peers)
        print(f"{options.jobs:,} jobs in the store, {options.rows:,} in the hands of the peers")
        for name, why in beside.missing.items():
            print(f"{name}: {why}")
        parts: dict[str, Callable[[], None]] = {
            "start": lambda: first_screens(here, beside, options.rounds),
            "keys": lambda: keys(here, beside, options.moves, options.idle),
            "layer": layer,
            "updates": lambda: updates(here),
            "memory": lambda: memory(here, beside),
            "link": lambda: slow_link(here, beside),
            "inside": lambda: inside(here, beside.found[0]),
            "flood": lambda: flood(here, beside),
            "logs": _logs,
        }
        for name, part in parts.items():
            if not options.only or name in options.only.split(","):
                part()


def _logs() -> None:
    """Print the rows of the log, whose benchmark runs alone, too."""
    if importlib.util.find_spec(LOGS) is None:
        print("\nlogs: there is no benchmark of them")
        return
    print("\nlogs")
    importlib.import_module(LOGS).main()


if __name__ == "__main__":
    main()
