"""The background host's own entry: ``python -m console.cli.host``. Clients start it by this name."""

import argparse
import os
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run the host of one state folder to its end. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="console.cli.host", description="The background host of one engine."
    )
    parser.add_argument("--state-dir", type=Path, required=True, help="the engine's folder")
    parser.add_argument("--slots", type=int, default=os.cpu_count() or 1, help="commands at a time")
    parser.add_argument(
        "--idle", type=float, help="seconds without jobs and clients before it ends; 0: never"
    )
    parser.add_argument("--foreground", action="store_true", help="keep the terminal")
    given = parser.parse_args(arguments)

    from console.server.host import IDLE_AFTER, HostOptions, run_host
    from console.server.problem import Problem

    idle = IDLE_AFTER if given.idle is None else given.idle
    try:
        return run_host(HostOptions(given.state_dir, max(1, given.slots), idle, not given.foreground))
    except Problem as problem:
        print(f"{problem}\n{problem.advice}".strip(), file=sys.stderr)
        return 5
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
