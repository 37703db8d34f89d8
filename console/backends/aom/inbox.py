"""The inbox: every node that waits for a person, with what may be done about it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from console.model import JobDetail, Node, NodeStatus, PausedItem, Verb, Wait

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def items_of(details: Iterable[JobDetail]) -> tuple[PausedItem, ...]:
    """Return the nodes that wait, those that have waited longest first."""
    items = [_item(detail, node) for detail in details for node in detail.nodes.values() if node.needs_person]
    return tuple(sorted(items, key=lambda item: item.since or _LONG_AGO))


def _item(detail: JobDetail, node: Node) -> PausedItem:
    waiting = node.status is NodeStatus.WAITING
    return PausedItem(
        detail.job,
        node,
        str(node.waiting_for or Wait.PAUSE_BEFORE) if waiting else "failure",
        node.since,
        node.rules.prompt or node.reason or "",
        _possible(node),
        starts=_after(detail, node) if waiting else (),
    )


def _possible(node: Node) -> tuple[Verb, ...]:
    return tuple(offer.verb for offer in node.offers or () if not offer.refusal)


def _after(detail: JobDetail, node: Node) -> tuple[str, ...]:
    """The nodes that come next, where the workflow says so."""
    return tuple(other.id for other in detail.nodes.values() if node.id in other.rules.needs)
