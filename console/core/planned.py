"""What a start would run, node by node in its order, as words: for the review, and for a script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from console.core.listing import between
from console.model import NodeKind, PlannedStep, StartPlan, When

_INSTANCES: Final = 6


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A node of the file with all instances of its matrix; ``parts``: when it runs, and what it waits for."""

    number: int
    parts: tuple[str, ...]
    waits_first: bool
    """Whether it waits for a person before it runs."""
    waits: bool
    """Whether it waits for a person at all."""
    depends: bool
    """Whether it runs at all depends on what is not known yet."""


def planned_lines(plan: StartPlan, most: int, times: str) -> Iterator[PlannedLine]:
    """Yield the first ``most`` nodes of the file; ``times`` is the sign for how often a node is there."""
    for number, steps in enumerate(_groups(plan)[:most], 1):
        first = steps[0]
        yield PlannedLine(
            number,
            (_names(steps, times), *_conditions(first)),
            first.waits_before,
            first.waits_before or first.waits_after,
            first.condition is not None or first.when is When.ON_FAILURE,
        )


def planned_head(plan: StartPlan) -> str:
    """Return how many nodes there are, and how many of them wait for a person."""
    waits = sum(step.waits_before or step.waits_after for step in plan.steps)
    told = f", {waits} {'waits' if waits == 1 else 'wait'} for a person" if waits else ""
    return f"{nodes_told(plan.total)}{told}, in this order:"


def unplanned(plan: StartPlan, most: int) -> str:
    """Return how many nodes the first ``most`` lines do not tell of; empty where there are none."""
    left = plan.total - sum(len(steps) for steps in _groups(plan)[:most])
    return f"and {nodes_told(left, more=True)}" if left > 0 else ""


def nodes_told(number: int, *, more: bool = False) -> str:
    """Return ``1 node``, ``8 nodes``, ``3 more nodes``."""
    return f"{number:,} {'more ' if more else ''}node{'' if number == 1 else 's'}"


def _groups(plan: StartPlan) -> list[list[PlannedStep]]:
    return [list(steps) for _, steps in groupby(plan.steps, key=lambda step: step.group)]


def _names(steps: Sequence[PlannedStep], times: str) -> str:
    if len(steps) == 1:
        return steps[0].id
    group = steps[0].group
    inside = [step.id.removeprefix(f"{group}[").removesuffix("]") for step in steps]
    return f"{group} {times} {len(steps)}: {_first(inside, _INSTANCES)}"


def _first(names: Sequence[str], most: int) -> str:
    shown = names[:most]
    sign = between(shown)
    return sign.join([*shown, *(["…"] if len(names) > most else [])])


def _conditions(step: PlannedStep) -> Iterator[str]:
    if step.is_finally:
        yield "at the end"
    if step.needs:
        yield f"after {_first(step.needs, 4)}"
    if step.when is When.ON_FAILURE:
        yield "only if something failed"
    elif step.when is When.ALWAYS and not step.is_finally:
        yield "however that ends"
    if step.condition is not None:
        yield f"only if {step.condition}"
    if step.kind is NodeKind.APPROVAL:
        yield f"waits for approval{_asked(step)}"
    elif step.waits_before:
        yield f"waits for you before it{_asked(step)}"
    if step.waits_after:
        yield f"waits for you after it{_asked(step) if not step.waits_before else ''}"
    if step.kind is NodeKind.WORKFLOW:
        yield "starts a workflow"


def _asked(step: PlannedStep) -> str:
    return f": {' '.join(step.prompt.split())}" if step.prompt else ""
