"""What a start would do, worked out as the start itself does it, and stored nowhere."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from console.core.expression import Scope
from console.core.secret import MASK
from console.model import FileMistake, NodeKind, ParamValue, PlannedStep, StartPlan, StartRequest
from console.workflow import (
    ParameterErrors,
    ParameterValue,
    Plan,
    PlannedNode,
    WorkflowErrors,
    describe_unsupported,
    expand,
    job_name,
    parse,
    resolve_params,
    workflow_info,
)
from console.workflow.graph import components

MOST_STEPS: Final = 1_000
"""Nodes that are told one by one; the others are counted."""

_FOLDERS_TOLD: Final = 3


def version_of(text: str) -> str:
    """Return what tells one text of a workflow from another."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


Running: TypeAlias = tuple[str, Mapping[str, ParamValue], int]
"""Of a job that has not ended: its workflow, its parameters, its number."""


def rehearse(
    text: str, source: str, folder: str, request: StartRequest, today: date, running: Iterable[Running] = ()
) -> StartPlan:
    """Return what a start of this text would do, with everything that is wrong with it. May take its time."""
    version = version_of(text)
    try:
        workflow = parse(text, source, Path(folder))
        if unsupported := describe_unsupported(workflow):
            raise WorkflowErrors(unsupported)
    except WorkflowErrors as error:
        mistakes = tuple(FileMistake(e.line, e.column, e.path, e.message) for e in error.errors)
        return StartPlan(None, version=version, mistakes=mistakes)
    info = workflow_info(workflow, request.workflow or workflow.name)
    priority = workflow.priority if request.priority is None else request.priority
    found = StartPlan(info, queue=workflow.queue, priority=priority, version=version)
    try:
        params = resolve_params(workflow, request.params, today)
    except ParameterErrors as error:
        return replace(found, wrong={each.name: each.message for each in error.errors})
    plan = expand(workflow, params)
    return replace(
        found,
        name=(request.name or "").strip() or job_name(workflow, params),
        steps=tuple(_step(node, params) for node in in_order(plan)[:MOST_STEPS]),
        total=len(plan),
        params={name: MASK if workflow.params[name].secret else value for name, value in params.items()},
        notes=(*_started_alike(workflow.name, params, running), *_missing_folders(plan)),
    )


def _started_alike(
    workflow: str, params: Mapping[str, ParameterValue], running: Iterable[Running]
) -> tuple[str, ...]:
    alike = [number for name, given, number in running if name == workflow and given == params]
    if not alike:
        return ()
    told = ", ".join(map(str, alike[:3])) + (" and others" if len(alike) > 3 else "")
    if len(alike) == 1:
        return (f"job {told} of this workflow, with the same parameters, has not ended yet",)
    return (f"jobs {told} of this workflow, with the same parameters, have not ended yet",)


def in_order(plan: Plan) -> list[PlannedNode]:
    """Return the nodes in the order in which they can run: by what stands before them, then by the file."""
    needs = {node.id: node.needs for node in plan}
    depth: dict[str, int] = {}
    for (id_,) in components(needs):
        depth[id_] = 1 + max((depth[needed] for needed in needs[id_]), default=0)
    return sorted(plan, key=lambda node: (node.is_finally, depth[node.id]))


def _step(node: PlannedNode, params: Mapping[str, ParameterValue]) -> PlannedStep:
    rules = node.rules
    return PlannedStep(
        node.id,
        node.key,
        rules.kind,
        tuple(node.definition.needs),  # those of the file: a matrix may need a thousand instances
        rules.when,
        rules.condition,
        rules.pause_before or rules.kind is NodeKind.APPROVAL,
        rules.pause_after,
        node.prompt_of(Scope(dict(params))),
        rules.is_finally,
    )


def _missing_folders(plan: Plan) -> tuple[str, ...]:
    """Return sentences on working folders that are not there: their commands could not start."""
    of: dict[str, list[str]] = {}
    for node in plan:
        if node.definition.command:
            of.setdefault(node.definition.cwd, []).append(node.id)
    gone = [(folder, nodes) for folder, nodes in of.items() if not Path(folder).is_dir()]
    told = [
        f"the folder {folder} is not there: {nodes[0]}{f' and {len(nodes) - 1} more' if nodes[1:] else ''} "
        "cannot start without it"
        for folder, nodes in gone[:_FOLDERS_TOLD]
    ]
    more = len(gone) - _FOLDERS_TOLD
    return (*told, *([f"{more} more folders are not there"] if more > 0 else []))
