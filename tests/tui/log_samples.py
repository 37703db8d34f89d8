"""Jobs and logs that are hard to draw: hostile, wide, very long, very many, empty, lost."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from console.core.event import Vanished
from console.model import (
    Execution,
    ExecutionStatus,
    Job,
    JobDetail,
    JobStatus,
    LogLine,
    LogRef,
    Node,
    NodeRules,
    NodeStatus,
    Resolution,
    Stream,
)
from tui.memory_backend import MemoryBackend
from tui.samples import Story, at, node, sample_jobs

HOSTILE_NAME = "load\x1b]0;owned\x07\x1b[31m 注文データ 🚚 \u202egnp.exe"
LONG_NAME = "transform-" + "very-" * 20 + "long"

HOSTILE_LINES = (
    "\x1b[2J\x1b[1;1Hthe screen was cleared? no",
    "\x1b]52;c;ZXZpbA==\x07clipboard",
    "\x1b]8;;http://evil.example\x1b\\a link\x1b]8;;\x1b\\ that is none",
    "\x1b[31;1mred and bold\x1b[0m, \x1b[38;5;208morange\x1b[m, \x1b[7mreversed\x1b[27m",
    "progress  10 %\rprogress 100 %",
    "日本語のログ行 と 絵文字 🚀🚀 and more",
    "tabs\there\tand\tthere \x00\x07\x9b31m nul, bell, c1",
    "right-to-left \u202e override",
    "x" * 300,
)


def job_of(id_: str, name: str, **more: object) -> Job:
    """A job of the sample night."""
    job = Job(id_, name, "nightly", JobStatus.QUEUED, context="local", owner="ada")
    return replace(job, created=at(2), queued=at(2), **more)  # pyright: ignore[reportArgumentType]


def hostile() -> JobDetail:
    """Names and reasons that would drive a terminal, wide ones, long ones."""
    story = Story(
        job_of("5001", HOSTILE_NAME, queue="\x1b[1mq"),
        node(HOSTILE_NAME),
        node(LONG_NAME, HOSTILE_NAME),
        node("집계-합계", HOSTILE_NAME),
        params={"day": "\x1b[5mblink", "名前": "値"},
    )
    return story.did(HOSTILE_NAME, at(2), at(2, 10), 1, "\x1b[31mno such \x07table").done()


def lost() -> JobDetail:
    """A node of which nobody knows how it ended."""
    story = Story(job_of("5002", "copy tapes"), node("copy"), node("verify", "copy"))
    story.runs("copy", at(2)).then(Vanished("copy", "the machine was restarted"), at(2, 5))
    seen = story.done()
    execution = replace(seen.executions[0], status=ExecutionStatus.LOST)
    return replace(seen, executions=(execution,))


def many(count: int = 1_200) -> JobDetail:
    """Very many nodes, most of them over, three failed and waiting."""
    nodes: dict[str, Node] = {}
    executions: list[Execution] = []
    for number in range(count):
        id_ = f"part-{number:04d}"
        status = NodeStatus.SUCCEEDED if number < count - 60 else NodeStatus.PENDING
        if number % 400 == 399:
            status = NodeStatus.FAILED
        elif count - 60 <= number < count - 50:
            status = NodeStatus.RUNNING
        begin = at(2) + timedelta(seconds=number)
        started = None if status is NodeStatus.PENDING else begin
        ended = begin + timedelta(seconds=30) if status in (NodeStatus.SUCCEEDED, NodeStatus.FAILED) else None
        waits = Resolution.WAITING if status is NodeStatus.FAILED else None
        nodes[id_] = Node(
            id_, id_, status, NodeRules(needs=(f"part-{number - 1:04d}",) if number % 10 else ()),
            resolution=waits, reason="exit 1" if waits else None, since=ended or started, started=started,
            ended=ended, execution=1 if started else 0,
        )  # fmt: skip
        if started:
            word = ExecutionStatus(str(status))
            executions.append(
                Execution(id_, 1, word, started=started, ended=ended, exit_code=1 if waits else None)
            )
    job = replace(
        job_of("5003", "repartition"), status=JobStatus.RUNNING, started=at(2), total=count, done=count - 63
    )
    return JobDetail(job, nodes, executions=tuple(executions))


def lines_of(texts: Sequence[str], *, stream: Stream = Stream.OUT, begin: int = 0) -> list[LogLine]:
    """Lines a second apart."""
    return [
        LogLine(begin + number, text, stream, at(2, 26, 30) + timedelta(seconds=begin + number))
        for number, text in enumerate(texts)
    ]


def hard_backend() -> MemoryBackend:
    """The samples, and those above."""
    backend = MemoryBackend([hostile(), lost(), many(), *sample_jobs()])
    backend.logs[LogRef("5001", HOSTILE_NAME, 1)] = lines_of(HOSTILE_LINES)
    backend.logs[LogRef("5002", "copy", 1)] = []
    backend.logs[LogRef("4128", "scan", 1)] = lines_of([f"scanned part {number}" for number in range(500)])
    return backend


SCAN = LogRef("4128", "scan", 1)
"""A log that grows."""
