"""The nodes of one job: matrices written out, needs resolved to ids."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from console.core.expression import Scope
from console.core.matrix import instance_id
from console.model import NodeRules, OnTimeout, ParamValue
from console.workflow.definition import NodeDefinition, Pause, Workflow
from console.workflow.graph import components
from console.workflow.template import render

LONGEST_NAME: Final = 200
"""The most characters of the name of a job or of a node; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class PlannedNode:
    """One node of a job. ``key`` is its id in the file, ``id`` that of the instance: ``check[orders]``."""

    id: str
    key: str
    name: str
    needs: tuple[str, ...]
    is_finally: bool
    definition: NodeDefinition
    matrix: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def rules(self) -> NodeRules:
        """What core decides by. The prompt may hold ``${{ }}``: `prompt_of` fills it in."""
        node, approval = self.definition, self.definition.approval
        return NodeRules(
            kind=node.kind,
            needs=self.needs,
            when=node.when,
            condition=node.condition,
            pause_before=node.pause is Pause.BEFORE,
            pause_after=node.pause is Pause.AFTER,
            on_failure=node.on_failure,
            retry=node.retry.rules,
            ok_exit=node.ok_exit,
            idempotent=node.idempotent,
            is_finally=self.is_finally,
            prompt=node.prompt or None,
            approvers=approval.approvers if approval else (),
            approval_timeout=approval.timeout if approval else None,
            on_timeout=approval.on_timeout if approval else OnTimeout.WAIT,
            max_parallel=node.max_parallel,
            matrix=self.matrix,
        )

    def prompt_of(self, scope: Scope) -> str:
        """Return what a person who decides at this node is asked, filled in from ``scope``."""
        return render(self.definition.prompt, Scope(scope.params, dict(self.matrix), scope.nodes))


@dataclass(frozen=True)
class Plan:
    """The nodes that a job of a workflow has, in the order of the file, `finally` last."""

    workflow: Workflow
    nodes: tuple[PlannedNode, ...]

    def __iter__(self) -> Iterator[PlannedNode]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    def __getitem__(self, node_id: str) -> PlannedNode:
        return self.by_id[node_id]

    @cached_property
    def by_id(self) -> Mapping[str, PlannedNode]:
        """The nodes by their ids."""
        return {node.id: node for node in self.nodes}

    def sources(self, node_id: str) -> Iterator[PlannedNode]:
        """Yield the nodes upstream of one that declare outputs. For a `finally` node: all of the job's."""
        reached = self._sources_before[node_id]
        while reached:
            lowest = reached & -reached
            yield self._declaring[lowest.bit_length() - 1]
            reached ^= lowest

    @cached_property
    def _declaring(self) -> tuple[PlannedNode, ...]:
        return tuple(node for node in self.nodes if node.definition.outputs)

    @cached_property
    def _sources_before(self) -> Mapping[str, int]:
        """The declaring nodes upstream of each node, one bit each."""
        bits = {node.id: 1 << position for position, node in enumerate(self._declaring)}
        of_the_job = sum(bits[node.id] for node in self._declaring if not node.is_finally)
        before: dict[str, int] = {}
        for (node_id,) in components({node.id: node.needs for node in self.nodes}):
            node = self.by_id[node_id]
            reached = of_the_job if node.is_finally else 0
            for needed in node.needs:
                reached |= before[needed] | bits.get(needed, 0)
            before[node_id] = reached
        return before


def expand(workflow: Workflow, params: Mapping[str, ParamValue]) -> Plan:
    """Return the nodes of a job: a node with a matrix becomes its instances.

    To need a node with a matrix is to need every instance of it. ``params`` fill in the names.
    """
    definitions = {**workflow.nodes, **workflow.finally_}
    instances = {key: _instances(key, definition) for key, definition in definitions.items()}
    planned: list[PlannedNode] = []
    for key, definition in definitions.items():
        needs = tuple(itertools.chain.from_iterable(instances[needed] for needed in definition.needs))
        for node_id, matrix in instances[key].items():
            name = _line(render(definition.name or node_id, Scope(dict(params), dict(matrix)))) or node_id
            planned.append(
                PlannedNode(node_id, key, name, needs, key in workflow.finally_, definition, matrix)
            )
    return Plan(workflow, tuple(planned))


def _instances(key: str, definition: NodeDefinition) -> dict[str, Mapping[str, str]]:
    if not definition.matrix:
        return {key: {}}
    return {
        instance_id(key, values): dict(zip(definition.matrix, values, strict=True))
        for values in itertools.product(*definition.matrix.values())
    }


def job_name(workflow: Workflow, params: Mapping[str, ParamValue]) -> str:
    """Return the name of a job: `run_name` filled in, else the workflow's name. One line."""
    return _line(render(workflow.run_name or workflow.name, Scope(dict(params)))) or workflow.name


def _line(text: str) -> str:
    """Return a text on one line: a parameter may hold several."""
    return " ".join(text.split())[:LONGEST_NAME]
