"""How long the command and its peers take to their first word, beside what Python and Textual take.

A row of a screen ends when what it is opened for is there: a job, a line, a process. CPU is what the process
itself used until then; a host runs already.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.console.line import Line
from benchmarks.measure import Cost, cpu_of, interleaved, median_ms, run, table
from benchmarks.place import COMMAND

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.console.peers import Peer, Peers
    from benchmarks.place import Place

TEXTUAL = "floor: import textual.app"


def first_screens(here: Place, peers: Peers, rounds: int) -> None:
    """Measure and print."""
    command = partial(run, environment=here.environment)
    ways: dict[str, Callable[[], Cost]] = {
        "floor: python -c pass": lambda: command([sys.executable, "-c", "pass"]),
        TEXTUAL: lambda: command([sys.executable, "-c", "import textual.app"]),
        "jobconsole --version": lambda: command([*COMMAND, "--version"]),
        "jobconsole --help": lambda: command([*COMMAND, "--help"]),
        "jobconsole jobs": lambda: command([*COMMAND, "jobs"]),
        "jobconsole jobs --json": lambda: command([*COMMAND, "jobs", "--json"]),
        "jobconsole, the list seen last": lambda: _stand_in(here),
        **{f"{each.name}, first screen": partial(_screen, here, each) for each in peers.found},
    }
    costs = interleaved(ways, rounds)
    print(f"\nto the first word: {rounds} interleaved rounds, medians (least)")
    textual = median_ms([cost.cpu for cost in costs[TEXTUAL]])
    rows = []
    for name, found in costs.items():
        walls, cpus = [cost.wall for cost in found], [cost.cpu for cost in found]
        rows.append(
            (
                name,
                f"{median_ms(walls):.0f} ({min(walls) * 1000:.0f})",
                f"{median_ms(cpus):.0f} ({min(cpus) * 1000:.0f})",
                f"{median_ms(cpus) / textual:.2f}",
            )
        )
    rows += [(f"{name}, first screen", why, "", "") for name, why in peers.missing.items()]
    table(("what", "wall ms", "CPU ms", "of import textual"), rows)


def _stand_in(here: Place) -> Cost:
    """Open the console, and close it when the list seen last is drawn; see one first where need be."""
    if not any((here.state / "last-lists").glob("*.json")):
        with Line(COMMAND, here.environment) as line:
            line.until(lambda: b" failures" in line.came)
            line.press("\x11")
            line.until(lambda: b"\x1b[?1049l" in line.came)
    with Line(COMMAND, here.environment) as line:
        if not line.until(lambda: b"not live yet" in line.came):
            raise SystemExit("the list that was seen last was never shown")
        return Cost(line.last - line.began, cpu_of(line.pid))


def _screen(here: Place, peer: Peer) -> Cost:
    """Open a screen, and close it when what it is opened for is drawn."""
    with Line(peer.argv, peer.environment(here)) as line:
        if not line.until(lambda: peer.there in line.came):
            raise SystemExit(f"{peer.name} never showed {peer.there!r}")
        return Cost(line.last - line.began, cpu_of(line.pid))
