"""What a runner tells of an end, as the fact that `core.step` understands."""

import os
import signal
import time
from typing import Final

from console.core.event import Ended, EndReason
from console.core.times import duration
from console.engine.log_tail import last_error_line
from console.model import Node
from console.runner.logfile import LogWriter, Stream
from console.runner.outcome import Outcome, Reason
from console.workflow import parse_outputs
from console.workflow.outputs import MOST_BYTES

_LONGEST_DETAIL: Final = 200


def fact_of(node: Node, outcome: Outcome, log: str, *, timeout: float | None = None) -> Ended:
    """Return the fact of an end. A command that failed by itself is told with its last line of stderr."""
    code = outcome.code
    match outcome.reason:
        case Reason.SPAWN_ERROR:
            return Ended(node.id, EndReason.SPAWN_ERROR, code, outcome.text or os.strerror(code))
        case Reason.TIMEOUT:
            after = "" if timeout is None else f" after {_length(timeout)}"
            return Ended(node.id, EndReason.TIMEOUT, code, f"timeout{after}{_ended_by(code)}")
        case _ if code < 0:
            return Ended(node.id, EndReason.SIGNAL, -code, _signal_name(-code))
        case _ if code in node.rules.ok_exit:
            return Ended(node.id, EndReason.EXIT, code)
        case _:
            return Ended(node.id, EndReason.EXIT, code, _last_words(log))


def with_outputs(end: Ended, declared: tuple[str, ...], path: str, log: str) -> Ended:
    """Return the end with the outputs that the command left; what is odd about them goes into its log."""
    text = _read(path)
    outputs, problems = parse_outputs(text, declared)
    if problems:
        _note(log, problems)
    return Ended(end.node, end.reason, end.code, end.detail, outputs)


def _last_words(log: str) -> str | None:
    line = last_error_line(log)
    if line is None:
        return None
    return line if len(line) <= _LONGEST_DETAIL else line[: _LONGEST_DETAIL - 1] + "…"


def _length(seconds: float) -> str:
    return duration(seconds) if seconds >= 1 else f"{seconds:g} s"


def _ended_by(code: int) -> str:
    return f", {_signal_name(-code)}" if code < 0 else ""


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read(MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""  # no file, no outputs: each that was declared is told as missing


def _note(log: str, problems: tuple[str, ...]) -> None:
    text = "".join(f"outputs: {problem}\n" for problem in problems).encode("utf-8", "replace")
    now = time.time_ns() // 1000
    writer = LogWriter(log)
    writer.write(Stream.NOTE, memoryview(text), now)
    writer.close(now)
