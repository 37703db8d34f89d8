"""200 cells of a list change a second, 20 ten times: what that costs a list that stands in view.

The console's own list on jobs that change in memory, and Textual's table on the same cells.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.console.line import Line
from benchmarks.measure import cpu_of, table

if TYPE_CHECKING:
    from benchmarks.place import Place

SECONDS = 10.0


def updates(here: Place) -> None:
    """Measure and print."""
    rows = []
    for name, what in (("jobconsole's list", "ours"), ("Textual DataTable", "stock")):
        argv = (sys.executable, "-m", "benchmarks.console.changing_list", what)
        with Line(argv, here.environment) as line:
            line.until(lambda: b"job 7" in line.came)
            line.until(lambda: False, 2.0)
            before, used = len(line.came), cpu_of(line.pid)
            line.until(lambda: False, SECONDS)
            spent, came = cpu_of(line.pid) - used, len(line.came) - before
        rows.append((name, f"{spent / SECONDS:.1%}", f"{came / SECONDS / 1000:.1f}"))
    print("\n200 cell updates a second")
    table(("what", "CPU", "KB/s"), rows)
