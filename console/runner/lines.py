"""The lines of a control file, written and read.

    claim <boot id> <pid> <start time>        the runner that owns it; older than the file's name
    child <pid> <start time>                  the command, which leads the process group of that number
    exit <reason> <code> <t0> <t1> <cpu> <maxrss> [key=value …] .
    abandoned <boot id> <pid> <start time>    alone: the engine took the execution back before any runner came

Units are those of `outcome.Outcome`. An exit line is complete only with its last dot and line end: anything
shorter is what a killed runner left, and is not there. Keys and lines that are not known are passed over,
for newer runners' sake.
"""

from __future__ import annotations

from typing import NamedTuple

from console.runner.identity import ProcessIdentity
from console.runner.outcome import TEXT_LIMIT, Outcome, Reason

_NUMBERS = ("log_bytes", "dropped", "log_error", "frozen")


class ChildLine(NamedTuple):
    """The command of an execution, by pid and start time (clock ticks since boot)."""

    pid: int
    starttime: int


class ControlRecord(NamedTuple):
    """All that a control file says."""

    claim: ProcessIdentity | None = None
    child: ChildLine | None = None
    outcome: Outcome | None = None
    abandoned: ProcessIdentity | None = None


def claim_line(runner: ProcessIdentity) -> bytes:
    """The first line of a claimed execution."""
    return f"claim {runner.boot_id} {runner.pid} {runner.starttime}\n".encode("ascii")


def abandoned_line(engine: ProcessIdentity) -> bytes:
    """The only line of an execution that the engine took back."""
    return f"abandoned {engine.boot_id} {engine.pid} {engine.starttime}\n".encode("ascii")


def child_line(pid: int, starttime: int) -> bytes:
    """The line that names the running command."""
    return f"child {pid} {starttime}\n".encode("ascii")


def exit_line(outcome: Outcome) -> bytes:
    """The last line: how the execution ended."""
    words = [
        "exit",
        outcome.reason.value,
        *map(str, (outcome.code, outcome.t0, outcome.t1, outcome.cpu, outcome.maxrss)),
    ]
    extra = (outcome.log_bytes, outcome.dropped, outcome.log_error, outcome.frozen)
    words += [f"{key}={value}" for key, value in zip(_NUMBERS, extra, strict=True) if value]
    if outcome.text:
        words.append(f"text={_quote(outcome.text[:TEXT_LIMIT])}")
    return " ".join([*words, ".\n"]).encode("ascii")


def parse(content: bytes) -> ControlRecord:
    """What a control file says. A line that is cut short, unknown or malformed counts as absent; raises
    nothing.
    """
    record = ControlRecord()
    for line in content.split(b"\n")[:-1]:
        words = line.decode("ascii", "replace").split(" ")
        try:
            record = _add(record, words)
        except (ValueError, IndexError):
            continue
    return record


def _add(record: ControlRecord, words: list[str]) -> ControlRecord:
    match words[0]:
        case "claim":
            return record._replace(claim=_identity(words))
        case "child":
            return record._replace(child=ChildLine(int(words[1]), int(words[2])))
        case "exit" if words[-1] == ".":
            return record._replace(outcome=_outcome(words))
        case "abandoned":
            return record._replace(abandoned=_identity(words))
        case _:
            return record


def _identity(words: list[str]) -> ProcessIdentity:
    return ProcessIdentity(words[1], int(words[2]), int(words[3]))


def _outcome(words: list[str]) -> Outcome:
    code, t0, t1, cpu, maxrss = map(int, words[2:7])
    extra = dict(word.split("=", 1) for word in words[7:-1])
    log_bytes, dropped, log_error, frozen = (int(extra.get(key, "0")) for key in _NUMBERS)
    text = _unquote(extra.get("text", ""))
    return Outcome(Reason(words[1]), code, t0, t1, cpu, maxrss, log_bytes, dropped, log_error, frozen, text)


def _quote(text: str) -> str:
    # As in an address, but without urllib, which would cost the runner its start.
    encoded = text.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if 33 <= byte <= 126 and byte != 37 else f"%{byte:02X}" for byte in encoded)


def _unquote(text: str) -> str:
    first, *rest = text.split("%")
    decoded = first.encode("ascii") + b"".join(
        bytes([int(part[:2], 16)]) + part[2:].encode() for part in rest
    )
    return decoded.decode("utf-8", "surrogatepass")
