"""A command that writes 50,000 lines a second, and the console that follows it.

Every line tells when it was written; the newest one on the screen tells how far behind the screen is.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.measure import cpu_of
from benchmarks.place import COMMAND, Place
from tests.pty.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WRITER = """
import sys, time
rate, seconds = {rate}, {seconds}
out = sys.stdout.buffer
began = time.time()
number = 0
while number < rate * seconds:
    due = min(rate * seconds, int((time.time() - began) * rate) + 1)
    if due > number:
        now = f"{{time.time():.3f}}"
        out.write(b"".join(b"@%s line %d of a log that is written fast\\n" % (now.encode(), n)
                           for n in range(number, due)))
        out.flush()
        number = due
    time.sleep(0.005)
"""
ALONE = 2.0
"""Seconds in which no key is pressed."""

_LINE = re.compile(r"@(\d+\.\d+) line (\d+)")


@dataclass(frozen=True)
class Live:
    """What was seen while the console followed."""

    lines_a_second: float
    cpu: float
    cpu_with_keys: float
    """The same while keys are pressed as fast as they are answered."""
    host_cpu: float
    lag: float
    keys: tuple[float, ...]
    bytes_a_second: float
    kept: bool

    def key(self, share: float) -> float:
        """Return how many seconds a key takes, of so many of them at most."""
        return sorted(self.keys)[min(len(self.keys) - 1, int(share * len(self.keys)))]


def follow(place: Place, rate: int = 50_000, seconds: int = 10, keys: int = 40) -> Live:
    """Start the command, follow it, press keys, and look at what has come."""
    job = _start(place, rate, seconds)
    host = place.host_pid()
    with Terminal((*COMMAND, "open", job), env=place.environment, columns=200, rows=50) as terminal:
        terminal.wait_until(lambda: "writer" in terminal.text, what="the job")
        terminal.send("l")
        terminal.wait_until(lambda: _newest(terminal) is not None, what="the log")
        terminal.drain(0.05, seconds=1.0)
        first, used, host_used = _newest(terminal), cpu_of(terminal.pid), cpu_of(host)
        assert first is not None
        began, written = time.monotonic(), len(terminal.output)
        while (alone := time.monotonic() - began) < ALONE:
            terminal.drain(0.1, seconds=0.1)
        cpu = cpu_of(terminal.pid) - used
        lags: list[float] = []
        pressed: list[float] = []
        while len(pressed) < keys and time.monotonic() - began < seconds - 3:
            pressed.append(_key(terminal, ":", lambda: _is_asked(terminal)))
            # Not counted: an escape alone is known as one a tenth of a second later, on any terminal.
            _key(terminal, "\x1b", lambda: not _is_asked(terminal))
            newest = _newest(terminal)
            lags += [time.time() - newest[0]] if newest else []
        took = time.monotonic() - began
        last = _newest(terminal)
        assert last is not None
        with_keys, host_cpu = cpu_of(terminal.pid) - used - cpu, cpu_of(host) - host_used
        sent = len(terminal.output) - written
        end = f"line {rate * seconds - 1} of"
        kept = terminal.within(seconds + 10.0, lambda: end in terminal.text)
    total = json.loads(place.verb("logs", job, "--tail", "1", "--json"))
    kept = kept and total["items"][0]["number"] == rate * seconds - 1
    return Live(
        (last[1] - first[1]) / took, cpu / alone, with_keys / (took - alone), host_cpu / took,
        statistics.median(lags), tuple(pressed), sent / took, kept,
    )  # fmt: skip


def follow_file(place: Place, argv: Sequence[str], end: str, rate: int, seconds: int) -> Live:
    """Let another program follow a file that the same command writes; no keys are pressed."""
    file = place.folder / "live.txt"
    file.write_bytes(b"")
    program = place.folder / "writer.py"
    program.write_text(WRITER.format(rate=rate, seconds=seconds))
    with (
        file.open("ab") as out,
        subprocess.Popen([sys.executable, str(program)], stdout=out),
        Terminal((*argv, str(file)), env=place.environment, columns=200, rows=50) as terminal,
    ):
        terminal.wait_until(lambda: _newest(terminal) is not None, what="the file")
        terminal.send(end)
        terminal.drain(0.05, seconds=1.0)
        first, used, written = _newest(terminal), cpu_of(terminal.pid), len(terminal.output)
        began = time.monotonic()
        lags: list[float] = []
        while time.monotonic() - began < seconds - 3:
            terminal.drain(0.1, seconds=0.3)
            lags += [time.time() - newest[0]] if (newest := _newest(terminal)) else []
        took, last = time.monotonic() - began, _newest(terminal)
        cpu, sent = cpu_of(terminal.pid) - used, len(terminal.output) - written
        assert first is not None
        assert last is not None
        kept = terminal.within(seconds + 5.0, lambda: f"line {rate * seconds - 1} of" in terminal.text)
    lines = (last[1] - first[1]) / took
    return Live(lines, cpu / took, 0.0, 0.0, statistics.median(lags), (), sent / took, kept)


def _start(place: Place, rate: int, seconds: int) -> str:
    program = place.folder / "writer.py"
    program.write_text(WRITER.format(rate=rate, seconds=seconds))
    file = place.folder / "live.yaml"
    file.write_text(f'version: 1\nname: live\nnodes:\n  writer: {{run: "{sys.executable} {program}"}}\n')
    return place.verb("run", str(file)).split()[0]


def _newest(terminal: Terminal) -> tuple[float, int] | None:
    """Return when the newest line on the screen was written, and its number."""
    found = [(float(when), int(number)) for when, number in _LINE.findall(terminal.text)]
    return max(found, default=None)


def _is_asked(terminal: Terminal) -> bool:
    """Whether the command line is open: nothing but its key opens it, and nothing but escape closes it."""
    return terminal.screen.display[-2].startswith(" :")


def _key(terminal: Terminal, key: str, seen: Callable[[], bool]) -> float:
    """Press a key and return the seconds until its own effect has come."""
    began = time.monotonic()
    terminal.send(key)
    if not terminal.within(5.0, seen):
        raise SystemExit(f"the key {key!r} had no effect; the screen:\n{terminal.text}")
    return time.monotonic() - began
