"""The blast radius is provably right: it names what really runs when every command succeeds."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from console.core.event import Begun, Claimed, Ended, EndReason, Event, Spawned, TimerFired
from console.core.plan import plan
from console.core.step import Step, step
from console.model import Action, JobDetail, NodeStatus, RequeueFrom, Scope, Verb
from tests.property.test_step_machine import NOW, jobs

N = NodeStatus


def fed(detail: JobDetail, event: Event) -> JobDetail:
    result = step(detail, event, now=NOW)
    return result.detail if isinstance(result, Step) else detail


def run_well(detail: JobDetail) -> tuple[JobDetail, set[str]]:
    """Run a job with every command succeeding until only people can move it, by whole steps."""
    ran: set[str] = set()
    moved = True
    while moved:
        moved = False
        for id_, node in detail.nodes.items():
            if not (node.status.is_active or node.status in (N.READY, N.RETRY_WAIT)):
                continue
            after = fed(fed(detail, TimerFired(id_)), Claimed(id_))
            if not after.nodes[id_].status.is_active:
                continue  # it is held
            if not node.status.is_active:
                ran.add(id_)
            detail = fed(fed(after, Spawned(id_)), Ended(id_, EndReason.EXIT, 0))
            moved = True
            break
    return detail, ran


def released(detail: JobDetail) -> JobDetail:
    """Return a job as if no operator held it."""
    return replace(detail, operator_paused=False)


@st.composite
def lived_in_jobs(draw: st.DrawFn) -> JobDetail:
    """A job after some commands have ended, well or badly, and some people have acted."""
    detail = fed(draw(jobs()), Begun())
    for _ in range(draw(st.integers(0, 25))):
        id_ = draw(st.sampled_from(list(detail.nodes)))
        events: list[Event] = [
            Claimed(id_),
            Spawned(id_),
            Ended(id_, EndReason.EXIT, draw(st.sampled_from([0, 0, 1]))),
            Action(draw(st.sampled_from([Verb.CONTINUE, Verb.SKIP, Verb.APPROVE])), "1", id_, actor="eve"),
            Action(Verb.PAUSE, "1", actor="eve"),
        ]
        detail = fed(detail, draw(st.sampled_from(events)))
    return detail


@st.composite
def actions(draw: st.DrawFn, detail: JobDetail) -> Action:
    node = draw(st.sampled_from([None, *detail.nodes]))
    on_job = [Verb.CONTINUE, Verb.CANCEL, Verb.REQUEUE, Verb.PAUSE]
    on_node = [Verb.SKIP, Verb.RESTART, Verb.CONTINUE, Verb.APPROVE, Verb.STOP]
    verb = draw(st.sampled_from(on_job if node is None else on_node))
    return Action(
        verb,
        "1",
        node,
        actor="eve",
        scope=draw(st.sampled_from(Scope)),
        requeue_from=draw(st.sampled_from(RequeueFrom)),
    )


@given(data=st.data())
def test_the_plan_names_what_runs(data: st.DataObject) -> None:
    detail = data.draw(lived_in_jobs())
    action = data.draw(actions(detail))
    forecast = plan(detail, action, now=NOW)
    result = step(detail, action, now=NOW)
    assume(isinstance(result, Step))
    assert isinstance(result, Step)

    lets_go = detail.operator_paused and not result.detail.operator_paused
    _, without = run_well(detail if lets_go else released(detail))
    end, with_action = run_well(released(result.detail))

    assert set(forecast.will_run) <= with_action
    assert with_action - without <= {*forecast.will_run, *forecast.may_run}
    if not any("nodes." in (node.rules.condition or "") for node in detail.nodes.values()):
        assert not forecast.may_run, "nothing is uncertain where no condition asks what a command did"
    assert set(forecast.will_skip) == {
        i for i in result.changed if result.detail.nodes[i].status is N.SKIPPED
    }
    assert set(forecast.will_wait) <= {i for i, node in end.nodes.items() if node.status is N.WAITING}
    assert forecast.held == result.detail.operator_paused
    assert not set(forecast.will_stop) & set(forecast.keeps_running)
