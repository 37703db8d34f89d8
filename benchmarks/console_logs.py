"""The log view on a gigabyte, and on 50,000 lines a second; less, lnav and toolong beside it.

    python -m benchmarks.console_logs [--size 1000] [--rate 50000] [--toolong PATH] [--lnav PATH]

The gigabyte is written into the log of a real execution, in the engine's own format, and as plain text for
the others. Both are gone afterwards. `tl` and `lnav` are looked for on PATH; JOBCONSOLE_BENCH_TOOLONG and
JOBCONSOLE_BENCH_LNAV name them elsewhere.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.large_log import NEEDLE, Large, written
from benchmarks.live_log import Live, follow, follow_file
from benchmarks.measure import cpu_of, memory_of, table
from benchmarks.place import COMMAND, Place, place
from console.core.linear import Expression
from console.engine.log_index import LogIndex
from console.engine.log_search import END, find
from tests.pty.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PATIENCE = 120.0
"""Seconds after which a program is said not to do a thing."""


@dataclass(frozen=True)
class Figures:
    """Seconds until it is on the screen; CPU seconds; MB. None: it does not do it, or not in time."""

    first_screen: float | None
    end: float | None
    search: float | None
    cpu: float
    memory: float
    counted: float | None = None
    """Seconds from the first screen until line numbers are known."""


@dataclass(frozen=True)
class Peer:
    """A program for logs, and the keys that do the same in it."""

    name: str
    argv: tuple[str, ...]
    top: str
    end: str
    search: str | None
    found: str = f"{NEEDLE} in"
    """What is on the screen when the rare line is found."""


def peers(options: argparse.Namespace) -> list[Peer]:
    """Return what can be measured beside us."""
    found = [
        Peer("less", ("less", "-n"), "g", "G", f"/{NEEDLE}\r"),
        Peer("lnav", (options.lnav,), "g", "G", f"/{NEEDLE}\r", "1 hits for"),
        Peer("toolong", (options.toolong,), "\x1b[1~", "\x1b[4~", None),
    ]
    return [peer for peer in found if shutil.which(peer.argv[0])]


def until(terminal: Terminal, what: Callable[[], bool]) -> float | None:
    """Return how many seconds it takes from now; None if it does not come."""
    began = time.monotonic()
    return time.monotonic() - began if terminal.within(PATIENCE, what) else None


def pressed(terminal: Terminal, keys: str, what: Callable[[], bool]) -> float | None:
    """Press keys, and return how many seconds their effect takes."""
    terminal.send(keys)
    return until(terminal, what)


def of_peer(peer: Peer, here: Place, large: Large) -> Figures:
    """Open the text in another program; go to its end, back, and look for the rare line."""
    began = time.monotonic()
    argv = (*peer.argv, str(large.text))
    with Terminal(argv, env=here.environment, columns=200, rows=50) as terminal:
        first = until(terminal, lambda: large.shows_a_line(terminal.text))
        first = None if first is None else time.monotonic() - began
        end = pressed(terminal, peer.end, lambda: large.last in terminal.text)
        terminal.drain(1.0, seconds=PATIENCE)
        search = None
        if peer.search is not None:
            pressed(terminal, peer.top, lambda: large.first in terminal.text)
            terminal.drain(1.0)
            search = pressed(terminal, peer.search, lambda: peer.found in terminal.text)
        return Figures(first, end, search, cpu_of(terminal.pid), memory_of(terminal.pid)[1])


def of_console(here: Place, large: Large) -> tuple[Figures, float]:
    """The same in the console; and how many MB the host needs more than before."""
    host = here.host_pid()
    before, host_cpu = memory_of(host)[1], cpu_of(host)
    with Terminal((*COMMAND, "open", large.job), env=here.environment, columns=200, rows=50) as terminal:
        terminal.wait_until(lambda: "writer" in terminal.text, what="the job")
        # The end of it is shown at once, below the job, too; keys are heard when its lines are counted.
        first = pressed(
            terminal,
            "l",
            lambda: "execution 1" in terminal.text.partition("\n")[0] and large.last in terminal.text,
        )
        counted = until(terminal, lambda: "100 %" in terminal.text)
        pressed(terminal, "g", lambda: large.first in terminal.text)
        terminal.drain(0.5)
        end = pressed(terminal, "G", lambda: large.last in terminal.text)
        pressed(terminal, "g", lambda: large.first in terminal.text)
        terminal.drain(0.5)
        search = pressed(terminal, f"/{NEEDLE}\r", lambda: f"{NEEDLE} in" in terminal.text)
        terminal.drain(0.5)
        cpu = cpu_of(terminal.pid) + cpu_of(host) - host_cpu
        figures = Figures(first, end, search, cpu, memory_of(terminal.pid)[1], counted)
        return figures, memory_of(host)[1] - before


def of_file(path: Path) -> list[tuple[str, float]]:
    """What the host's part alone takes of a CPU: the index, and searches of all kinds."""
    index, found = LogIndex(str(path)), list[tuple[str, float]]()

    def timed(name: str, work: Callable[[], object]) -> None:
        began = time.thread_time()
        work()
        found.append((name, time.thread_time() - began))

    timed("index", index.count)
    for name, pattern in (
        ("a rare text", NEEDLE),
        ("a rare text in any case", f"(?i){NEEDLE}"),
        ("alternatives in any case", "(?i)no such|nor this"),
    ):
        timed(name, lambda pattern=pattern: find(index, Expression(pattern), range(END), 10))
    return found


def seconds(value: float | None) -> str:
    """Return a time for the table."""
    if value is None:
        return "-"
    return f"{value * 1000:,.0f} ms" if value < 10 else f"{value:.1f} s"


def print_large(ours: Figures, host: float, others: Sequence[tuple[str, Figures]], megabytes: int) -> None:
    """Print a row a figure."""
    print(f"\na log of {megabytes:,} MB on a pseudo-terminal of 200x50")

    def row(what: str, budget: str, of: Callable[[Figures], str]) -> tuple[str, ...]:
        return (what, budget, of(ours), *(of(each) for _, each in others))

    rows = [
        row("first screen (ours: from the key `l`)", "250 ms", lambda each: seconds(each.first_screen)),
        row("its lines counted after that", "2 s", lambda each: seconds(each.counted)),
        row("to its end", "100 ms", lambda each: seconds(each.end)),
        row("a rare text, found and shown", "500 ms", lambda each: seconds(each.search)),
        row("CPU of all that (ours: with the host)", "", lambda each: f"{each.cpu:.1f} s"),
        row("own memory, MB", "50", lambda each: f"{each.memory:.0f}"),
        ("host's memory besides, MB", "", f"{host:.0f}", *("" for _ in others)),
    ]
    table(("what", "budget", "jobconsole", *(name for name, _ in others)), rows)


def print_live(ours: Live, others: Sequence[tuple[str, Live]], rate: int) -> None:
    """Print a row a figure."""
    print(f"\na command that writes {rate:,} lines a second")
    all_ = [ours, *(each for _, each in others)]

    def key(each: Live) -> str:
        return f"{each.key(0.5) * 1000:.0f} / {each.key(0.99) * 1000:.0f} ms" if each.keys else "-"

    rows = [
        ("lines a second on the screen", f"{rate:,}", *(f"{each.lines_a_second:,.0f}" for each in all_)),
        ("CPU", "40 %", *(f"{each.cpu:.0%}" for each in all_)),
        ("CPU while keys are pressed", "", f"{ours.cpu_with_keys:.0%}", *("" for _ in others)),
        ("CPU of the host besides", "", f"{ours.host_cpu:.0%}", *("" for _ in others)),
        ("a key, p50 / p99", "60 ms", *(key(each) for each in all_)),
        ("how old the newest line on the screen is", "", *(seconds(each.lag) for each in all_)),
        ("bytes a second to the terminal", "", *(f"{each.bytes_a_second:,.0f}" for each in all_)),
        ("every line is there", "yes", *("yes" if each.kept else "no" for each in all_)),
    ]
    table(("what", "budget", "jobconsole", *(name for name, _ in others)), rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The log view beside less, lnav and toolong.")
    parser.add_argument("--size", type=int, default=1000, help="megabytes of the large log")
    parser.add_argument("--rate", type=int, default=50_000, help="lines a second of the live one")
    parser.add_argument("--seconds", type=int, default=10, help="how long the live one goes on")
    parser.add_argument("--toolong", default=os.environ.get("JOBCONSOLE_BENCH_TOOLONG", "tl"))
    parser.add_argument("--lnav", default=os.environ.get("JOBCONSOLE_BENCH_LNAV", "lnav"))
    options = parser.parse_args(arguments)
    others = peers(options)
    with place() as here:
        live = follow(here, options.rate, options.seconds)
        live_others = [
            (peer.name, follow_file(here, peer.argv, peer.end, options.rate, options.seconds))
            for peer in others
            if peer.name != "less"
        ]
        print_live(live, live_others, options.rate)
        large = written(here, options.size * 1_000_000)
        ours, host = of_console(here, large)
        found = [(peer.name, of_peer(peer, here, large)) for peer in others]
        alone = of_file(large.log)
    print_large(ours, host, found, options.size)
    print("\nthe host's part of it, CPU of one thread")
    table(
        ("what", "budget", "here"),
        [(n, {"index": "2,000 ms"}.get(n, "500 ms"), seconds(s)) for n, s in alone],
    )


if __name__ == "__main__":
    main()
