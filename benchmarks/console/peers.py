"""What the console is measured beside: programs that show a list or a log, where they are installed.

They are looked for in the folder that `--peers` or JOBCONSOLE_BENCH_PEERS names, then on PATH. Three can be
had by pip (posting, harlequin, toolong; each wants a virtual environment of its own), two from a distribution
(htop, lnav).
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from benchmarks.console.line import Line
from benchmarks.place import COMMAND

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.place import Place

VARIABLE = "JOBCONSOLE_BENCH_PEERS"
CONSOLE = "jobconsole"
STOCK = "Textual DataTable"
CTRL_Q = "\x11"
PATIENCE = 15.0
"""Seconds for a first screen."""


@dataclass(frozen=True)
class Peer:
    """A program: how it is started, what shows that its first screen is there, and what can be done in it."""

    name: str
    argv: tuple[str, ...]
    there: bytes
    lists: bool = True
    """Whether it shows rows that a key moves in."""
    mixed: str = ""
    """A key that brings a list of jobs of several kinds, mixed; those of the first list are alike."""
    ours: bool = False
    leave: str = "q"
    """The key that ends it."""

    def environment(self, here: Place) -> dict[str, str]:
        """Return what it is started with: one of another's must not find our modules."""
        kept = here.environment.items()
        return {name: value for name, value in kept if self.ours or name != "PYTHONPATH"}

    def shows(self, here: Place) -> bool:
        """Whether it starts at all here."""
        with Line(self.argv, self.environment(here)) as line:
            return line.until(lambda: self.there in line.came, PATIENCE)


@dataclass(frozen=True)
class Peers:
    """Those that can be measured, and why the others cannot, by name."""

    found: tuple[Peer, ...]
    missing: dict[str, str]


def peers(here: Place, rows: int, folder: Path | None) -> Peers:
    """Return what can be measured, each on the same rows: `rows` jobs of the store."""
    data, text = here.folder / "rows.json", here.folder / "rows.txt"
    data.write_text(here.verb("jobs", "--limit", str(rows), "--json"))
    text.write_text(here.verb("jobs", "--limit", str(rows)))
    all_ = (
        Peer(CONSOLE, tuple(COMMAND), b"ingest-3", mixed="4", ours=True, leave=CTRL_Q),
        Peer(
            STOCK,
            (sys.executable, "-m", "benchmarks.console.stock_table", str(data)),
            b"ingest-3",
            ours=True,
            leave=CTRL_Q,
        ),
        Peer("posting", ("posting", "--collection", str(here.folder)), b"Collection", lists=False),
        Peer(
            "harlequin", ("harlequin", "-a", "sqlite", str(here.state / "jobs.db")), b"Catalog", lists=False
        ),
        Peer("toolong", ("tl", str(text)), b"ingest-", leave=CTRL_Q),
        Peer("lnav", ("lnav", str(text)), b"ingest-"),
        Peer("htop", ("htop", "-d", "100"), b"PID"),
        Peer("less", ("less", "-S", str(text)), b"ingest-"),
    )
    found: list[Peer] = []
    missing: dict[str, str] = {}
    for peer in all_:
        path = _which(peer.argv[0], folder)
        if path is None:
            missing[peer.name] = "not installed"
            continue
        installed = replace(peer, argv=(path, *peer.argv[1:]))
        if installed.shows(here):
            found.append(installed)
        else:
            missing[peer.name] = f"showed nothing in {PATIENCE:.0f} s"
    return Peers(tuple(found), missing)


def _which(command: str, folder: Path | None) -> str | None:
    own = shutil.which(command, path=str(folder)) if folder is not None else None
    return own or shutil.which(command)
