"""Actions and starts: what a client asks, and what the host answers."""

from typing import Annotated

from pydantic import Field

from console.model import (
    Action,
    Json,
    Outcome,
    OutcomeKind,
    Plan,
    RequeueFrom,
    Scope,
    StartRequest,
    Verb,
)
from console.wire.local.document import Document, JobId, RequestDocument, known
from console.wire.local.job_items import job_id

LARGEST_BULK = 1000
"""How many actions one request may hold."""

_Text = Annotated[str, Field(max_length=4096)]


class ActionRequest(RequestDocument):
    """One action on one job or node. Who asks is what the connection proves, never what it says."""

    verb: Verb
    job: JobId
    node: str | None = None
    reason: _Text | None = None
    expected_version: int | None = None
    request_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    scope: Scope = Scope.DOWNSTREAM
    requeue_from: RequeueFrom = RequeueFrom.FAILED
    priority: int | None = None
    mark_as: str | None = None
    inputs: dict[str, str] = Field(default={})

    def to_action(self, actor: str, groups: tuple[str, ...]) -> Action:
        """Return the action as asked by ``actor``, who is in ``groups``."""
        return Action(
            verb=self.verb,
            job=self.job,
            node=self.node,
            actor=actor,
            actor_groups=groups,
            reason=self.reason,
            expected_version=self.expected_version,
            request_id=self.request_id,
            scope=self.scope,
            requeue_from=self.requeue_from,
            priority=self.priority,
            mark_as=self.mark_as,
            inputs=dict(self.inputs),
        )


def action_request(action: Action) -> dict[str, Json]:
    """Return an action as a request has it; actor and groups stay behind."""
    return {
        "verb": action.verb.value,
        "job": job_id(action.job),
        "node": action.node,
        "reason": action.reason,
        "expected_version": action.expected_version,
        "request_id": action.request_id,
        "scope": action.scope.value,
        "requeue_from": action.requeue_from.value,
        "priority": action.priority,
        "mark_as": action.mark_as,
        "inputs": dict(action.inputs),
    }


class ActionsRequest(RequestDocument):
    """Several actions, carried out one after the other; each has an outcome of its own."""

    items: Annotated[tuple[ActionRequest, ...], Field(min_length=1, max_length=LARGEST_BULK)]


class OutcomeDocument(Document):
    """What came of an action on one target."""

    job: JobId
    node: str | None = None
    outcome: str = Field(
        description="done, requested, conflict, illegal, refused, forbidden, not_found, unknown"
    )
    message: str
    version: int | None = None
    request_id: str | None = None

    def to_outcome(self) -> Outcome:
        """Return the outcome; a word that we do not know is an unknown outcome, never a success."""
        kind = known(OutcomeKind, self.outcome) or OutcomeKind.UNKNOWN
        return Outcome(self.job, self.node, kind, self.message, self.version, self.request_id)


class OutcomesDocument(Document):
    """What came of each action of a request, in its order."""

    items: tuple[OutcomeDocument, ...]


class PlanDocument(Document):
    """What an action would do, in node ids."""

    will_run: tuple[str, ...] = ()
    may_run: tuple[str, ...] = ()
    will_wait: tuple[str, ...] = ()
    will_skip: tuple[str, ...] = ()
    will_stop: tuple[str, ...] = ()
    will_cancel: tuple[str, ...] = ()
    keeps_running: tuple[str, ...] = ()
    held: bool = False
    refusal: str | None = None

    def to_plan(self) -> Plan:
        """Return the plan."""
        return Plan(
            will_run=self.will_run,
            may_run=self.may_run,
            will_wait=self.will_wait,
            will_skip=self.will_skip,
            will_stop=self.will_stop,
            will_cancel=self.will_cancel,
            keeps_running=self.keeps_running,
            held=self.held,
            refusal=self.refusal,
        )


class StartDocument(RequestDocument):
    """A new job: of a stored workflow by id, or of a file given as text."""

    workflow: str | None = None
    params: dict[str, str] = Field(default={})
    name: _Text | None = None
    text: str | None = None
    source: _Text | None = None
    folder: _Text | None = None
    priority: int | None = None
    request_id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    reason: _Text | None = None
    expected: Annotated[str, Field(max_length=200)] | None = None

    def to_start(self) -> StartRequest:
        """Return the request."""
        return StartRequest(
            workflow=self.workflow,
            params=dict(self.params),
            name=self.name,
            text=self.text,
            source=self.source,
            folder=self.folder,
            priority=self.priority,
            request_id=self.request_id,
            reason=self.reason,
            expected=self.expected,
        )


def start_request(request: StartRequest) -> dict[str, Json]:
    """Return a start as JSON."""
    return {
        "workflow": request.workflow,
        "params": dict(request.params),
        "name": request.name,
        "text": request.text,
        "source": request.source,
        "folder": request.folder,
        "priority": request.priority,
        "request_id": request.request_id,
        # An older host refuses what it does not know: it is not bothered with what was not asked for.
        **({} if request.reason is None else {"reason": request.reason}),
        **({} if request.expected is None else {"expected": request.expected}),
    }


class StartedDocument(Document):
    """The job that was started."""

    id: JobId
