"""The facts of a start as text: what will run, in which order, and what waits for a person on the way."""

from collections.abc import Iterator, Mapping
from typing import Final

from textual.content import Content

from console.client.form import shown
from console.client.home import Home
from console.core.planned import nodes_told, planned_head, planned_lines, unplanned
from console.core.sanitize import sanitize
from console.model import (
    ParamKind,
    ParamValue,
    StartPlan,
    StartRequest,
    WorkflowInfo,
)
from console.screens.facts import Row
from console.widgets.cell import shorten
from console.widgets.glyph import glyph

MOST_LINES: Final = 200
"""Lines of nodes; a plan may have thousands of them, and nobody reads so many."""

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
        nodes = "" if workflow.node_count is None else f"{nodes_told(workflow.node_count)}; "
        silent = f"{home.context} does not tell which, or in which order: only the server knows"
        rows.append(("Will run", nodes + silent, "$warning"))
    else:
        rows.append(("Will run", planned_head(plan), "$foreground"))
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


def step_lines(plan: StartPlan) -> Iterator[tuple[str, str]]:
    """Yield a line for each node of the file, with all instances of its matrix, and the style of the line."""
    dot, times = f" {glyph('·')} ", glyph("×")
    for line in planned_lines(plan, MOST_LINES, times):
        sign = glyph("‖") if line.waits_first else glyph("?") if line.depends else " "
        style = "$attention" if line.waits else "$foreground"
        yield f"{line.number:>3} {sign} " + dot.join(line.parts), style
    if more := unplanned(plan, MOST_LINES):
        yield f"    {more}", "$muted"


def about_workflow(workflow: WorkflowInfo) -> Content:
    """Return what stands above its form: its name, what it is for, how much it runs, where it is from."""
    nodes = "" if workflow.node_count is None else f"Runs {workflow.node_count} nodes"
    source = f"from {workflow.source}" if workflow.source else ""
    facts = f"{nodes}, {source}" if nodes and source else nodes or source
    lines: list[tuple[str, str] | str] = [(sanitize(workflow.name), "bold")]
    if workflow.description:
        lines.append((f"   {sanitize(workflow.description)}", "$foreground"))
    if facts:
        lines.append((f"\n{sanitize(facts)}", "$muted"))
    return Content.assemble(*lines)
