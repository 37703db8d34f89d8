"""The `if` of a node, decided on the state of its job."""

from collections.abc import Collection, Mapping

from console.core.ended import is_bad, is_settled
from console.core.expression import (
    Expression,
    ExpressionError,
    NodeResult,
    Scope,
    Unknown,
    evaluate,
    parse,
)
from console.model import Node, ParamValue, When

NOT_YET = "it asks for what does not exist yet"


def decide(
    node: Node,
    nodes: Mapping[str, Node],
    params: Mapping[str, ParamValue],
    guessed: Collection[str] = (),
) -> bool | str:
    """Return whether the node's condition holds, or a sentence why that cannot be told.

    ``guessed`` are nodes that a forecast took to have succeeded: what they really wrote is not known.
    """
    text = node.rules.condition
    if text is None:
        return True
    try:
        expression = parse(text)
        answer = evaluate(expression, _scope(node, expression, nodes, params, guessed))
    except ExpressionError as error:
        return str(error)
    return NOT_YET if isinstance(answer, Unknown) else answer


def is_blocked_by_failure(node: Node) -> bool:
    """Whether a failed need blocks the node: yes, unless it says otherwise or asks how its needs ended."""
    if node.rules.when is not When.ON_SUCCESS:
        return False
    if node.rules.condition is None:
        return True
    try:
        return not parse(node.rules.condition).asks_how_needs_ended
    except ExpressionError:
        return True


def _scope(
    node: Node,
    expression: Expression,
    nodes: Mapping[str, Node],
    params: Mapping[str, ParamValue],
    guessed: Collection[str],
) -> Scope:
    asked = {reference.name for reference in expression.references if reference.root.is_of_node}
    known = (nodes[id_] for id_ in asked if id_ in nodes and id_ not in guessed)
    asked_of = node.rules.needs
    if node.rules.is_finally:
        asked_of += tuple(id_ for id_, other in nodes.items() if not other.rules.is_finally)
    bad = any(is_bad(nodes[id_]) for id_ in asked_of if id_ in nodes)
    return Scope(
        params=params,
        matrix=node.rules.matrix,
        nodes={
            other.id: NodeResult(str(other.status), other.exit_code, other.outputs)
            for other in known
            if is_settled(other)
        },
        succeeded=not bad,
        failed=bad,
    )
