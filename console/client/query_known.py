"""The fields of a query with the values that the jobs of a list have, for completion."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice
from typing import Final

from console.core.query import FieldSpec
from console.core.query_fields import SORT
from console.model import Job

MOST_LOOKED_AT: Final = 1_000
"""Jobs whose values are offered: completion answers at every key."""

MOST_VALUES: Final = 40

_VALUES: Final[dict[str, Callable[[Job], Iterable[str | None]]]] = {
    "workflow": lambda job: (job.workflow,),
    "name": lambda job: (job.name,),
    "owner": lambda job: (job.owner,),
    "queue": lambda job: (job.queue,),
    "tag": lambda job: job.tags,
    "node": lambda job: (job.at, job.waiting_node),
    "signature": lambda job: (job.signature,),
    "context": lambda job: (job.context,),
}
"""What a list's rows tell of each field."""


def fields_knowing(
    fields: Iterable[FieldSpec], jobs: Iterable[Job], sortable: Iterable[str] = ()
) -> tuple[FieldSpec, ...]:
    """Return the fields with the values of these jobs as suggestions, the most frequent first."""
    looked_at = list(islice(jobs, MOST_LOOKED_AT))
    orders = tuple(order for name in sortable for order in (name, f"-{name}"))
    found: list[FieldSpec] = []
    for spec in fields:
        if spec.name == SORT:
            found.append(replace(spec, choices=orders))
        elif spec.name in _VALUES:
            values_of = _VALUES[spec.name]
            counted = Counter(value for job in looked_at for value in values_of(job) if value)
            known = tuple(value for value, _ in counted.most_common(MOST_VALUES))
            found.append(replace(spec, choices=tuple(dict.fromkeys((*spec.choices, *known)))))
        else:
            found.append(spec)
    return tuple(found)
