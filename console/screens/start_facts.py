"""The facts of a start as text: what will run, in which order, and what waits for a person on the way."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from console.client.form import shown
from console.client.home import Home
from console.core.listing import between
from console.core.sanitize import sanitize
from console.model import (
    NodeKind,
    ParamKind,
    ParamValue,
    PlannedStep,
    StartPlan,
    StartRequest,
    When,
    WorkflowInfo,
)
from console.screens.facts import Row
from console.widgets.cell import shorten
from console.widgets.glyph import glyph

MOST_LINES: Final = 200
"""Lines of nodes; a plan may have thousands of them, and nobody reads so many."""

_INSTANCES: Final = 6
_LONGEST_VALUE: Final = 60


def start_rows(
    workflow: WorkflowInfo, home: Home, request: StartRequest, plan: StartPlan | None
) -> list[Row]:
    """Return every fact, in the order to be read. Without a ``plan`` nobody told what will run."""
    rows: list[Row] = [("", note, "$warning") for note in (plan.notes if plan else ())]
    name = plan.name if plan else request.name or ""
    rows.append(("Job", name or "the server gives it a name", "$foreground" if name else "$muted"))
    rows.append(("From", workflow.source or workflow.name, "$muted"))
    if plan is not None:
        rows.append(
            ("Queue", f"{plan.queue or 'default'} {glyph('·')} priority {plan.priority}", "$foreground")
        )
    rows += _params(workflow, request.params, plan)
    if plan is None:
        nodes = "" if workflow.node_count is None else f"{_count(workflow.node_count)}; "
        silent = f"{home.context} does not tell which, or in which order: only the server knows"
        rows.append(("Will run", nodes + silent, "$warning"))
    else:
        rows.append(("Will run", _head(plan), "$foreground"))
        rows += [("", line, style) for line, style in step_lines(plan)]
    return rows


def _params(workflow: WorkflowInfo, given: Mapping[str, str], plan: StartPlan | None) -> list[Row]:
    """Return what was given, and what was not."""
    safe, meant = shown(workflow.params, given), days_meant(workflow, given, plan)
    told = [
        f"{name}={shorten(sanitize(value), _LONGEST_VALUE)}" + (f" ({meant[name]})" if name in meant else "")
        for name, value in safe.items()
    ]
    left = [param.name for param in workflow.params if param.name not in safe]
    rows: list[Row] = [("With", f" {glyph('·')} ".join(told) or "no parameters", "$foreground")]
    return [*rows, ("", f"not given: {', '.join(left)}", "$muted")] if left else rows


def days_meant(workflow: WorkflowInfo, given: Mapping[str, str], plan: StartPlan | None) -> dict[str, str]:
    """Return the days that words such as yesterday stand for, by parameter: midnight must not move them."""
    dates = [param.name for param in workflow.params if param.kind is ParamKind.DATE and not param.secret]
    found: Mapping[str, ParamValue] = plan.params if plan else {}
    return {
        name: str(found[name])
        for name in dates
        if name in given and name in found and found[name] != given[name]
    }


def _head(plan: StartPlan) -> str:
    waits = sum(step.waits_before or step.waits_after for step in plan.steps)
    told = f", {waits} {'waits' if waits == 1 else 'wait'} for a person" if waits else ""
    return f"{_count(plan.total)}{told}, in this order:"


def step_lines(plan: StartPlan) -> Iterator[tuple[str, str]]:
    """Yield a line for each node of the file, with all instances of its matrix, and the style of the line."""
    groups = [list(steps) for _, steps in groupby(plan.steps, key=lambda step: step.group)]
    for number, steps in enumerate(groups[:MOST_LINES], 1):
        first = steps[0]
        sign = glyph("‖") if first.waits_before else glyph("?") if _is_conditional(first) else " "
        parts = [_names(steps), *_conditions(first)]
        style = "$attention" if first.waits_before or first.waits_after else "$foreground"
        yield f"{number:>3} {sign} " + f" {glyph('·')} ".join(parts), style
    seen = sum(len(steps) for steps in groups[:MOST_LINES])
    if plan.total > seen:
        yield f"    and {_count(plan.total - seen, more=True)}", "$muted"


def _names(steps: Sequence[PlannedStep]) -> str:
    if len(steps) == 1:
        return steps[0].id
    group = steps[0].group
    inside = [step.id.removeprefix(f"{group}[").removesuffix("]") for step in steps]
    return f"{group} {glyph('×')} {len(steps)}: {_first(inside, _INSTANCES)}"


def _first(names: Sequence[str], most: int) -> str:
    shown = names[:most]
    sign = between(shown)
    return sign.join([*shown, *(["…"] if len(names) > most else [])])


def _is_conditional(step: PlannedStep) -> bool:
    return step.condition is not None or step.when is When.ON_FAILURE


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


def _count(number: int, *, more: bool = False) -> str:
    return f"{number:,} {'more ' if more else ''}node{'' if number == 1 else 's'}"
