"""What console and host hold in memory, beside an empty Textual app.

Resident, and what of that is the process's own (not shared with others, such as the interpreter's text).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.console.keys import PAGE_DOWN
from benchmarks.console.line import Line
from benchmarks.console.peers import CONSOLE
from benchmarks.measure import memory_of, table

if TYPE_CHECKING:
    from benchmarks.console.peers import Peer, Peers
    from benchmarks.place import Place

EMPTY = "from textual.app import App; App().run()"
PAGES = 40


def memory(here: Place, peers: Peers) -> None:
    """Measure and print."""
    found = {"the host, before anybody asks": memory_of(here.host_pid())}
    with Line((sys.executable, "-c", EMPTY), here.environment) as line:
        line.until(lambda: len(line.came) > 1000)
        line.quiet(0.5)
        found["floor: an empty Textual app"] = memory_of(line.pid)
    for peer in peers.found:
        found |= _through(peer, here)
    found["the host, after that"] = memory_of(here.host_pid())
    print(f"\nmemory; {PAGES} pages are {PAGES} times PgDn")
    rows = [(name, f"{resident:.0f}", f"{own:.0f}") for name, (resident, own) in found.items()]
    table(("what", "MB resident", "MB its own"), rows)


def _through(peer: Peer, here: Place) -> dict[str, tuple[float, float]]:
    """Return what a program holds at its first screen, and after looking through its list."""
    with Line(peer.argv, peer.environment(here)) as line:
        line.until(lambda: peer.there in line.came)
        line.quiet(0.5)
        found = {f"{peer.name}, first screen": memory_of(line.pid)}
        if peer.name == CONSOLE:
            line.until(lambda: False, 3.0)
            line.key(peer.mixed, 0.5)
            for _ in range(PAGES):
                line.key(PAGE_DOWN, 0.1)
            line.quiet(0.5)
            found[f"{peer.name}, {PAGES} pages further"] = memory_of(line.pid)
        return found
