"""Lines of a log that came together, each made when it is looked at: of a fast log hardly any is."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from console.model.log import LogLine, Stream


@dataclass(frozen=True, slots=True)
class LogRun:
    """Neighbouring lines that are alike but for their texts; ``first`` is the number of the first."""

    first: int
    texts: tuple[str, ...]
    stream: Stream = Stream.OUT
    time: datetime | None = None
    node: str | None = None
    execution: int | None = None
    partial: bool = False

    def line(self, place: int) -> LogLine:
        """Return one of its lines, from 0."""
        return LogLine(
            self.first + place, self.texts[place], self.stream, self.time, self.node, self.execution,
            self.partial,
        )  # fmt: skip


class LogRuns(Sequence[LogLine]):
    """The lines of some runs, in their order."""

    __slots__ = ("_begins", "_length", "runs")

    def __init__(self, runs: Sequence[LogRun]) -> None:
        self.runs = runs
        self._begins: list[int] = []
        self._length = 0
        for run in runs:
            self._begins.append(self._length)
            self._length += len(run.texts)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[LogLine]:
        for run in self.runs:
            for place in range(len(run.texts)):
                yield run.line(place)

    @overload
    def __getitem__(self, place: int) -> LogLine: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[LogLine]: ...
    def __getitem__(self, place: int | slice) -> LogLine | Sequence[LogLine]:
        if isinstance(place, slice):
            return [self[each] for each in range(self._length)[place]]
        at = range(self._length)[place]
        run = bisect_right(self._begins, at) - 1
        return self.runs[run].line(at - self._begins[run])
