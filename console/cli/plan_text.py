"""What an action would do, as a person reads it before saying yes."""

from collections.abc import Iterator

from console.core.listing import listed
from console.model import Action, Plan

_MOST_NAMES = 12


def target_name(action: Action) -> str:
    """Return what an action is aimed at: ``4127 load``, ``4127``."""
    return action.job if action.node is None else f"{action.job} {action.node}"


def plan_lines(action: Action, plan: Plan) -> Iterator[str]:
    """Yield the lines that tell what ``action`` would do."""
    yield f"{action.verb} {target_name(action)}"
    if plan.refusal is not None:
        yield f"  not possible: {plan.refusal}"
        return
    said = False
    for words, nodes in (
        ("will run", plan.will_run),
        ("may run", plan.may_run),
        ("will wait for a person", plan.will_wait),
        ("will skip", plan.will_skip),
        ("will stop", plan.will_stop),
        ("will cancel", plan.will_cancel),
        ("goes on running", plan.keeps_running),
    ):
        if nodes:
            said = True
            yield f"  {words}: {listed(nodes, _MOST_NAMES)}"
    if plan.held:
        yield "  nothing starts until the job is continued"
    elif not said:
        yield "  no node changes"
