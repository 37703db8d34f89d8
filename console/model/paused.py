"""The paused inbox: every node, over every job, that waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from console.model.action import Verb
from console.model.job import Job
from console.model.node import Node


@dataclass(frozen=True, slots=True)
class PausedItem:
    """One node that waits. ``kind`` is pause_before, pause_after, approval, failure or lost.

    ``actions`` are legal on the node now; ``starts`` are the nodes that continuing would start.
    """

    job: Job
    node: Node
    kind: str
    since: datetime | None
    prompt: str
    actions: tuple[Verb, ...]
    starts: tuple[str, ...] = ()
