"""Nodes and executions as the API answers them, read into the model."""

from pydantic import Field

from console.model import (
    Execution,
    ExecutionStatus,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    OnFailure,
    OnTimeout,
    Resolution,
    Retry,
    SkipKind,
    Wait,
    When,
)
from console.wire.local.document import Document, Moment, known


class ExecutionDocument(Document):
    """One attempt."""

    node: str | None = None
    number: int
    status: str = Field(description="starting, running, succeeded, failed, canceled, lost, abandoned")
    native_status: str | None = None
    exit_code: int | None = None
    signal: int | None = None
    reason: str | None = None
    host: str | None = None
    queued: Moment | None = None
    started: Moment | None = None
    ended: Moment | None = None
    log_bytes: int | None = None
    pid: int | None = None
    orphan: bool = Field(default=False, description="its runner is gone, its command may still run")

    def to_execution(self, node: str) -> Execution:
        """Return the attempt as one of ``node``, unless it names its node itself."""
        status = known(ExecutionStatus, self.status)
        return Execution(
            node=self.node if self.node is not None else node,
            number=self.number,
            status=status or ExecutionStatus.UNKNOWN,
            native_status=self.native_status if status else self.native_status or self.status,
            exit_code=self.exit_code,
            signal=self.signal,
            reason=self.reason,
            host=self.host,
            queued=self.queued,
            started=self.started,
            ended=self.ended,
            log_bytes=self.log_bytes,
            pid=self.pid,
            orphan=self.orphan,
        )


class RetryDocument(Document):
    """How often and how soon a failed command is run again. Delays are seconds."""

    limit: int = 0
    delay: float = 0.0
    backoff: float = 1.0
    max_delay: float | None = None
    on_exit: tuple[int, ...] = ()

    def to_retry(self) -> Retry:
        """Return the rule."""
        return Retry(self.limit, self.delay, self.backoff, self.max_delay, self.on_exit)


class RulesDocument(Document):
    """What a node was defined as."""

    kind: str = Field(default="command", description="command, approval, workflow, other")
    when: str = Field(default="on_success", description="on_success, always, on_failure")
    condition: str | None = Field(default=None, alias="if")
    pause_before: bool = False
    pause_after: bool = False
    on_failure: str = Field(default="pause", description="pause, fail, continue")
    retry: RetryDocument = RetryDocument()
    ok_exit: tuple[int, ...] = (0,)
    idempotent: bool = False
    is_finally: bool = Field(default=False, alias="finally")
    prompt: str | None = None
    approvers: tuple[str, ...] = ()
    approval_timeout: float | None = None
    on_timeout: str = Field(default="wait", description="reject, approve, wait")
    max_parallel: int | None = None
    matrix: dict[str, str] = Field(default={})
    returns: tuple[str, ...] = ()

    def to_rules(self, needs: tuple[str, ...]) -> NodeRules:
        """Return the rules of a node that needs ``needs``."""
        return NodeRules(
            kind=known(NodeKind, self.kind) or NodeKind.OTHER,
            needs=needs,
            when=known(When, self.when) or When.ON_SUCCESS,
            condition=self.condition,
            pause_before=self.pause_before,
            pause_after=self.pause_after,
            on_failure=known(OnFailure, self.on_failure) or OnFailure.PAUSE,
            retry=self.retry.to_retry(),
            ok_exit=self.ok_exit,
            idempotent=self.idempotent,
            is_finally=self.is_finally,
            prompt=self.prompt,
            approvers=self.approvers,
            approval_timeout=self.approval_timeout,
            on_timeout=known(OnTimeout, self.on_timeout) or OnTimeout.WAIT,
            max_parallel=self.max_parallel,
            matrix=dict(self.matrix),
            returns=self.returns,
        )


class NodeItem(Document):
    """A node, without its executions."""

    id: str
    name: str
    status: str = Field(
        description="pending, ready, waiting, starting, running, stopping, retry_wait, failed, lost, "
        "succeeded, skipped, canceled, blocked"
    )
    native_status: str | None = None
    native_kind: str | None = None
    resolution: str | None = Field(default=None, description="of a failed node: waiting, final, tolerated")
    waiting_for: str | None = Field(default=None, description="pause_before, pause_after, approval")
    skipped_as: str | None = Field(default=None, description="operator, condition")
    reason: str | None = None
    actor: str | None = None
    needs: tuple[str, ...] = ()
    version: int = 1
    execution: int = Field(default=0, description="the number of the latest attempt, 0 before the first")
    attempt: int = 0
    retry_at: Moment | None = None
    since: Moment | None = None
    started: Moment | None = None
    ended: Moment | None = None
    exit_code: int | None = None
    host: str | None = None
    outputs: dict[str, str] = Field(default={})
    rules: RulesDocument = RulesDocument()

    def to_node(self) -> Node:
        """Return the node."""
        status = known(NodeStatus, self.status)
        return Node(
            id=self.id,
            name=self.name,
            status=status or NodeStatus.UNKNOWN,
            rules=self.rules.to_rules(self.needs),
            native_status=self.native_status if status else self.native_status or self.status,
            native_kind=self.native_kind,
            resolution=known(Resolution, self.resolution),
            waiting_for=known(Wait, self.waiting_for),
            skipped_as=known(SkipKind, self.skipped_as),
            reason=self.reason,
            actor=self.actor,
            execution=self.execution,
            attempt=self.attempt,
            retry_at=self.retry_at,
            since=self.since,
            started=self.started,
            ended=self.ended,
            exit_code=self.exit_code,
            host=self.host,
            outputs=dict(self.outputs),
            version=self.version,
        )


class NodeDocument(NodeItem):
    """A node with its executions, oldest first."""

    executions: tuple[ExecutionDocument, ...] = ()
