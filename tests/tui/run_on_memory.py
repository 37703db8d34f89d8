"""Open the console on the backend in memory, to look at it.

python -m tui.run_on_memory [THEME] [samples|empty|many|odd|contexts|remote|graphs] [stock|changed|mouse]

Its charset is the locale's, as the command's is. Copies that no clipboard takes go to JOBCONSOLE_STATE_DIR.
"""

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from console.app import run_app
from console.cli.locale_charset import charset_of, is_unicode
from console.client.contexts import Policy
from console.core.clock import FixedClock
from console.model import JobDetail
from tui.graph_samples import graph_backend
from tui.harness import make_app
from tui.memory_backend import MemoryBackend
from tui.remote_samples import RemoteMemory
from tui.samples import NOW, ingest_eu, sample_jobs


class RunningClock(FixedClock):
    """Shows the time of the samples, but lets dialogs settle."""

    def monotonic(self) -> float:
        return time.monotonic()


def many(count: int = 1000) -> list[JobDetail]:
    """A long list."""
    first = ingest_eu()
    return [replace(first, job=replace(first.job, id=str(9000 - place))) for place in range(count)]


ODD_NAME = "café 漢字 e\u0301 …"
"""A letter of many charsets, two signs that take two columns, a mark that takes none, a sign of few."""


def odd() -> list[JobDetail]:
    """The samples, the first of them with a name that not every charset has."""
    return [
        replace(each, job=replace(each.job, name=ODD_NAME)) if each.job.id == "4127" else each
        for each in sample_jobs()
    ]


if __name__ == "__main__":
    what = sys.argv[2] if len(sys.argv) > 2 else "samples"
    backend = MemoryBackend({"empty": [], "many": many(), "odd": odd()}.get(what), clock=RunningClock(NOW))
    beside = [RemoteMemory(clock=backend.clock)] if what == "contexts" else []
    policies = {"scale-prod": Policy(protected=True, unverified=True)}
    if what == "graphs":
        backend = graph_backend()
        backend.clock = RunningClock(NOW)
    if what == "remote":
        backend = RemoteMemory(clock=RunningClock(NOW))
    app = make_app(
        backend,
        beside=beside,
        policies=policies,
        theme=sys.argv[1] if len(sys.argv) > 1 else "dark",
        ascii_only=not is_unicode(os.environ, sys.stdout.encoding),
    )
    if folder := os.environ.get("JOBCONSOLE_STATE_DIR"):
        app.desk.settings = replace(app.desk.settings, copies_folder=Path(folder))
    if "mouse" in sys.argv[3:]:
        app.options = replace(app.options, settings=replace(app.options.settings, mouse=True))
    if "changed" in sys.argv[3:]:
        app._filters = tuple(app._filters)  # type: ignore[assignment] # as if Textual kept them in another way
    app.draw_on_terminal(charset_of(os.environ, sys.stdout.encoding), stock="stock" in sys.argv[3:])
    sys.exit(run_app(app))
