"""Which action key does what to the thing under the cursor, and why not: the words of the footer.

Pure functions over what is on the screen, what the backend can do and the tables of `core.legality`.
What a list's row cannot tell (whether a waiting node stands at an approval) is decided when the job has
been read, before the confirmation opens: `console.client.proposal`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from console.client.contexts import Policy
from console.core.legality import job_refusal, node_refusal, offer_of
from console.model import (
    Attention,
    Capabilities,
    Job,
    JobDetail,
    JobStatus,
    Node,
    Support,
    TargetKind,
    Verb,
    Wait,
)


@dataclass(frozen=True, slots=True)
class JobFocus:
    """A job of a list; ``detail`` where it is known."""

    job: Job
    detail: JobDetail | None = None


@dataclass(frozen=True, slots=True)
class NodeFocus:
    """A node of a job, or the log of one of its executions."""

    detail: JobDetail
    node: Node


@dataclass(frozen=True, slots=True)
class MarksFocus:
    """Several marked jobs. ``hidden`` more are marked but left out by the filter."""

    jobs: tuple[Job, ...]
    hidden: int = 0


Focus: TypeAlias = JobFocus | NodeFocus | MarksFocus | None


@dataclass(frozen=True, slots=True)
class KeyState:
    """What an action key would do now. ``why_not`` is the reason when it is dead, else empty."""

    verb: Verb
    label: str
    why_not: str = ""

    @property
    def live(self) -> bool:
        """Whether pressing the key opens a confirmation."""
        return not self.why_not


ACTION_KEYS: Final = (Verb.PAUSE, Verb.CONTINUE, Verb.SKIP, Verb.RESTART, Verb.CANCEL)
"""The five actions with a key of their own, in the footer's order."""

MORE: Final[tuple[tuple[str, Verb, TargetKind], ...]] = (
    ("a", Verb.APPROVE, TargetKind.NODE),
    ("j", Verb.REJECT, TargetKind.NODE),
    ("u", Verb.REQUEUE, TargetKind.JOB),
    ("p", Verb.PRIORITY, TargetKind.JOB),
    ("s", Verb.STOP, TargetKind.NODE),
    ("t", Verb.RETRY_NOW, TargetKind.NODE),
    ("k", Verb.MARK, TargetKind.NODE),
)
"""Every other action, with its letter in the menu and what it is aimed at."""

_PAUSED: Final = frozenset({JobStatus.PAUSED, JobStatus.PAUSING})


def key_states(focus: Focus, capabilities: Capabilities, policy: Policy) -> tuple[KeyState, ...]:
    """Return the five action keys for ``focus``, in the footer's order."""
    return tuple(key_state(verb, focus, capabilities, policy) for verb in ACTION_KEYS)


def key_state(verb: Verb, focus: Focus, capabilities: Capabilities, policy: Policy) -> KeyState:
    """Return what the key of ``verb`` would do to ``focus``."""
    if focus is None:
        return KeyState(verb, str(verb), "there is no job here")
    state = _state(verb, focus)
    if policy.read_only:
        return KeyState(state.verb, state.label, policy.read_only_reason or "this context is read-only")
    return _as_backend_can(state, focus, capabilities)


def menu_states(focus: Focus, capabilities: Capabilities, policy: Policy) -> tuple[tuple[str, KeyState], ...]:
    """Return every other action with its letter, live or with the reason why not."""
    return tuple(
        (letter, _menu_state(verb, target, focus, capabilities, policy)) for letter, verb, target in MORE
    )


def start_state(capabilities: Capabilities, policy: Policy) -> str:
    """Return why no job can be started here, or nothing."""
    if policy.read_only:
        return policy.read_only_reason or "this context is read-only"
    return "" if capabilities.start else "this backend cannot start jobs from here"


def _menu_state(
    verb: Verb, target: TargetKind, focus: Focus, capabilities: Capabilities, policy: Policy
) -> KeyState:
    if focus is None:
        return KeyState(verb, _word(verb), "there is no job here")
    if isinstance(focus, MarksFocus):
        state = _of_marks(verb, focus) if target is TargetKind.JOB else _not_for_many(verb)
    elif target is TargetKind.JOB:
        state = KeyState(verb, f"{_word(verb)} job", _job_refusal(verb, _job(focus), _detail(focus)))
    elif isinstance(focus, NodeFocus):
        state = _node_state(verb, focus.detail, focus.node)
    else:
        state = _of_waiting(verb, focus)
    if policy.read_only:
        return KeyState(state.verb, state.label, policy.read_only_reason or "this context is read-only")
    return _as_backend_can(state, focus, capabilities)


def _state(verb: Verb, focus: JobFocus | NodeFocus | MarksFocus) -> KeyState:
    if isinstance(focus, MarksFocus):
        return _of_marks(verb, focus)
    if verb in (Verb.PAUSE, Verb.CANCEL):
        return KeyState(verb, f"{verb} job", _job_refusal(verb, _job(focus), _detail(focus)))
    if isinstance(focus, NodeFocus):
        return _node_key(verb, focus)
    if focus.detail is not None:
        return _of_detail(verb, focus.job, focus.detail)
    return {
        Verb.CONTINUE: _continue_row,
        Verb.SKIP: _skip_row,
        Verb.RESTART: _restart_row,
    }[verb](focus.job)


def _node_key(verb: Verb, focus: NodeFocus) -> KeyState:
    node = focus.node
    if verb is Verb.CONTINUE and node.waiting_for is Wait.APPROVAL:
        whys = [node_refusal(focus.detail, node, each) for each in (Verb.APPROVE, Verb.REJECT)]
        return KeyState(Verb.APPROVE, f"continue {node.id}", (all(whys) and whys[0]) or "")
    if verb is Verb.CONTINUE and not node.needs_person and focus.detail.operator_paused:
        return KeyState(verb, "continue job", _job_refusal(verb, focus.detail.job, focus.detail))
    if verb is Verb.RESTART and _stands_for_job(focus):
        return KeyState(
            Verb.REQUEUE, "requeue job", _job_refusal(Verb.REQUEUE, focus.detail.job, focus.detail)
        )
    return _node_state(verb, focus.detail, node)


def _stands_for_job(focus: NodeFocus) -> bool:
    """Whether a node is all that there is of a remote job, which is begun again as a whole."""
    node = focus.node
    alone = node.offers is not None and len(focus.detail.nodes) == 1
    return alone and offer_of(node.offers, Verb.RESTART) is None


def _node_state(verb: Verb, detail: JobDetail, node: Node) -> KeyState:
    return KeyState(verb, f"{_word(verb)} {node.id}", node_refusal(detail, node, verb) or "")


def _of_detail(verb: Verb, job: Job, detail: JobDetail) -> KeyState:
    waiting = [node for node in detail.nodes.values() if node.needs_person]
    if verb is Verb.CONTINUE:
        decisions = [node for node in waiting if node.waiting_for is not None]
        if detail.operator_paused if job.offers is None else not _job_refusal(verb, job, detail):
            return KeyState(verb, "continue…" if decisions else "continue job")
        if len(decisions) == 1:
            return _node_key(verb, NodeFocus(detail, decisions[0]))
        why = "" if decisions else _job_refusal(verb, job, detail)
        return KeyState(verb, "continue…" if decisions else "continue job", why)
    if not waiting:
        return _restart_row(job) if verb is Verb.RESTART else _skip_row(job)
    if len(waiting) == 1:
        return _node_state(verb, detail, waiting[0])
    legal = [node for node in waiting if node_refusal(detail, node, verb) is None]
    return KeyState(verb, f"{verb}…", "" if legal else f"none of the waiting nodes can be {_done(verb)}")


def _continue_row(job: Job) -> KeyState:
    if job.attention is Attention.DECISION and job.waiting == 1 and job.status is not JobStatus.PAUSING:
        return KeyState(Verb.CONTINUE, f"continue {job.waiting_node}")
    held = job.status in _PAUSED and job.offers is None
    if held or job.attention is Attention.DECISION:
        return KeyState(Verb.CONTINUE, "continue…" if job.waiting else "continue job")
    return KeyState(Verb.CONTINUE, "continue job", _job_refusal(Verb.CONTINUE, job, None))


def _skip_row(job: Job) -> KeyState:
    if job.waiting == 1:
        return KeyState(Verb.SKIP, f"skip {job.waiting_node}")
    if job.waiting:
        return KeyState(Verb.SKIP, "skip…")
    return KeyState(Verb.SKIP, "skip", f"no node of job {job.id} needs a person; open the job to choose one")


def _restart_row(job: Job) -> KeyState:
    if job.waiting > 1:
        return KeyState(Verb.RESTART, "restart…")
    if job.waiting == 1:
        never = job.attention is Attention.DECISION and job.at == job.waiting_node and not job.at_execution
        why = f"{job.waiting_node} has not run yet" if never else ""
        return KeyState(Verb.RESTART, f"restart {job.waiting_node}", why)
    return KeyState(Verb.REQUEUE, "requeue job", _job_refusal(Verb.REQUEUE, job, None))


def _of_waiting(verb: Verb, focus: JobFocus) -> KeyState:
    """A menu's action on a node, from a job's row."""
    job = focus.job
    if (
        focus.detail is not None
        and len(waiting := [n for n in focus.detail.nodes.values() if n.needs_person]) == 1
    ):
        return _node_state(verb, focus.detail, waiting[0])
    if job.waiting == 1 and verb in (Verb.APPROVE, Verb.REJECT, Verb.MARK):
        wrong = (job.attention is Attention.DECISION) is (verb is Verb.MARK)
        return KeyState(verb, f"{_word(verb)} {job.waiting_node}", _wrong_wait(job, verb) if wrong else "")
    return KeyState(verb, f"{_word(verb)} a node", "open the job and choose the node")


def _wrong_wait(job: Job, verb: Verb) -> str:
    if verb is Verb.MARK:
        return f"{job.waiting_node} waits for a decision, its command has not failed"
    return f"{job.waiting_node} does not wait for an approval"


def _of_marks(verb: Verb, focus: MarksFocus) -> KeyState:
    number = len(focus.jobs)
    many = f"{number} job" + ("s" if number != 1 else "")
    if verb is Verb.RESTART and not any(job.waiting for job in focus.jobs):
        verb = Verb.REQUEUE
    return KeyState(verb, f"{_word(verb)} {many}", _why_none(verb, focus.jobs))


def _why_none(verb: Verb, jobs: Iterable[Job]) -> str:
    """Return why the action is possible on none of the marked jobs, by the first one's reason."""
    first = ""
    for job in jobs:
        why = _row_refusal(verb, job)
        if not why:
            return ""
        first = first or why
    return first or "nothing that is marked is in this list"


def _row_refusal(verb: Verb, job: Job) -> str:
    rows = {Verb.CONTINUE: _continue_row, Verb.SKIP: _skip_row, Verb.RESTART: _restart_row}
    return rows[verb](job).why_not if verb in rows else _job_refusal(verb, job, None)


def _not_for_many(verb: Verb) -> KeyState:
    return KeyState(verb, f"{_word(verb)} a node", "one node at a time: take the marks away (esc)")


def _job_refusal(verb: Verb, job: Job, detail: JobDetail | None) -> str:
    """Ask the tables; of a row it is not known who paused it, so a paused job may be continued."""
    operator = job.status in _PAUSED
    known = detail or JobDetail(job, {}, operator_paused=operator)
    return job_refusal(known, verb, from_start=True) or ""


def _as_backend_can(state: KeyState, focus: Focus, capabilities: Capabilities) -> KeyState:
    """Kill a key that the backend does not honour on any target it could mean."""
    if state.verb in (Verb.PAUSE, Verb.REQUEUE, Verb.PRIORITY) or (
        state.verb is Verb.CANCEL and not isinstance(focus, NodeFocus)
    ):
        kinds: tuple[TargetKind, ...] = (TargetKind.JOB,)
    elif state.verb is Verb.CANCEL:
        kinds = (TargetKind.JOB,)
    elif state.verb is Verb.CONTINUE:
        kinds = (TargetKind.JOB, TargetKind.NODE)
    else:
        kinds = (TargetKind.NODE,)
    found = [capabilities.of(state.verb, kind) for kind in kinds]
    if all(capability.support is Support.NONE for capability in found):
        return KeyState(state.verb, state.label, found[0].sentence or "this backend has no such action")
    return state


def _job(focus: JobFocus | NodeFocus) -> Job:
    return focus.job if isinstance(focus, JobFocus) else focus.detail.job


def _detail(focus: JobFocus | NodeFocus) -> JobDetail | None:
    return focus.detail


def _word(verb: Verb) -> str:
    return {Verb.RETRY_NOW: "retry now", Verb.PRIORITY: "change the priority of"}.get(verb, str(verb))


def _done(verb: Verb) -> str:
    return {Verb.SKIP: "skipped", Verb.RESTART: "restarted"}.get(verb, f"{verb}ed")
