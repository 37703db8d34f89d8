"""What a runner tells of an end, as the fact that `core.step` understands."""

import os
import signal
import stat
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
_NO_FILE: Final = "what $JOB_OUTPUT names is no file"


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
    text, odd = _read(path)
    outputs, problems = parse_outputs(text, declared)
    problems = odd + problems
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


def _read(path: str) -> tuple[str, tuple[str, ...]]:
    """Return what was left there, and what is odd about it. Never waits: a pipe may lie there by now."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return "", (_NO_FILE,)
            data = file.read(MOST_BYTES + 1)
    except IsADirectoryError:
        return "", (_NO_FILE,)
    except OSError:
        return "", ()  # no file, no outputs: each that was declared is told as missing
    if len(data) <= MOST_BYTES:
        return data.decode("utf-8", "replace"), ()
    # Half a line would be half a value.
    whole = data[: data.rfind(b"\n", 0, MOST_BYTES) + 1]
    return whole.decode("utf-8", "replace"), (f"only the first {MOST_BYTES} bytes are read",)


def _note(log: str, problems: tuple[str, ...]) -> None:
    text = "".join(f"outputs: {problem}\n" for problem in problems).encode("utf-8", "replace")
    now = time.time_ns() // 1000
    writer = LogWriter(log)
    writer.write(Stream.NOTE, memoryview(text), now)
    writer.close(now)
