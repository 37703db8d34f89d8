"""Jobs as remote servers tell of them: their own words, offers on each, one node where there is no graph."""

from dataclasses import replace

from console.backends.acting import acted, planned
from console.core.clock import FixedClock
from console.core.masking import masked
from console.core.query import fields_with, format_query, parse_query
from console.model import (
    Action,
    Attention,
    Capabilities,
    Capability,
    Execution,
    ExecutionStatus,
    FieldSupport,
    Job,
    JobDetail,
    JobPage,
    JobStatus,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    Offer,
    Outcome,
    OutcomeKind,
    Plan,
    Resolution,
    Support,
    TargetKind,
    Verb,
    Wait,
)
from tui.memory_backend import MemoryBackend
from tui.samples import at

PAUSES_TYPE = (
    "Scale cannot pause a job; it pauses the job type ingest-granule 1.0.0: no job of it starts until it is "
    "continued, those that run go on"
)
NO_SKIP = "Scale knows no skipping: a job ends, or it is queued again"
REMOTE = Capabilities(
    verbs={
        (Verb.PAUSE, TargetKind.JOB): Capability(Support.EMULATED, PAUSES_TYPE),
        (Verb.CANCEL, TargetKind.JOB): Capability(Support.NATIVE),
        (Verb.REQUEUE, TargetKind.JOB): Capability(Support.NATIVE),
        (Verb.PRIORITY, TargetKind.JOB): Capability(Support.NATIVE),
        (Verb.CONTINUE, TargetKind.NODE): Capability(Support.NATIVE),
        (Verb.SKIP, TargetKind.NODE): Capability(Support.NONE, NO_SKIP),
        (Verb.RESTART, TargetKind.NODE): Capability(Support.NATIVE),
    },
    query_fields=(FieldSupport("batch", "word", "the batch it came with"),),
    extra={"priority": "lower runs first"},
)

_AGAIN = Offer(Verb.REQUEUE, note="all of the job runs again, from its first input on")
_CANCEL = Offer(Verb.CANCEL)
_OVER = Offer(Verb.CANCEL, refusal="it has ended already")


def _rules(*needs: str) -> NodeRules:
    return NodeRules(kind=NodeKind.OTHER, needs=needs)


def _alone(job: Job, node: Node, *executions: Execution) -> JobDetail:
    raw = {"status": job.native_status, "configuration": {"token": "s3cr3t", "path": "/data\x1b]0;evil\x07"}}
    shown = masked(raw)
    assert isinstance(shown, dict)
    return JobDetail(job, {node.id: node}, executions=executions, raw=shown)


def failed_remotely() -> JobDetail:
    """Failed at its second attempt; can be queued again."""
    job = Job(
        "900113", "ingest-granule 900113", "ingest-granule 1.0.0", JobStatus.FAILED, context="scale-prod",
        native_status="FAILED", reason="unmet resources: mem 4096 of 2048 MiB", done=0, total=1, priority=200,
        owner="ops", created=at(2, 21), queued=at(2, 21), started=at(2, 22), ended=at(2, 25), version=77,
        offers=(_AGAIN, _OVER, Offer(Verb.PAUSE)),
    )  # fmt: skip
    node = Node(
        "job", "ingest-granule", NodeStatus.FAILED, _rules(), native_status="FAILED", native_kind="job type",
        resolution=Resolution.FINAL, reason=job.reason, execution=2, started=at(2, 22), ended=at(2, 25),
        exit_code=3, version=77, offers=(),
    )  # fmt: skip
    return _alone(
        job,
        node,
        Execution("job", 1, ExecutionStatus.FAILED, "FAILED", started=at(2, 21), ended=at(2, 22)),
        Execution("job", 2, ExecutionStatus.FAILED, "FAILED", 3, started=at(2, 22), ended=at(2, 25)),
    )


def running_remotely() -> JobDetail:
    """Runs, under another word than ours."""
    job = Job(
        "900114", "ingest-granule 900114", "ingest-granule 1.0.0", JobStatus.RUNNING, context="scale-prod",
        native_status="STARTED", at="job", done=0, total=1, priority=100, created=at(2, 23),
        queued=at(2, 23), started=at(2, 24), version=5, offers=(_CANCEL, Offer(Verb.PAUSE)),
    )  # fmt: skip
    node = Node(
        "job", "ingest-granule", NodeStatus.RUNNING, _rules(), native_status="STARTED", execution=1,
        started=at(2, 24), version=5, offers=(),
    )  # fmt: skip
    return _alone(job, node, Execution("job", 1, ExecutionStatus.RUNNING, "STARTED", started=at(2, 24)))


def over_remotely() -> JobDetail:
    """Finished; whether well or badly the API does not tell."""
    job = Job(
        "900101", "spark count", "wordcount", JobStatus.UNKNOWN, context="scale-prod",
        native_status="FINISHED", reason="the API does not tell whether it succeeded", created=at(1, 0),
        started=at(1, 0), ended=at(1, 30), version=3, offers=(_OVER,),
    )  # fmt: skip
    node = Node(
        "job", "wordcount", NodeStatus.UNKNOWN, _rules(), native_status="FINISHED", execution=1,
        started=at(1, 0), ended=at(1, 30), version=3, offers=(),
    )  # fmt: skip
    ended = Execution("job", 1, ExecutionStatus.UNKNOWN, "FINISHED", started=at(1, 0), ended=at(1, 30))
    return _alone(job, node, ended)


def strange_remotely() -> JobDetail:
    """In a state whose word is not known, since yesterday; its name would drive the terminal."""
    job = Job(
        "900100", "odd \x1b]0;evil\x07 one", "wordcount", JobStatus.UNKNOWN, context="scale-prod",
        native_status="SUSPENDED_BY_ELVES", created=at(1, 0, day=19), started=at(1, 0, day=19), version=3,
        offers=(),
    )  # fmt: skip
    node = Node(
        "job", "wordcount", NodeStatus.UNKNOWN, _rules(), native_status="SUSPENDED_BY_ELVES", execution=1,
        started=at(1, 0, day=19), version=3, offers=(),
    )  # fmt: skip
    return _alone(job, node, Execution("job", 1, ExecutionStatus.UNKNOWN, "SUSPENDED_BY_ELVES"))


def waits_remotely() -> JobDetail:
    """Stands at a node that a person continues."""
    job = Job(
        "e7f1c0de-0000-4000-8000-5ca1ab1e0001", "patch hosts", "patch", JobStatus.PAUSED,
        context="scale-prod", native_status="PAUSED", attention=Attention.DECISION,
        reason="before reboot: it was paused there", at="reboot", at_execution=1, done=1, total=3, waiting=1,
        waiting_node="reboot", created=at(2, 10), queued=at(2, 10), started=at(2, 10), version=9,
        offers=(_CANCEL,),
    )  # fmt: skip
    offers = (
        Offer(Verb.CONTINUE, note="AOM goes on at once, there is no undo"),
        Offer(Verb.RESTART, "it has not run"),
    )
    nodes = (
        Node("stage", "stage", NodeStatus.SUCCEEDED, _rules(), native_status="success", execution=1,
             started=at(2, 10), ended=at(2, 12), offers=()),
        Node("reboot", "reboot", NodeStatus.WAITING, _rules("stage"), native_status="pause",
             waiting_for=Wait.PAUSE_BEFORE, reason="paused by its definition", since=at(2, 12), version=4,
             offers=offers),
        Node("verify", "verify", NodeStatus.PENDING, _rules("reboot"), native_status="init", offers=()),
    )  # fmt: skip
    return JobDetail(job, {node.id: node for node in nodes}, raw={"workflow_id": "patch"})


def remote_jobs() -> list[JobDetail]:
    """All of them, newest first."""
    return [running_remotely(), failed_remotely(), waits_remotely(), over_remotely(), strange_remotely()]


class RemoteMemory(MemoryBackend):
    """A remote server in memory: what an offer allows is asked for, and its effect seen at once."""

    plan_start = None
    """It does not tell what a start would do."""

    def __init__(self, context: str = "scale-prod", *, clock: FixedClock | None = None) -> None:
        jobs = [replace(each, job=replace(each.job, context=context)) for each in remote_jobs()]
        super().__init__(jobs, clock=clock, context=context, capabilities=REMOTE, counted=False)

    async def jobs(self, query: str, *, cursor: str | None = None, limit: int = 100) -> JobPage:
        """As the console's other fields; no job of the samples came with a batch."""
        found = parse_query(query, fields_with(REMOTE.query_fields))
        batch, rest = found.split(frozenset({"batch"}))
        page = await super().jobs(format_query(rest), cursor=cursor, limit=limit)
        return replace(page, items=(), next=None, total=0) if batch.terms else page

    async def plan(self, action: Action) -> Plan:
        await self._answer()
        return planned(self._detail(action.job), action)

    async def act(self, action: Action) -> Outcome:
        self.acted.append(action)
        if self.act_fault is not None:
            raise self.act_fault
        await self._answer()
        return await acted(action, REMOTE, read=self.job, carry_out=self._carry_out)

    async def _carry_out(self, detail: JobDetail, action: Action) -> Outcome:
        status, word = {
            Verb.CANCEL: (JobStatus.CANCELING, "CANCEL"),
            Verb.REQUEUE: (JobStatus.QUEUED, "QUEUED"),
            Verb.CONTINUE: (JobStatus.RUNNING, "RUNNING"),
        }.get(action.verb, (detail.job.status, detail.job.native_status))
        job = replace(
            detail.job, status=status, native_status=word, version=detail.job.version + 1, offers=()
        )
        self.put(replace(detail, job=job))
        return Outcome(action.job, action.node, OutcomeKind.REQUESTED, f"{action.verb} was accepted")
