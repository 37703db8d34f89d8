"""A query on executions: what the server narrows, what is told by their documents, what the console sifts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from console.backends.matching import split_query
from console.backends.sahara.capabilities import FIELDS
from console.core.query import Matcher, Query, SortOrder, Term, glob_pattern, matcher
from console.model import Job, JobStatus
from console.wire.sahara.catalog import Names
from console.wire.sahara.execution import ExecutionDocument
from console.wire.sahara.status import STANDINGS, native_words

_MOST_WORDS: Final = 2
"""Native statuses that are asked for one after the other; with more, all rows are cheaper."""

_Texts = Callable[[ExecutionDocument, Names], Iterable[str | None]]

_TEXTS: Final[dict[str, _Texts]] = {
    "native": lambda row, _: (row.status,),
    "cluster": lambda row, names: (row.cluster_id, names.cluster(row.cluster_id)),
    "type": lambda row, names: _type(row, names),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, understood. ``statuses`` are what the server is asked for; none is everything."""

    statuses: tuple[str, ...]
    sort: SortOrder | None
    own: tuple[Term, ...]
    rest: tuple[Matcher, ...]

    def holds(self, row: ExecutionDocument, job: Job, names: Names) -> bool:
        """Return whether an execution meets every term."""
        return all(test(job) for test in self.rest) and all(_meets(term, row, names) for term in self.own)


def asked(text: str, now: datetime) -> Asked:
    """Return the query ``text``, understood. Raises BadRequest where it is none."""
    parts = split_query(text, FIELDS, now=now)
    own = tuple(term for term in parts.served.terms if term.field in _TEXTS)
    status = tuple(term for term in parts.served.terms if term.field == "status")
    rest = (matcher(Query(status), now), *((parts.rest,) if parts.rest else ()))
    return Asked(_narrowed(status, own), parts.served.sort, own, rest)


def _narrowed(status: Iterable[Term], own: Iterable[Term]) -> tuple[str, ...]:
    """Return the native statuses beside which nothing can match, none where they are too many to ask for.

    A status that we do not know may be shown as unknown, so ``status:unknown`` narrows nothing.
    """
    known = STANDINGS.keys()
    for term in own:
        words = [value.upper() for value in term.values]
        if term.field == "native" and not term.negated and len(words) <= _MOST_WORDS and known >= set(words):
            return tuple(words)
    for term in status:
        words = [word for value in term.values for word in native_words(JobStatus(value))]
        certain = JobStatus.UNKNOWN not in term.values
        if not term.negated and certain and 0 < len(words) <= _MOST_WORDS:
            return tuple(words)
    return ()


def _meets(term: Term, row: ExecutionDocument, names: Names) -> bool:
    texts = [text for text in _TEXTS[term.field or ""](row, names) if text]
    patterns = [glob_pattern(value) for value in term.values]
    return any(pattern.fullmatch(text) for pattern in patterns for text in texts) is not term.negated


def _type(row: ExecutionDocument, names: Names) -> tuple[str | None]:
    template = names.templates.get(row.job_id or "")
    return (template.type if template else None,)
