"""The sample jobs of the demo: what is started, who answers them, and the state that each comes to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from console.model import Action, Attention, JobDetail, JobStatus, NodeStatus, StartRequest, Verb, Wait

SLOTS = 3
"""Commands at a time in the demo: few enough that one job has to wait for its turn."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the demo itself does once, like a colleague would, when a node waits for a person."""

    verb: Verb
    node: str
    reason: str

    def action(self, detail: JobDetail) -> Action | None:
        """Return the action, None as long as the node does not wait."""
        node = detail.nodes.get(self.node)
        if node is None or not node.needs_person:
            return None
        return Action(self.verb, detail.job.id, self.node, reason=self.reason)


@dataclass(frozen=True, slots=True)
class Sample:
    """One job of the demo. ``settled`` tells whether it has come to where it is to stand."""

    file: str
    settled: Callable[[JobDetail], bool]
    params: dict[str, str] = field(default_factory=dict[str, str])
    priority: int | None = None
    answer: Answer | None = None

    def request(self, folder: Path) -> StartRequest:
        """Return what starts it, of the file in ``folder``."""
        from console.cli.start_file import file_request

        return file_request(folder / self.file, self.params, priority=self.priority)


def cast(today: date) -> tuple[Sample, ...]:
    """Return the jobs of the demo, in the order in which they are started."""
    day = {f"{ago} ago": {"day": (today - timedelta(days=ago)).isoformat()} for ago in (1, 2, 3)}
    ingest, report = "nightly-ingest.yaml", "broken-report.yaml"
    approve = Answer(Verb.APPROVE, "approve", "the counts look right")
    skip = Answer(Verb.SKIP, "compare", "the ledger was corrected by hand")
    return (
        Sample(ingest, _succeeded, day["2 ago"], answer=approve),
        Sample(report, _succeeded, day["3 ago"], priority=4, answer=skip),
        Sample(report, _failure_waits, day["1 ago"], priority=4),
        Sample("rolling-restart.yaml", _at_pause_point, {"batch": "all"}),
        Sample(ingest, _wants_approval, day["1 ago"]),
        Sample("chatty.yaml", _runs, {"minutes": "15"}),
        # Last and least: it waits until the batches of the chatty one leave it a slot.
        Sample(ingest, _queued, {**day["1 ago"], "region": "us"}, priority=-10),
    )


def _succeeded(detail: JobDetail) -> bool:
    return detail.job.status is JobStatus.SUCCEEDED


def _failure_waits(detail: JobDetail) -> bool:
    return detail.job.attention is Attention.FAILURE


def _at_pause_point(detail: JobDetail) -> bool:
    return any(node.waiting_for is Wait.PAUSE_BEFORE for node in detail.nodes.values())


def _wants_approval(detail: JobDetail) -> bool:
    return any(node.waiting_for is Wait.APPROVAL for node in detail.nodes.values())


def _runs(detail: JobDetail) -> bool:
    return detail.nodes["stream"].status is NodeStatus.RUNNING


def _queued(detail: JobDetail) -> bool:
    return detail.job.status is JobStatus.QUEUED
