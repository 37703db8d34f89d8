"""What waits for a person, as text to decide by: what is asked, what would follow, and the commands."""

from collections.abc import Iterable, Iterator

from console.cli.job_text import commands_of
from console.client.inbox import facts_of
from console.core.sanitize import sanitize
from console.model import PausedItem


def decisions(items: Iterable[PausedItem], context: str) -> list[str]:
    """Return a paragraph for each item, safe to show."""
    return [sanitize(line) for item in items for line in _paragraph(item, context)]


def _paragraph(item: PausedItem, context: str) -> Iterator[str]:
    job, node = item.job, item.node
    yield ""
    yield f"{node.id} of {job.id} {job.name}"
    for label, text in facts_of(item, node):
        yield f"  {label.lower()}: {text}"
    for command in commands_of(job.id, node, item.actions, context):
        yield f"  {command}"
