"""The sample jobs of the tests: those of the sketches, made by the same steps that an engine takes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from console.core import step as stepping
from console.core.event import Begun, Claimed, Ended, EndReason, Event, Spawned
from console.core.step import Step
from console.model import (
    Action,
    Execution,
    ExecutionStatus,
    Job,
    JobDetail,
    JobStatus,
    LogLine,
    LogRef,
    Node,
    NodeKind,
    NodeRules,
    OnFailure,
    Param,
    ParamKind,
    Retry,
    Stream,
    Verb,
    When,
    WorkflowInfo,
)

NOW: Final = datetime(2026, 11, 20, 2, 28, 0, tzinfo=UTC)
"""The moment of every test."""


def at(hour: int, minute: int = 0, second: int = 0, *, day: int = 20) -> datetime:
    """A moment of the sample night."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


def node(name: str, *needs: str, **rules: object) -> Node:
    """A node that has not run."""
    return Node(name, name, rules=NodeRules(needs=needs, **rules))  # pyright: ignore[reportArgumentType]


class Story:
    """A job that lives through events, each at its time."""

    def __init__(self, job: Job, *nodes: Node, params: Mapping[str, str] | None = None) -> None:
        self.detail = JobDetail(job, {each.id: each for each in nodes}, params=dict(params or {}))
        self.executions: list[Execution] = []
        self.then(Begun(), job.created or NOW)

    def then(self, event: Event, when: datetime) -> "Story":
        after = stepping.step(self.detail, event, now=when)
        assert isinstance(after, Step), after
        self.detail = after.detail
        return self

    def runs(self, name: str, start: datetime) -> "Story":
        self.then(Claimed(name), start).then(Spawned(name), start)
        number = self.detail.nodes[name].execution
        self.executions.append(Execution(name, number, ExecutionStatus.RUNNING, started=start, host="db-3"))
        return self

    def ends(self, name: str, when: datetime, code: int = 0, detail: str | None = None) -> "Story":
        self.then(Ended(name, EndReason.EXIT, code, detail), when)
        place = max(i for i, each in enumerate(self.executions) if each.node == name)
        status = ExecutionStatus.FAILED if code else ExecutionStatus.SUCCEEDED
        self.executions[place] = replace(self.executions[place], status=status, exit_code=code, ended=when)
        return self

    def did(
        self, name: str, start: datetime, end: datetime, code: int = 0, detail: str | None = None
    ) -> "Story":
        return self.runs(name, start).ends(name, end, code, detail)

    def done(self) -> JobDetail:
        return replace(self.detail, executions=tuple(self.executions))


def _job(id_: str, name: str, workflow: str, owner: str, created: datetime, **more: object) -> Job:
    times = {"created": created, "queued": created}
    return Job(id_, name, workflow, JobStatus.QUEUED, context="local", owner=owner, **times, **more)


def ingest_eu() -> JobDetail:
    """Failed at its third attempt, and waits for a person."""
    story = Story(
        _job("4127", "ingest eu 2026-11-19", "nightly-ingest", "ada", at(2, 14), queue="ingest", priority=10),
        node("fetch", retry=Retry(2, 5)),
        node("check[orders]", "fetch"),
        node("check[lines]", "fetch"),
        node("check[stock]", "fetch"),
        node("sum", "check[orders]", "check[lines]", "check[stock]"),
        node("plan", "sum"),
        node("load", "plan", retry=Retry(2, 0)),
        node("publish", "load"),
        node("notify", "publish", when=When.ALWAYS),
        params={"day": "2026-11-19", "region": "eu"},
    )
    story.did("fetch", at(2, 14), at(2, 17, 2))
    for name in ("check[orders]", "check[lines]", "check[stock]"):
        story.did(name, at(2, 17, 2), at(2, 17, 43))
    story.did("sum", at(2, 17, 43), at(2, 18)).did("plan", at(2, 18), at(2, 22, 40))
    why = 'relation "orders" does not exist'
    story.did("load", at(2, 22, 41), at(2, 23, 20), 1, why)
    _retry(story, "load", at(2, 23, 20))
    story.did("load", at(2, 23, 20), at(2, 24, 7), 1, why)
    _retry(story, "load", at(2, 24, 7))
    story.did("load", at(2, 24, 7), at(2, 26), 1, why)
    return story.done()


def _retry(story: Story, name: str, when: datetime) -> None:
    from console.core.event import TimerFired

    story.then(TimerFired(name), when)


def restart_web() -> JobDetail:
    """Stands before a pause point."""
    story = Story(
        _job("4119", "restart web canary", "rolling-restart", "bob", at(2, 20)),
        node("pick"),
        node("lock", "pick"),
        node("warn", "lock"),
        node("drain-1", "warn", pause_before=True, prompt="check the error budget"),
        *[node(name, need) for name, need in
          [("restart-1", "drain-1"), ("drain-2", "restart-1"), ("restart-2", "drain-2"),
           ("unlock", "restart-2"), ("report", "unlock")]],
    )  # fmt: skip
    story.did("pick", at(2, 20), at(2, 21)).did("lock", at(2, 21), at(2, 22)).did(
        "warn", at(2, 22), at(2, 24)
    )
    return story.done()


def ingest_us() -> JobDetail:
    """Failed in its first node."""
    story = Story(
        _job("4126", "ingest us 2026-11-19", "nightly-ingest", "ada", at(2, 14), queue="ingest"),
        node("list"),
        node("fetch", "list"),
        *[node(name, need) for name, need in
          [("check", "fetch"), ("sum", "check"), ("plan", "sum"), ("load", "plan"), ("publish", "load"),
           ("notify", "publish"), ("clean", "notify")]],
    )  # fmt: skip
    story.did("list", at(2, 14), at(2, 15)).did(
        "fetch", at(2, 15), at(2, 23), 124, "timeout after 20m, 6 attempts"
    )
    return story.done()


def close_books() -> JobDetail:
    """Runs on, while an approval waits."""
    story = Story(
        _job("4090", "close books", "month-end", "eve", at(18, 20, day=19)),
        *[node(f"ledger-{i}") for i in range(1, 6)],
        node("totals", *[f"ledger-{i}" for i in range(1, 6)]),
        node("approve", "totals", kind=NodeKind.APPROVAL, prompt="load 1,204 rows into production?"),
        node("post", "approve"),
        node("archive"),
    )
    for i in range(1, 6):
        story.did(f"ledger-{i}", at(18, 20, day=19), at(19, 0, day=19))
    story.did("totals", at(19, 0, day=19), at(19, 5, day=19)).runs("archive", at(19, 5, day=19))
    return story.done()


def chatty() -> JobDetail:
    """Runs and talks."""
    story = Story(
        _job("4128", "build search index", "reindex", "ada", at(2, 26)), node("scan"), node("write", "scan")
    )
    return story.runs("scan", at(2, 26, 30)).done()


def queued() -> JobDetail:
    """Has not begun."""
    return Story(
        _job("4129", "backup db-3", "backup", "bob", at(2, 27)), node("dump"), node("copy", "dump")
    ).done()


def paused_by_operator() -> JobDetail:
    """Somebody has paused it."""
    story = Story(
        _job("4110", "resize images", "resize", "ada", at(1, 10)), node("scan"), node("resize", "scan")
    )
    story.did("scan", at(1, 10), at(1, 20))
    story.then(Action(Verb.PAUSE, "4110", actor="bob", reason="the disk is full"), at(1, 20, 30))
    return story.done()


def ended(
    id_: str, name: str, workflow: str, owner: str, start: datetime, minutes: int, code: int = 0
) -> JobDetail:
    """A job that has ended, well or badly."""
    story = Story(
        _job(id_, name, workflow, owner, start), node("run", on_failure=OnFailure.FAIL), node("report", "run")
    )
    end = start + timedelta(minutes=minutes)
    story.did("run", start, end, code, "no space left on device" if code else None)
    if not code:
        story.did("report", end, end + timedelta(seconds=20))
    return story.done()


def sample_jobs() -> list[JobDetail]:
    """The jobs of the sketches, newest first."""
    return [
        queued(),
        chatty(),
        ingest_eu(),
        ingest_us(),
        restart_web(),
        paused_by_operator(),
        ended("4101", "rotate certificates", "certs", "bob", at(0, 30), 3),
        ended("4098", "ingest eu 2026-11-18", "nightly-ingest", "ada", at(2, 14, day=19), 12),
        ended("4097", "backup db-3", "backup", "bob", at(2, 0, day=19), 44, code=28),
        close_books(),
    ]


WORKFLOWS: Final = (
    WorkflowInfo("backup", "backup", "Dump a database and copy it away", (), "examples/backup.yaml", 2),
    WorkflowInfo(
        "nightly-ingest",
        "nightly-ingest",
        "Fetch, check and load one day of orders",
        (
            Param("day", ParamKind.DATE, None, required=True, description="the day to load"),
            Param("region", ParamKind.CHOICE, "eu", options=("eu", "us", "apac"), description="which shop"),
            Param("limit", ParamKind.INT, "1000", description="rows at most"),
            Param("dry_run", ParamKind.BOOL, "false", description="check, but load nothing"),
            Param("token", ParamKind.STRING, None, secret=True, description="only for the new shop"),
        ),
        "examples/nightly-ingest.yaml",
        9,
    ),
    WorkflowInfo("rolling-restart", "rolling-restart", "Restart one web server after the other", (),
                 "examples/rolling-restart.yaml", 9),
)  # fmt: skip


def log_of(ref: LogRef) -> list[LogLine]:
    """The lines of an execution's log."""
    start = at(2, 24, 7)
    texts = [
        (Stream.OUT, f"connecting to db-3 for {ref.node}"),
        (Stream.OUT, "begin"),
        (Stream.OUT, "\x1b[32mcopied\x1b[0m 1204 rows"),
        (Stream.ERR, 'psql:load.sql:12: ERROR:  relation "orders" does not exist'),
        (Stream.ERR, "\x1b]0;evil title\x07rolling back"),
        (Stream.NOTE, "exit 1"),
    ]
    return [
        LogLine(number, text, stream, start + timedelta(seconds=9 * number), ref.node, ref.execution)
        for number, (stream, text) in enumerate(texts)
    ]


__all__ = ["NOW", "WORKFLOWS", "Story", "at", "log_of", "node", "sample_jobs"]
