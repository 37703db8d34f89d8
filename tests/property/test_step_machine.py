"""Random facts and actions on random graphs never reach a state that the tables do not know."""

from datetime import UTC, datetime, timedelta

from hypothesis import note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from console.core.ended import is_bad, is_settled
from console.core.event import (
    Begun,
    Claimed,
    Ended,
    EndReason,
    Event,
    NeverStarted,
    Spawned,
    TimerFired,
    Vanished,
)
from console.core.legality import JOB_TABLE, NODE_TABLE, legal_on_node
from console.core.plan import plan
from console.core.step import Refusal, Step, step
from console.model import (
    Action,
    Attention,
    Job,
    JobDetail,
    JobStatus,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    OnFailure,
    RequeueFrom,
    Resolution,
    Retry,
    Scope,
    SkipKind,
    Verb,
    When,
)

NOW = datetime(2026, 11, 19, 2, 14, tzinfo=UTC)
N = NodeStatus
CONDITIONS = [None] * 5 + ["false", "true", "failure()", "params.x == 1"]


@st.composite
def node_rules(draw: st.DrawFn, earlier: list[str], *, is_finally: bool) -> NodeRules:
    kind = draw(st.sampled_from([NodeKind.COMMAND] * 4 + [NodeKind.APPROVAL]))
    return NodeRules(
        kind=kind,
        needs=tuple(draw(st.lists(st.sampled_from(earlier), max_size=3, unique=True))) if earlier else (),
        when=When.ALWAYS if is_finally else draw(st.sampled_from([When.ON_SUCCESS] * 4 + list(When))),
        condition=draw(st.sampled_from(CONDITIONS + [f"nodes.{id_}.exit_code == 0" for id_ in earlier])),
        pause_before=draw(st.booleans()) if kind is NodeKind.COMMAND else False,
        pause_after=draw(st.sampled_from([False, False, True])),
        on_failure=draw(st.sampled_from(OnFailure)),
        retry=Retry(limit=draw(st.integers(0, 2)), delay=draw(st.sampled_from([0.0, 5.0])), backoff=2.0),
        idempotent=draw(st.booleans()),
        is_finally=is_finally,
        approvers=draw(st.sampled_from([(), ("eve",)])) if kind is NodeKind.APPROVAL else (),
    )


@st.composite
def jobs(draw: st.DrawFn) -> JobDetail:
    nodes: dict[str, Node] = {}
    for number in range(draw(st.integers(1, 7))):
        id_ = f"n{number}"
        nodes[id_] = Node(id_, id_, rules=draw(node_rules(list(nodes), is_finally=False)))
    finals: list[str] = []
    for number in range(draw(st.integers(0, 2))):
        id_ = f"f{number}"
        nodes[id_] = Node(id_, id_, rules=draw(node_rules(finals, is_finally=True)))
        finals.append(id_)
    return JobDetail(Job("1", "job", "flow", JobStatus.QUEUED), nodes, params={"x": 1})


class JobMachine(RuleBasedStateMachine):
    """One job under every event that an engine and its people can throw at it, in any order."""

    @initialize(detail=jobs())
    def begin(self, detail: JobDetail) -> None:
        self.now = NOW
        self.detail = detail
        self.feed(Begun())

    def feed(self, event: Event) -> Step | Refusal:
        self.now += timedelta(seconds=1)
        before = self.detail
        result = step(before, event, now=self.now)
        if isinstance(result, Step):
            self.detail = result.detail
            self.check_versions(before, result)
        note(f"{event} -> {result.kind if isinstance(result, Refusal) else self.detail.job.status}")
        return result

    def check_versions(self, before: JobDetail, result: Step) -> None:
        after = result.detail
        for id_, node in after.nodes.items():
            moved = node != before.nodes[id_]
            assert node.version == before.nodes[id_].version + moved, id_
            assert moved == (id_ in result.changed), id_
        assert after.job.version >= before.job.version
        if after.job.status is not before.job.status:
            assert after.job.version == before.job.version + 1

    def nodes_in(self, *statuses: NodeStatus) -> list[str]:
        return [id_ for id_, node in self.detail.nodes.items() if node.status in statuses]

    @rule(data=st.data())
    def claim_any_node(self, data: st.DataObject) -> None:
        id_ = data.draw(st.sampled_from(list(self.detail.nodes)))
        before = self.detail.nodes[id_]
        self.feed(Claimed(id_))
        if self.detail.nodes[id_].status is N.STARTING and before.status is not N.STARTING:
            self.check_may_start(before)

    def check_may_start(self, node: Node) -> None:
        assert node.status is N.READY
        assert not self.detail.operator_paused
        assert not self.detail.cancel_requested or node.rules.is_finally
        assert self.detail.nodes[node.id].execution == node.execution + 1
        needs = [self.detail.nodes[need] for need in node.rules.needs]
        assert self.waits_for_nothing(node), "nothing overtakes what comes before it"
        if node.rules.is_finally:
            assert all(is_settled(n) for n in self.detail.nodes.values() if not n.rules.is_finally)
        elif node.rules.when is When.ON_SUCCESS and node.rules.condition != "failure()":
            assert not any(is_bad(need) for need in needs)

    def waits_for_nothing(self, node: Node) -> bool:
        """Whether all that comes before a node has ended, seen through nodes that were skipped untried."""
        needs = [self.detail.nodes[need] for need in node.rules.needs]
        return all(
            is_settled(need)
            and (need.skipped_as is not SkipKind.OPERATOR or need.attempt > 0 or self.waits_for_nothing(need))
            for need in needs
        )

    @precondition(lambda self: self.nodes_in(N.STARTING))
    @rule(data=st.data())
    def spawn(self, data: st.DataObject) -> None:
        self.feed(Spawned(data.draw(st.sampled_from(self.nodes_in(N.STARTING)))))

    @rule(data=st.data(), code=st.sampled_from([0, 0, 0, 1, 15]), reason=st.sampled_from(EndReason))
    def end_any_node(self, data: st.DataObject, code: int, reason: EndReason) -> None:
        id_ = data.draw(st.sampled_from(list(self.detail.nodes)))
        was = self.detail.nodes[id_]
        self.feed(Ended(id_, reason, code))
        if not was.status.is_active:
            assert self.detail.nodes[id_] == was, "an end that comes too late changes nothing"

    @rule(data=st.data(), fact=st.sampled_from([NeverStarted, TimerFired]))
    def other_facts(self, data: st.DataObject, fact: type[NeverStarted] | type[TimerFired]) -> None:
        self.feed(fact(data.draw(st.sampled_from(list(self.detail.nodes)))))

    @precondition(lambda self: self.nodes_in(N.STARTING, N.RUNNING, N.STOPPING))
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        active = self.nodes_in(N.STARTING, N.RUNNING, N.STOPPING)
        id_ = data.draw(st.sampled_from(active))
        self.feed(Vanished(id_, "its runner was killed"))
        assert self.detail.nodes[id_].status in (N.LOST, N.READY, N.CANCELED)

    @rule(verb=st.sampled_from(list(JOB_TABLE)), start=st.booleans(), actor=st.sampled_from(["ada", "bob"]))
    def act_on_job(self, verb: Verb, start: bool, actor: str) -> None:
        from_ = RequeueFrom.START if start else RequeueFrom.FAILED
        self.act(Action(verb, "1", actor=actor, requeue_from=from_, priority=3))

    @rule(data=st.data(), verb=st.sampled_from(list(NODE_TABLE)), scope=st.sampled_from(Scope))
    def act_on_node(self, data: st.DataObject, verb: Verb, scope: Scope) -> None:
        id_ = data.draw(st.sampled_from(list(self.detail.nodes)))
        mark = data.draw(st.sampled_from(["succeeded", "failed"]))
        actor = data.draw(st.sampled_from(["ada", "eve"]))
        self.act(Action(verb, "1", id_, actor=actor, scope=scope, mark_as=mark))

    def act(self, action: Action) -> None:
        before = self.detail
        forecast = plan(before, action, now=self.now)
        result = self.feed(action)
        assert (forecast.refusal is None) == isinstance(result, Step), "the plan and the step agree"
        if isinstance(result, Refusal):
            assert result.message
            assert self.detail is before
            return
        stopping = {e.node for e in result.effects}
        assert set(forecast.will_stop) == stopping
        if action.node is not None:
            assert action.verb in legal_on_node(before, before.nodes[action.node])
            assert action.node in result.changed or (result.unchanged and action.verb is Verb.MARK)

    @invariant()
    def fields_belong_to_their_status(self) -> None:
        if not hasattr(self, "detail"):
            return
        for node in self.detail.nodes.values():
            assert (node.resolution is not None) == (node.status is N.FAILED), node
            assert (node.waiting_for is not None) == (node.status is N.WAITING), node
            assert (node.skipped_as is not None) == (node.status is N.SKIPPED), node
            assert node.retry_at is None or node.status in (N.RETRY_WAIT, N.WAITING), node
            assert 0 <= node.attempt <= node.execution, node
            if node.skipped_as is SkipKind.OPERATOR:
                assert node.actor
            if node.rules.is_finally:
                assert node.resolution is not Resolution.WAITING

    @invariant()
    def no_node_is_forgotten(self) -> None:
        if not hasattr(self, "detail"):
            return
        nodes = self.detail.nodes.values()
        main_ended = all(is_settled(node) for node in nodes if not node.rules.is_finally)
        for node in nodes:
            if node.status is N.PENDING and (main_ended or not node.rules.is_finally):
                assert not self.waits_for_nothing(node), node
            if self.detail.cancel_requested and not (is_settled(node) or node.rules.is_finally):
                assert node.status is N.STOPPING, node

    @invariant()
    def the_job_says_what_its_nodes_are(self) -> None:
        if not hasattr(self, "detail"):
            return
        job, nodes = self.detail.job, self.detail.nodes.values()
        open_ = [node for node in nodes if not is_settled(node)]
        active = [node for node in nodes if node.status.is_active]
        assert job.status.is_terminal == (not open_)
        assert (job.ended is not None) == job.status.is_terminal
        assert not (job.status.is_terminal and self.detail.operator_paused)
        assert (job.status is JobStatus.CANCELED) <= self.detail.cancel_requested
        assert (self.detail.note is not None) == (self.detail.operator_paused or self.detail.cancel_requested)
        if job.attention is not Attention.NONE or job.status is JobStatus.FAILED:
            assert job.reason, "whoever is woken is told why"
        never_ran = [node for node in nodes if node.status in (N.CANCELED, N.BLOCKED)]
        assert job.done == len(nodes) - len(open_) - len(never_ran)
        assert job.waiting == sum(node.needs_person for node in nodes)
        assert (job.attention is Attention.NONE) == (job.waiting == 0)
        if job.status is JobStatus.PAUSED:
            assert not active
            assert self.detail.operator_paused or job.waiting
        if job.status in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.CANCELING):
            able = self.nodes_in(N.READY, N.RETRY_WAIT)
            assert active or able or job.waiting, "nothing moves it, and nobody is told"
        if job.status is JobStatus.SUCCEEDED:
            assert not any(is_bad(node) for node in nodes)


TestJobMachine = JobMachine.TestCase
TestJobMachine.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
