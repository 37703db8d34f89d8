"""A key while a log of 5,000 lines a second is followed over the slow line: how late it is seen.

The others follow a file with the same lines in it. The key is the one that brings another screen, its help.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.console.line import SLOW, Line
from benchmarks.measure import table
from benchmarks.place import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.console.peers import Peers
    from benchmarks.place import Place

SECONDS = 5.0
LONGEST = 30.0
"""Seconds that a key is waited for."""

PRINTS = f"""\
import random, sys, time
end = time.time() + {SECONDS + LONGEST + 10}
while time.time() < end:
    for _ in range(500):
        print(hex(random.getrandbits(400)))
    sys.stdout.flush()
    time.sleep(0.1)
"""
INDENTED = "".join(f"      {line}\n" for line in PRINTS.splitlines())
FILE = f"""\
version: 1
name: flood
nodes:
  flood:
    run: |
      exec python3 -u - <<'END'
{INDENTED}      END
"""
SEQUENCE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Follower:
    """A program that follows: how it is brought to that, and what shows its help."""

    name: str
    argv: tuple[str, ...]
    there: bytes
    opens: str
    helps: str
    help: bytes


def flood(here: Place, peers: Peers) -> None:
    """Measure and print."""
    rows = [(each.name, *_figures(each, here)) for each in _followers(here, peers)]
    print("\n1 Mbit/s, 200 ms there and back, following 5,000 lines a second that have nothing in common")
    table(("what", "KB/s", "another screen, ms"), rows)
    print("htop follows no log")


def _followers(here: Place, peers: Peers) -> Iterator[Follower]:
    """Give one after the other, each while its lines are being written."""
    with _job(here) as job:
        yield Follower("jobconsole", (*COMMAND, "open", job), b"flood", "l", "?", b"DOES")
    with _file(here) as file:
        stock = (sys.executable, "-m", "benchmarks.console.stock_log", str(file))
        yield Follower("Textual Log", stock, b"0x", "", "?", b"go.contexts")
    others = {
        "lnav": (lambda file: ("lnav", file), "", "?", b"Logfile Navigator"),
        "less": (lambda file: ("less", "-S", "+F", file), "", "\x03h", b"SUMMARY OF LESS COMMANDS"),
    }
    for name, (argv, opens, helps, shown) in others.items():
        if name not in {each.name for each in peers.found} or shutil.which(name) is None:
            continue
        with _file(here) as file:
            yield Follower(name, argv(str(file)), b"0x", opens, helps, shown)


@contextmanager
def _job(here: Place) -> Iterator[str]:
    file = here.folder / "flood.yaml"
    file.write_text(FILE)
    here.verb("run", str(file))
    job = str(json.loads(here.verb("jobs", "name:flood*", "--limit", "1", "--json"))["items"][0]["id"])
    yield job
    here.verb("cancel", job, "--yes")


@contextmanager
def _file(here: Place) -> Iterator[Path]:
    file = here.folder / "flood.txt"
    with file.open("wb") as grows:
        writer = subprocess.Popen((sys.executable, "-c", PRINTS), stdout=grows)
    try:
        yield file
    finally:
        writer.kill()
        writer.wait()


def _figures(each: Follower, here: Place) -> tuple[str, str]:
    with Line(each.argv, here.environment, SLOW) as line:
        line.until(lambda: each.there in line.came)
        line.quiet(1.0, 3.0)
        line.press(each.opens)
        line.until(lambda: False, 2.0)
        before = len(line.came)
        line.until(lambda: False, SECONDS)
        came, pressed = len(line.came) - before, time.perf_counter()
        before = len(line.came)
        line.press(each.helps)
        seen = line.until(lambda: each.help in SEQUENCE.sub(b"", bytes(line.came[before:])), LONGEST)
        took = f"{1000 * (time.perf_counter() - pressed):.0f}" if seen else f"not in {LONGEST:.0f} s"
        return f"{came / SECONDS / 1000:.1f}", took
