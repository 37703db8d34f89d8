"""The environment that a command is given: where it finds parameters, the matrix and the outputs upstream."""

from collections.abc import Mapping

from console.core.expression import Scope
from console.workflow.parameter_values import written
from console.workflow.plan import Plan, PlannedNode
from console.workflow.template import render
from console.workflow.variables import matrix_variable, output_variable, param_variable


def environment(
    plan: Plan,
    node: PlannedNode,
    scope: Scope,
    *,
    job_id: int,
    job_status: str,
    exec_no: int,
    attempt: int,
) -> dict[str, str]:
    """Return the variables of a command: the file's `env`, the node's, then the engine's own.

    Of outputs a command sees those of the nodes upstream that wrote them, whatever else has ended: what
    it sees does not depend on timing. ``scope`` holds the job's parameters and the nodes that ended;
    the matrix is the node's own. The engine adds ``JOB_OUTPUT`` and ``JOB_URL``.
    """
    scope = Scope(scope.params, dict(node.matrix), scope.nodes, scope.succeeded, scope.failed)
    variables: dict[str, str] = {}
    for texts in (plan.workflow.env, node.definition.env):
        variables.update((name, render(text, scope, unknown="")) for name, text in texts.items())
    variables.update((param_variable(name), written(value)) for name, value in scope.params.items())
    variables.update((matrix_variable(axis), value) for axis, value in node.matrix.items())
    variables.update(_outputs(plan, node, scope))
    variables.update(JOB_ID=str(job_id), JOB_STATUS=job_status, EXEC_NO=str(exec_no), ATTEMPT=str(attempt))
    return variables


def _outputs(plan: Plan, node: PlannedNode, scope: Scope) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for source in plan.sources(node.id):
        result = scope.nodes.get(source.id)
        if result is not None:
            for output in source.definition.outputs:
                if output in result.outputs:
                    found[output_variable(source.id, output)] = result.outputs[output]
    return found
