import fnmatch
import time
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from console.core.glob import glob_pattern
from console.core.query import (
    COMMON_FIELDS,
    FieldSpec,
    Kind,
    Operator,
    Query,
    QueryError,
    SortOrder,
    Term,
    complete,
    format_query,
    matches,
    parse_query,
)
from console.model import Attention, Job, JobStatus

NOW = datetime(2026, 11, 19, 2, 26, tzinfo=UTC)
TEXT = st.text(min_size=1, max_size=12) | st.text('ab:,"\\!<>=- *?', min_size=1, max_size=8)
VALUES = {
    Kind.WORD: TEXT,
    Kind.TEXT: TEXT,
    Kind.GLOB: TEXT,
    Kind.NUMBER: st.integers(-99, 99).map(str),
    Kind.DURATION: st.sampled_from(["30s", "5m", "2h30m", "1.5h", "90"]),
    Kind.TIME: st.sampled_from(["24h", "7d", "2026-11-19", "2026-11-19T02:14", "2026-11-19T02:14Z"]),
}


@st.composite
def terms(draw: st.DrawFn) -> Term:
    spec = draw(st.sampled_from([None, *(each for each in COMMON_FIELDS if each.name != "sort")]))
    return Term(
        None if spec is None else spec.name,
        *draw(values_and_operators(spec)),
        negated=draw(st.booleans()),
    )


def values_and_operators(spec: FieldSpec | None) -> st.SearchStrategy[tuple[tuple[str, ...], Operator]]:
    if spec is None:
        return st.tuples(st.lists(TEXT, min_size=1, max_size=3).map(tuple), st.just(Operator.EQ))
    value = st.sampled_from(list(map(str, spec.choices))) if spec.kind is Kind.CHOICE else VALUES[spec.kind]
    equal = st.tuples(st.lists(value, min_size=1, max_size=3).map(tuple), st.just(Operator.EQ))
    ordered = st.tuples(
        st.tuples(value), st.sampled_from([each for each in Operator if each is not Operator.EQ])
    )
    if spec.kind is Kind.DURATION:
        return ordered
    return equal | ordered if spec.ordered else equal


SORTS = st.none() | st.builds(SortOrder, st.sampled_from(["started", "job_type_id"]), st.booleans())
QUERIES = st.builds(Query, st.lists(terms(), max_size=5).map(tuple), SORTS)
TYPED = st.text() | st.lists(
    st.sampled_from(
        ["status:", "paused", ",", " ", '"', "\\", "!", ">", "=", "-", "took:", "30m", "a", "sort:", ":"]
    )
).map("".join)
JOBS = st.builds(
    Job,
    id=st.text(max_size=5),
    name=st.text(max_size=9),
    workflow=st.sampled_from(["ingest", "close-books"]),
    status=st.sampled_from(JobStatus),
    attention=st.sampled_from(Attention),
    owner=st.none() | st.sampled_from(["ada", "bob"]),
    tags=st.lists(st.text(max_size=4), max_size=2).map(tuple),
    created=st.just(NOW),
    started=st.none() | st.just(NOW),
)


@given(QUERIES)
def test_a_query_that_is_written_is_read_as_the_same_query(query: Query) -> None:
    assert parse_query(format_query(query)) == query


@given(TYPED)
def test_whatever_is_typed_is_a_query_or_an_error_with_its_place(text: str) -> None:
    read = read_or_error(text)

    if isinstance(read, QueryError):
        assert str(read)
        assert 0 <= read.column <= len(text)
    else:
        assert parse_query(format_query(read)) == read
        assert all(parse_query(text[term.start : term.end]).terms == (term,) for term in read.terms)


def read_or_error(text: str) -> Query | QueryError:
    try:
        return parse_query(text)
    except QueryError as error:
        return error


@given(TYPED, st.integers(0, 60))
def test_a_completion_keeps_what_is_around_the_cursor(text: str, at: int) -> None:
    cursor = min(at, len(text))

    for each in complete(text, cursor):
        assert 0 <= each.start <= cursor <= each.end <= len(text)
        assert each.text.lower().startswith(text[each.start : cursor].lower())


@given(terms(), JOBS)
def test_a_job_never_matches_a_term_and_its_negation(term: Term, job: Job) -> None:
    opposite = Term(term.field, term.values, term.operator, not term.negated)

    found = [matches(Query((each,)), job, NOW, "ada") for each in (term, opposite)]

    assert found.count(True) == (0 if term.field in ("node", "host") else 1)


@given(QUERIES, JOBS)
def test_all_terms_must_hold(query: Query, job: Job) -> None:
    each_alone = [matches(Query((term,)), job, NOW, "ada") for term in query.terms]

    assert matches(query, job, NOW, "ada") == all(each_alone)


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_stars_and_question_marks_mean_what_they_mean_in_a_shell(pattern: str, name: str) -> None:
    assert bool(glob_pattern(pattern).fullmatch(name)) == fnmatch.fnmatchcase(name, pattern)


def test_a_pattern_of_many_stars_takes_linear_time() -> None:
    began = time.process_time()

    assert not glob_pattern("*a" * 50 + "b").fullmatch("a" * 20_000)

    assert time.process_time() - began < 5


def test_a_query_of_a_megabyte_takes_linear_time() -> None:
    began = time.process_time()

    parse_query("a,b " * 250_000)

    assert time.process_time() - began < 20
