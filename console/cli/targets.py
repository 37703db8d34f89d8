"""What an act verb is aimed at: ids, or every job that a query finds; and the node that is meant."""

import uuid
from argparse import ArgumentTypeError
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from console.backends.base import Backend, NotFound
from console.cli.exits import usage
from console.cli.pages import read_jobs
from console.core.legality import NODE_TABLE, node_refusal
from console.model import Action, JobDetail, RequeueFrom, Scope, Verb

MOST: Final = 10_000
"""The most jobs that one command acts on."""

ON_NODES_ONLY: Final = frozenset({Verb.SKIP, Verb.APPROVE, Verb.REJECT, Verb.STOP, Verb.RETRY_NOW, Verb.MARK})
"""Verbs that mean a node, so that the one node they can mean need not be named."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of every target, as the command line gave it."""

    verb: Verb
    node: str | None = None
    reason: str | None = None
    expected_version: int | None = None
    scope: Scope = Scope.DOWNSTREAM
    requeue_from: RequeueFrom = RequeueFrom.FAILED
    priority: int | None = None
    mark_as: str | None = None
    inputs: dict[str, str] = field(default_factory=dict[str, str])

    def action(self, job: str) -> Action:
        """Return the action on one job. A restart of a whole job is a requeue."""
        whole = self.verb is Verb.RESTART and self.node is None
        return Action(
            Verb.REQUEUE if whole else self.verb,
            job,
            self.node,
            reason=self.reason,
            expected_version=self.expected_version,
            request_id=uuid.uuid4().hex,
            scope=self.scope,
            requeue_from=self.requeue_from,
            priority=self.priority,
            mark_as=self.mark_as,
            inputs=self.inputs,
        )


async def find_actions(
    backend: Backend, wanted: Wanted, jobs: Sequence[str], where: str | None
) -> list[Action]:
    """Return one action a target, each job once and in the order given. Raises Failure, BackendError."""
    ids = list(dict.fromkeys(jobs))
    if where is not None:
        page = await read_jobs(backend, where, limit=MOST)
        if page.next is not None:
            raise usage(f"the query finds more than {MOST:,} jobs; narrow it")
        ids = [job.id for job in page.items]
    actions = [wanted.action(job) for job in ids]
    if wanted.node is None and wanted.verb in ON_NODES_ONLY:
        return [await _with_node(backend, action) for action in actions]
    return actions


async def _with_node(backend: Backend, action: Action) -> Action:
    """Return the action on the only node that it can mean now; as it is where there is none.

    The backend then says why it is not legal, with the state. Raises Failure where several are meant.
    """
    try:
        detail = await backend.job(action.job)
    except NotFound:
        return action
    nodes = _candidates(detail, action.verb)
    if len(nodes) > 1:
        raise usage(
            f"{action.verb} of job {action.job} could mean several nodes; name one with --node",
            *(f"  --node {node}" for node in nodes[:20]),
        )
    return replace(action, node=nodes[0]) if nodes else action


def _candidates(detail: JobDetail, verb: Verb) -> list[str]:
    """Return the nodes that the verb can mean: of a skip only those that need a person."""
    if verb not in NODE_TABLE:
        return []
    legal = [node for node in detail.nodes.values() if node_refusal(detail, node, verb) is None]
    if verb is Verb.SKIP:
        legal = [node for node in legal if node.needs_person]
    return [node.id for node in legal]


def key_value(text: str) -> tuple[str, str]:
    """Return ``NAME=VALUE`` as its two parts. Raises ArgumentTypeError."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name, value
