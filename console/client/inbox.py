"""What a person wants to know of a node that waits: what led there, and what continuing starts."""

from console.client.forecast import names
from console.model import JobDetail, LogRef, Node, PausedItem, Verb


def facts_of(item: PausedItem, node: Node) -> list[tuple[str, str]]:
    """Return labels and sentences: what is asked, or went wrong, and what going on would start.

    ``node`` is the item's node as it is known best: a remote server's list may not tell of executions, the
    job itself does.
    """
    found: list[tuple[str, str]] = []
    if item.prompt:
        found.append(("Asks" if item.node.waiting_for is not None else "Because", item.prompt))
    if item.starts:
        found.append(("Continuing", f"starts {names(item.starts)}"))
    elif Verb.RESTART in item.actions:
        number = f" (execution {node.execution + 1})" if node.execution else ""
        found.append(("Restarting", f"runs {node.id} again{number}"))
    return found


def leading_log(detail: JobDetail, node: Node) -> LogRef | None:
    """Return the log that led to a node's waiting: its own, or that of what it needs and ended last."""
    if node.execution:
        return LogRef(detail.job.id, node.id, node.execution)
    seen: set[str] = set()
    level = list(node.rules.needs)
    while level:
        ran = [need for id_ in level if (need := detail.nodes.get(id_)) is not None and need.execution]
        if ran:
            last = max(ran, key=_ended)
            return LogRef(detail.job.id, last.id, last.execution)
        seen.update(level)
        level = [
            need
            for id_ in level
            if id_ in detail.nodes
            for need in detail.nodes[id_].rules.needs
            if need not in seen
        ]
    return None


def _ended(node: Node) -> float:
    when = node.ended or node.started
    return 0.0 if when is None else when.timestamp()
