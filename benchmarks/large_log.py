"""A log of a gigabyte: as an execution's, in the engine's own format, and as a text for other programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.runner.logfile import LogWriter, Stream

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.place import Place

NEEDLE = "xyzzy-needle"
RECORD = 64 * 1024
"""Bytes of a record: what a runner reads at once of a command that writes fast."""

_WORDS = ("alpha", "beta", "connection", "worker", "request", "took", "12", "ms", "queue", "retry", "node")


@dataclass(frozen=True)
class Large:
    """Where it is, and its first and last lines."""

    job: str
    log: Path
    text: Path
    first: str = "this is the very first line"
    last: str = "this is the very last line"

    def shows_a_line(self, screen: str) -> bool:
        """Whether lines of it are on a screen, wherever in it."""
        return "INFO" in screen or self.last in screen


def written(place: Place, size: int) -> Large:
    """Write ``size`` bytes as the log of a job that has ended, the rare line at 93 % of it."""
    file = place.folder / "large.yaml"
    file.write_text("version: 1\nname: large\nnodes:\n  writer: {run: 'true'}\n")
    job = place.verb("run", str(file)).split()[0]
    place.verb("wait", job)
    log = place.state / "logs" / str(int(job) // 1000) / job / "writer.1.log"
    large = Large(job, log, place.folder / "large.txt")
    block = _block()
    count = max(2, size // len(block))
    log.parent.mkdir(parents=True, exist_ok=True)
    writer, rest = LogWriter(str(log), 1 << 40), bytearray()
    with large.text.open("wb") as text:
        for number in range(count):
            part = f"{large.first}\n".encode() + block if number == 0 else block
            if number == int(count * 0.93):
                part += f"here is the {NEEDLE} in the hay\n".encode()
            if number == count - 1:
                part += f"{large.last}\n".encode()
            text.write(part)
            rest += part
            while len(rest) >= RECORD:
                writer.write(Stream.OUT, memoryview(bytes(rest[:RECORD])), 1_763_604_847_000_000 + number)
                del rest[:RECORD]
    if rest:
        writer.write(Stream.OUT, memoryview(bytes(rest)), 1_763_604_847_000_000 + count)
    writer.close(0)
    return large


def _block() -> bytes:
    """Return some megabytes of lines of a hundred bytes."""
    lines: list[str] = []
    for number in range(80_000):
        words = " ".join(_WORDS[(number * 7 + place * place) % len(_WORDS)] for place in range(10))
        lines.append(f"2026-11-20 02:{number // 60 % 60:02d}:{number % 60:02d} INFO {number:9d} {words}\n")
    return "".join(lines).encode()
