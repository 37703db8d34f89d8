"""A key while a log of 5,000 lines a second is followed over the slow line: how late it is seen."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

from benchmarks.console.line import SLOW, Line
from benchmarks.measure import table
from benchmarks.place import COMMAND

if TYPE_CHECKING:
    from benchmarks.place import Place

SECONDS = 5.0
PRINTS = f"""\
      import random, time
      end = time.time() + {SECONDS + 25}
      while time.time() < end:
          for _ in range(500):
              print(hex(random.getrandbits(400)))
          time.sleep(0.1)
"""
FILE = f"""\
version: 1
name: flood
nodes:
  flood:
    run: |
      exec python3 -u - <<'END'
{PRINTS}      END
"""
SEQUENCE = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
HELP = b"go.contexts"
"""What stands on the help screen and nowhere else."""


def flood(here: Place) -> None:
    """Measure and print."""
    file = here.folder / "flood.yaml"
    file.write_text(FILE)
    here.verb("run", str(file))
    job = json.loads(here.verb("jobs", "name:flood*", "--limit", "1", "--json"))["items"][0]["id"]
    with Line((*COMMAND, "open", str(job)), here.environment, SLOW) as line:
        line.until(lambda: b"flood" in line.came)
        line.quiet(1.0, 3.0)
        line.press("l")
        line.until(lambda: False, 2.0)
        before = len(line.came)
        line.until(lambda: False, SECONDS)
        came, pressed = len(line.came) - before, time.perf_counter()
        before = len(line.came)
        line.press("?")
        seen = line.until(lambda: HELP in SEQUENCE.sub(b"", bytes(line.came[before:])), 30.0)
        took = f"{1000 * (time.perf_counter() - pressed):.0f}" if seen else "never"
    print("\n1 Mbit/s, 200 ms there and back, following 5,000 lines a second that have nothing in common")
    table(("what", "KB/s", "another screen, ms"), [("jobconsole", f"{came / SECONDS / 1000:.1f}", took)])
