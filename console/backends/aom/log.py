"""The nearest thing to a log: the output that AOM recorded for a node, as lines, and said to be that."""

from dataclasses import dataclass
from typing import Final

from console.backends.base import NotFound
from console.backends.searching import numbers_found
from console.model import LogLine, LogRef, LogWindow, Stream
from console.wire.aom.document import ExecutionDocument
from console.wire.aom.node import parts_of
from console.wire.aom.output import output_lines
from console.wire.aom.status import attempt_is_over, job_status

NOTE: Final = "(AOM keeps no logs: this is the output that it recorded for the node)"
"""The last line of every such log: a note of ours."""


@dataclass(frozen=True, slots=True)
class OutputLog:
    """The lines of an attempt's output. Until it has ended, AOM may replace all of them."""

    lines: tuple[LogLine, ...]
    ended: bool

    def window(self, first: int, count: int) -> LogWindow:
        """Return ``count`` lines from ``first`` on; a negative ``first`` counts from the end."""
        begin = max(0, len(self.lines) + first) if first < 0 else first
        return LogWindow(self.lines[begin : begin + max(0, count)], begin, len(self.lines), self.ended)

    def search(self, pattern: str, first: int, limit: int) -> list[int]:
        """Return the numbers of the lines that match. Raises BadRequest for what is no pattern."""
        return numbers_found(pattern, self.lines[max(0, first) :], limit)


def log_of(execution: ExecutionDocument, ref: LogRef) -> OutputLog:
    """Return the output of an attempt of a node, line by line. Raises NotFound."""
    part = next((part for part in parts_of(execution, ()) if part.id == ref.node), None)
    if part is None or not 0 < ref.execution <= len(part.results):
        raise NotFound(f"there is no execution {ref.execution} of {ref.node} in job {ref.job}")
    result = part.results[ref.execution - 1]
    over = attempt_is_over(result.status) or ref.execution < len(part.results)
    ended = over or job_status(execution.status).is_terminal
    lines = [
        LogLine(number, text, time=result.end_time, node=ref.node, execution=ref.execution)
        for number, text in enumerate(output_lines(result.output))
    ]
    if ended:
        lines.append(LogLine(len(lines), NOTE, Stream.NOTE, node=ref.node, execution=ref.execution))
    return OutputLog(tuple(lines), ended)
