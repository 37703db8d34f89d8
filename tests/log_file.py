"""A log's file as its runner writes it and as others maltreat it, and its lines read in the plainest way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from console.core.sanitize import decode
from console.model import Stream
from console.runner.logfile import LogWriter
from console.runner.logfile import Stream as Written

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONGEST = 2000
NAMES = {Written.OUT: Stream.OUT, Written.ERR: Stream.ERR, Written.NOTE: Stream.NOTE}


@dataclass
class Line:
    """A line of the file, read in the plainest way."""

    stream: Stream
    raw: bytearray = field(default_factory=bytearray)
    partial: bool = True

    @property
    def text(self) -> str:
        rest = len(self.raw) - LONGEST
        return decode(bytes(self.raw[:LONGEST])) + (
            f" … ({rest} bytes more in this line)" if rest > 0 else ""
        )


class File:
    """A log as its runner writes it, and as others maltreat it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bell = asyncio.Event()
        self._records: list[tuple[Written, bytes, int]] = []
        self._writer = LogWriter(str(path))
        self._clock = 0

    def write(self, stream: Written, payload: bytes) -> None:
        self._clock += 1
        if payload:
            self._writer.write(stream, memoryview(payload), self._clock)
            self._records.append((stream, payload, self._clock))
        self._ring()

    def cut(self, records: int) -> None:
        """Keep the first records only, and go on after them."""
        del self._records[records:]
        self._begin(self._records)

    def rotate(self) -> None:
        """Begin another file under the same name."""
        self.path.unlink(missing_ok=True)
        self._records.clear()
        self._begin([])

    def close(self) -> None:
        self._writer.close(0)

    def _begin(self, records: Sequence[tuple[Written, bytes, int]]) -> None:
        self._writer.close(0)
        if self.path.exists():
            self.path.write_bytes(b"")
        self._writer = LogWriter(str(self.path))
        for stream, payload, when in records:
            self._writer.write(stream, memoryview(payload), when)
        self._ring()

    def _ring(self) -> None:
        self.bell.set()
        self.bell = asyncio.Event()

    def lines(self) -> list[Line]:
        lines: list[Line] = []
        begun: dict[Written, Line] = {}
        for stream, payload, _ in self._records:
            for byte in payload:
                if stream not in begun:
                    begun[stream] = Line(NAMES[stream])
                    lines.append(begun[stream])
                if byte == ord("\n"):
                    begun.pop(stream).partial = False
                else:
                    begun[stream].raw.append(byte)
        return lines
