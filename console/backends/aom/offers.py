"""What can be done to an execution and to each of its nodes as they stand, with the reason where not."""

from dataclasses import replace
from typing import Final

from console.backends.versions import version_of
from console.core.signature import signature
from console.model import (
    Attention,
    Job,
    JobDetail,
    JobStatus,
    Node,
    NodeStatus,
    Offer,
    Verb,
    Wait,
)
from console.wire.aom.node import WHOLE_KIND

NO_APPROVAL: Final = "AOM's API has no call for an approval: answer it in AOM's web console"
"""Why approve and reject are offered nowhere."""

AGAIN: Final = "it starts a new execution of the workflow; this one stays as it is"
"""What a requeue means here."""

_OVER: Final = frozenset({JobStatus.SUCCEEDED, JobStatus.CANCELED, JobStatus.CANCELING})
_REOPENS: Final = "the execution has ended as failed; AOM takes it up again at this node"
_UNNAMED: Final = "AOM names no node that waits, and acts only on a node by its id"


def dressed(detail: JobDetail) -> JobDetail:
    """Return ``detail`` with what may be done, with versions, and with the signature of its failure."""
    nodes = {id_: _node(node, detail.job) for id_, node in detail.nodes.items()}
    job = detail.job
    recorded = tuple((n.id, n.native_status, n.execution, _second(n)) for n in nodes.values() if n.execution)
    failing = job.attention is Attention.FAILURE or job.status is JobStatus.FAILED
    return replace(
        detail,
        job=replace(
            job,
            offers=_of_job(job),
            version=version_of(job.native_status, recorded),
            signature=signature(job.reason) if failing else None,
        ),
        nodes=nodes,
    )


def _node(node: Node, job: Job) -> Node:
    version = version_of(job.native_status, node.native_status, node.execution, _second(node))
    return replace(node, offers=_of_node(node, job), version=version)


def _second(node: Node) -> int | None:
    """The beginning of the last attempt: the list and the single view may be of different precision."""
    return None if node.started is None else int(node.started.timestamp())


def _of_job(job: Job) -> tuple[Offer, ...]:
    ended = f"it has ended as {job.native_status}"
    match job.status:
        case JobStatus.SUCCEEDED | JobStatus.FAILED | JobStatus.CANCELED:
            cancel = Offer(Verb.CANCEL, ended)
            again = ""
        case JobStatus.CANCELING:
            cancel = Offer(Verb.CANCEL, "it is being terminated already")
            again = "it is being terminated: wait until it has ended"
        case _:
            cancel = Offer(Verb.CANCEL, note="AOM terminates the execution; its nodes are not undone")
            again = f"it is {job.native_status}: terminate it first, or start the workflow once more"
    note = "" if again else AGAIN
    return (cancel, Offer(Verb.REQUEUE, again, note), Offer(Verb.RESTART, again, note))


def _of_node(node: Node, job: Job) -> tuple[Offer, ...]:
    if node.waiting_for is Wait.APPROVAL:
        return _no_approval()
    waits = node.status is NodeStatus.WAITING
    if node.native_kind == WHOLE_KIND:
        return tuple(Offer(verb, _UNNAMED) for verb in (Verb.CONTINUE, Verb.SKIP, Verb.RESTART) if waits)
    over = f"the execution is {job.native_status}" if job.status in _OVER else ""
    failed = node.status is NodeStatus.FAILED and node.native_status == "fail"
    reopens = _REOPENS if failed and job.status is JobStatus.FAILED else ""
    stands = f"it is {node.native_status or node.status}"
    not_failed = "" if failed else f"{stands}, and AOM does this to failed nodes only"
    return (
        Offer(Verb.CONTINUE, over or ("" if waits else f"{stands}, and AOM continues pause points only")),
        Offer(Verb.RESTART, over or not_failed, reopens),
        Offer(Verb.SKIP, over or not_failed, reopens and f"{reopens}, and goes on after it"),
    )


def _no_approval() -> tuple[Offer, ...]:
    verbs = (Verb.APPROVE, Verb.REJECT, Verb.CONTINUE, Verb.SKIP, Verb.RESTART)
    return tuple(Offer(verb, f"it waits for an approval, and {NO_APPROVAL}") for verb in verbs)
