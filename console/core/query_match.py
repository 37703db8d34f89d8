"""Whether a job matches a query, for what is filtered in the console itself."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import partial
from operator import eq, ge, gt, le, lt
from typing import Final, Protocol, TypeAlias

from console.core.duration import parse_duration
from console.core.glob import glob_pattern
from console.core.matrix import family
from console.core.query_subject import UNKNOWN_NODES, NodeFacts, Queryable
from console.core.query_terms import Operator, Query, QueryError, Term
from console.core.query_times import SINCE, Stretch, term_stretch
from console.core.standing import seconds_run
from console.model import Attention


class Matcher(Protocol):
    """A query made ready for many jobs."""

    def __call__(self, job: Queryable, nodes: NodeFacts = UNKNOWN_NODES) -> bool:
        """Return whether ``job`` meets every term."""
        ...


_Test: TypeAlias = Callable[[Queryable, NodeFacts], bool | None]
"""One term; None is "cannot be known"."""


def matches(
    query: Query,
    job: Queryable,
    now: datetime,
    me: str | None = None,
    nodes: NodeFacts = UNKNOWN_NODES,
    *,
    zone: tzinfo = UTC,
) -> bool:
    """Return whether ``job`` meets every term of ``query``. For many jobs, see `matcher`."""
    return matcher(query, now, me, zone=zone)(job, nodes)


def matcher(query: Query, now: datetime, me: str | None = None, *, zone: tzinfo = UTC) -> Matcher:
    """Return a test of jobs for ``query``. What cannot be known of a job does not match, negated or not.

    ``now`` is aware; ``me`` is the owner that ``owner:me`` means; dates are those of ``zone``. Raises
    QueryError for a field that only a backend can answer, and for ``owner:me`` where nobody is ``me``.
    """
    tests = [(_test(term, _Asker(now, me, zone)), term.negated) for term in query.terms]

    def test_all(job: Queryable, nodes: NodeFacts = UNKNOWN_NODES) -> bool:
        for test, negated in tests:
            met = test(job, nodes)
            if met is None or met is negated:
                return False
        return True

    return test_all


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks, when and where."""

    now: datetime
    me: str | None
    zone: tzinfo


def _test(term: Term, asker: _Asker) -> _Test:
    """Return the test for one term."""
    make = _FIELDS.get(term.field)
    if make is None:
        raise QueryError(f"{term.field}: only the backend can answer this, not the console", term.start)
    return make(term, asker)


def _folded(term: Term) -> tuple[str, ...]:
    return tuple(value.casefold() for value in term.values)


def _any_text(values: tuple[str, ...], job: Queryable, _nodes: NodeFacts) -> bool:
    """Free text: a part of what names the job or says what is wrong with it."""
    texts = (job.id, job.name, job.workflow, job.owner, job.reason, *job.tags)
    folded = [text.casefold() for text in texts if text]
    return any(value in text for value in values for text in folded)


def _in_reason(values: tuple[str, ...], job: Queryable, _nodes: NodeFacts) -> bool:
    reason = (job.reason or "").casefold()
    return any(value in reason for value in values)


def _has_problem(values: frozenset[str], job: Queryable, _nodes: NodeFacts) -> bool:
    attention = str(job.attention)
    return attention in values or ("any" in values and attention != Attention.NONE)


_Texts: TypeAlias = Callable[[Queryable, NodeFacts], Collection[str | None] | None]
"""The texts of a job that a field is about; None is unknown."""

_TEXTS: Final[dict[str, _Texts]] = {
    "workflow": lambda job, _: (job.workflow,),
    "name": lambda job, _: (job.name,),
    "id": lambda job, _: (job.id,),
    "owner": lambda job, _: (job.owner,),
    "tag": lambda job, _: job.tags,
    "queue": lambda job, _: (job.queue,),
    "node": lambda _, nodes: None if nodes.ids is None else _with_matrix_names(nodes.ids),
    "host": lambda _, nodes: nodes.hosts,
}


def _with_matrix_names(ids: Collection[str]) -> list[str]:
    """Return the ids, and for ``load[eu]`` also ``load``."""
    return [*ids, *(family(node) for node in ids if node.endswith("]"))]


def _glob_test(texts: _Texts, term: Term, asker: _Asker) -> _Test:
    patterns = [_who(term, value, asker) for value in term.values]

    def test(job: Queryable, nodes: NodeFacts) -> bool | None:
        found = texts(job, nodes)
        if found is None:
            return None
        return any(pattern.fullmatch(text) for pattern in patterns for text in found if text)

    return test


def _word_test(text: Callable[[Queryable], str | None], term: Term, _asker: _Asker) -> _Test:
    words = frozenset(_folded(term))

    def test(job: Queryable, _nodes: NodeFacts) -> bool:
        return (text(job) or "").casefold() in words

    return test


def _who(term: Term, value: str, asker: _Asker) -> re.Pattern[str]:
    """Return the pattern of ``value``, or exactly the name of who asks where ``owner:me`` says so."""
    if term.field != "owner" or value.casefold() != "me":
        return glob_pattern(value)
    if asker.me is None:
        raise QueryError("owner:me: it is not known who you are here; name the owner instead", term.start)
    return re.compile(re.escape(asker.me), re.IGNORECASE)


_Moment: TypeAlias = Callable[[Queryable], datetime | None]

_MOMENTS: Final[dict[str, _Moment]] = {
    "created": lambda job: job.created,
    "started": lambda job: job.started,
    "ended": lambda job: job.ended,
    SINCE: lambda job: job.created,
}
_CREATION: Final = ("created", SINCE)


def _time_test(moment: _Moment, term: Term, asker: _Asker) -> _Test:
    """Return the test of when something happened. No start or end is "not yet"; no creation is unknown."""
    stretches = [term_stretch(term, value, asker.now, asker.zone) for value in term.values]

    def test(job: Queryable, _nodes: NodeFacts) -> bool | None:
        when = moment(job)
        if when is None:
            return None if term.field in _CREATION else False
        return any(_within(when, stretch) for stretch in stretches)

    return test


def _within(when: datetime, stretch: Stretch) -> bool:
    begin, end = stretch
    return (begin is None or begin <= when) and (end is None or when < end)


_COMPARE: Final[dict[Operator, Callable[[float, float], bool]]] = {
    Operator.EQ: eq,
    Operator.GT: gt,
    Operator.GE: ge,
    Operator.LT: lt,
    Operator.LE: le,
}


def _number_test(term: Term, now: datetime) -> _Test:
    """Return the test of ``priority`` or ``took``. A job without the number does not match."""
    compare = _COMPARE[term.operator]
    took = term.field == "took"
    wanted = [parse_duration(value) if took else float(value) for value in term.values]

    def test(job: Queryable, _nodes: NodeFacts) -> bool:
        number = seconds_run(job, now) if took else job.priority
        return number is not None and any(compare(number, value) for value in wanted)

    return test


_FIELDS: Final[dict[str | None, Callable[[Term, _Asker], _Test]]] = {
    None: lambda term, _: partial(_any_text, _folded(term)),
    "status": partial(_word_test, lambda job: str(job.status)),
    "signature": partial(_word_test, lambda job: job.signature),
    "error": lambda term, _: partial(_in_reason, _folded(term)),
    "problem": lambda term, _: partial(_has_problem, frozenset(term.values)),
    "priority": lambda term, asker: _number_test(term, asker.now),
    "took": lambda term, asker: _number_test(term, asker.now),
    **{name: partial(_glob_test, texts) for name, texts in _TEXTS.items()},
    **{name: partial(_time_test, moment) for name, moment in _MOMENTS.items()},
}
"""How each field is tested here; what is missing only a backend can answer."""

CONSOLE_FIELDS: Final = frozenset(_FIELDS)
"""The fields, and None for free text, that can be filtered in the console itself."""
