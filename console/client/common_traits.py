"""What many jobs have in common: the causes of failures, workflows, owners and states, counted."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from console.core.query import Query, Term, format_query
from console.model import Job


@dataclass(frozen=True, slots=True)
class Trait:
    """A value that ``count`` jobs share. ``term`` narrows a list to them; ``shown`` is how people read it."""

    kind: str
    field: str
    value: str
    shown: str
    count: int

    @property
    def term(self) -> str:
        """The term of the query language that finds these jobs."""
        return format_query(Query((Term(self.field, (self.value,)),)))


_KINDS: Final[tuple[tuple[str, str, Callable[[Job], str | None]], ...]] = (
    ("cause", "signature", lambda job: job.signature),
    ("status", "status", lambda job: str(job.status)),
    ("workflow", "workflow", lambda job: job.workflow),
    ("owner", "owner", lambda job: job.owner),
)


def common_traits(jobs: Iterable[Job], *, most: int = 12) -> list[Trait]:
    """Return what at least two jobs share, causes first, the most frequent of each kind first.

    What all of them share parts nothing from anything and is left out, unless it is a cause.
    """
    known = list(jobs)
    found: list[Trait] = []
    for kind, field, value_of in _KINDS:
        values = Counter(value for job in known if (value := value_of(job)))
        sample = {value_of(job): job for job in reversed(known)}
        for value, count in values.most_common(most):
            if count < 2 or (count == len(known) and kind != "cause"):
                continue
            shown = (sample[value].reason or value) if kind == "cause" else value
            found.append(Trait(kind, field, value, shown, count))
    return found
