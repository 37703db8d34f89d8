"""Recipes as jobs of the console: the graph is the recipe's, each node a job, a recipe or a condition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from console.model import (
    Attention,
    Execution,
    Job,
    JobDetail,
    JobStatus,
    Json,
    Node,
    NodeKind,
    NodeRules,
    NodeStatus,
    Offer,
)
from console.wire.scale.job import JobDocument
from console.wire.scale.job_model import can_go_on, to_node
from console.wire.scale.recipe import CountsDocument, RecipeDocument, RecipeNodeDocument
from console.wire.scale.words import node_status

PREFIX: Final = "recipe-"
"""Begins the id of a recipe, which counts apart from the jobs."""


@dataclass(frozen=True, slots=True)
class RecipeJob:
    """What is known of a node that is a job: its row, its executions, and what the backend says of it."""

    job: JobDocument
    executions: tuple[Execution, ...]
    version: int
    offers: tuple[Offer, ...]


def to_recipe_job(recipe: RecipeDocument, context: str, *, version: int, offers: tuple[Offer, ...]) -> Job:
    """Return a recipe as a row. Scale gives recipes no status: it follows from the counts of their jobs."""
    counts = recipe.counts
    failed = "FAILED" in counts and not recipe.is_superseded
    waiting = [name for name, node in recipe.nodes.items() if failed and node.status == "FAILED"]
    kind = recipe.recipe_type
    name = (kind and (kind.title or kind.name)) or "recipe"
    status = _status(recipe)
    return Job(
        id=f"{PREFIX}{recipe.id}",
        name=name,
        workflow=(kind and kind.name) or "recipe",
        status=status,
        context=context,
        native_status=_counted(recipe),
        attention=Attention.FAILURE if failed else Attention.NONE,
        reason=_reason(recipe),
        done=recipe.jobs_completed,
        total=recipe.jobs_total,
        at=waiting[0] if waiting else None,
        waiting=len(waiting),
        waiting_node=waiting[0] if waiting else None,
        tags=("recipe", *(("superseded",) if recipe.is_superseded else ())),
        created=recipe.created,
        queued=recipe.created,
        started=None if status is JobStatus.QUEUED else recipe.created,
        # Only a completed recipe is told to have an end; of another one that is over it is its last change.
        ended=recipe.completed or (recipe.last_modified if status.is_terminal else None),
        version=version,
        offers=offers,
    )


def to_recipe_detail(
    recipe: RecipeDocument,
    known: Mapping[str, RecipeJob],
    context: str,
    *,
    version: int,
    offers: tuple[Offer, ...],
    raw: dict[str, Json],
) -> JobDetail:
    """Return a recipe with its graph. ``known`` is what was read of the nodes that are jobs, by name."""
    nodes = {name: _node(name, node, known.get(name), version) for name, node in recipe.nodes.items()}
    acyclic = without_cycles({name: node.rules.needs for name, node in nodes.items()})
    row = to_recipe_job(recipe, context, version=version, offers=offers)
    waiting = [name for name, each in known.items() if can_go_on(each.job)]
    return JobDetail(
        job=_with_waiting(row, waiting),
        nodes={
            name: replace(node, rules=replace(node.rules, needs=acyclic[name]))
            for name, node in nodes.items()
        },
        executions=tuple(execution for each in known.values() for execution in each.executions),
        raw=raw,
    )


def without_cycles(needs: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the edges without those that close a circle; Scale makes none, but an answer may hold one."""
    kept: dict[str, tuple[str, ...]] = dict.fromkeys(needs, ())
    for name, wanted in needs.items():
        for need in wanted:
            if need in kept and not _reaches(kept, need, name):
                kept[name] = (*kept[name], need)
    return kept


def _reaches(kept: Mapping[str, tuple[str, ...]], begin: str, end: str) -> bool:
    """Whether ``begin`` needs ``end``, directly or by others."""
    seen: set[str] = set()
    open_ = [begin]
    while open_:
        name = open_.pop()
        if name == end:
            return True
        if name not in seen:
            seen.add(name)
            open_.extend(kept[name])
    return False


def _node(name: str, node: RecipeNodeDocument, known: RecipeJob | None, version: int) -> Node:
    if known is not None:
        latest = max(known.executions, key=lambda each: each.number, default=None)
        found = to_node(
            known.job, name, version=known.version, offers=known.offers, latest=latest, needs=node.needs
        )
        kind = f"job {known.job.id} of {known.job.job_type.words}"
        return replace(found, name=name, native_kind=kind)
    if node.node_type == "recipe":
        return _inner_recipe(name, node, version)
    if node.node_type == "condition":
        return _condition(name, node, version)
    kind = f"job {node.job_id} of {node.job_type_name} {node.job_type_version}" if node.job_id else None
    return _bare(name, node, node_status(node.status), node.status, kind or node.node_type, None, version)


def _inner_recipe(name: str, node: RecipeNodeDocument, version: int) -> Node:
    kind = f"recipe {PREFIX}{node.recipe_id} of {node.recipe_type_name}"
    status = _NODE_OF_JOB.get(_status(node), NodeStatus.UNKNOWN)
    return _bare(name, node, status, _counted(node), kind, _reason(node), version)


def _condition(name: str, node: RecipeNodeDocument, version: int) -> Node:
    """A condition that is not accepted leaves out what depends on it; Scale creates no jobs for that."""
    if not node.is_processed:
        return _bare(name, node, NodeStatus.PENDING, "not processed", "condition", None, version)
    if node.is_accepted:
        return _bare(name, node, NodeStatus.SUCCEEDED, "accepted", "condition", None, version)
    words = "the condition does not hold: what depends on it is left out"
    return _bare(name, node, NodeStatus.SKIPPED, "not accepted", "condition", words, version)


def _bare(
    name: str,
    node: RecipeNodeDocument,
    status: NodeStatus,
    native: str | None,
    kind: str | None,
    reason: str | None,
    version: int,
) -> Node:
    return Node(
        id=name,
        name=name,
        status=status,
        rules=NodeRules(kind=NodeKind.OTHER, needs=node.needs),
        native_status=native or "(none)",
        native_kind=kind or "(unknown)",
        reason=reason,
        version=version,
        offers=(),
    )


def _status(counted: CountsDocument) -> JobStatus:
    counts = counted.counts
    if counted.is_completed:
        return JobStatus.SUCCEEDED
    if "RUNNING" in counts or ("QUEUED" in counts and "COMPLETED" in counts):
        return JobStatus.RUNNING
    if "QUEUED" in counts or not counts:
        return JobStatus.QUEUED
    if "FAILED" in counts:
        return JobStatus.FAILED
    if "CANCELED" in counts:
        return JobStatus.CANCELED
    return JobStatus.RUNNING if "COMPLETED" in counts else JobStatus.QUEUED


_NODE_OF_JOB: Final = {
    JobStatus.SUCCEEDED: NodeStatus.SUCCEEDED,
    JobStatus.RUNNING: NodeStatus.RUNNING,
    JobStatus.QUEUED: NodeStatus.PENDING,
    JobStatus.FAILED: NodeStatus.FAILED,
    JobStatus.CANCELED: NodeStatus.CANCELED,
}


def _counted(counted: CountsDocument) -> str:
    """Return Scale's own words: how many jobs there are in which status."""
    return ", ".join(f"{count} {status}" for status, count in counted.counts.items()) or "no jobs yet"


def _reason(counted: CountsDocument) -> str | None:
    counts = counted.counts
    parts = [
        f"{counts[status]} {word}"
        for status, word in (("FAILED", "failed"), ("CANCELED", "canceled"), ("BLOCKED", "blocked by that"))
        if status in counts
    ]
    return ", ".join(parts) or None


def _with_waiting(job: Job, waiting: Sequence[str]) -> Job:
    first = waiting[0] if waiting else None
    return replace(job, waiting=len(waiting), waiting_node=first, at=first)
