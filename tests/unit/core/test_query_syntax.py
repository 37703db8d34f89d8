import pytest

from console.core.query import (
    COMMON_FIELDS,
    Operator,
    Query,
    QueryError,
    SortOrder,
    Term,
    format_query,
    parse_query,
)
from console.core.query_fields import FieldSpec, Kind, evaluated_fields, fields_with
from console.model import FieldSupport


def only(text: str) -> Term:
    """Parse a query of one term."""
    (term,) = parse_query(text).terms
    return term


def error_of(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    return caught.value


def test_a_query_is_a_list_of_terms() -> None:
    query = parse_query(
        "problem:failure status:paused workflow:ingest* node:db-3 since:24h took:>30m owner:me tag:eu "
        'error:"timeout" !queue:bulk text'
    )

    assert query == Query(
        (
            Term("problem", ("failure",)),
            Term("status", ("paused",)),
            Term("workflow", ("ingest*",)),
            Term("node", ("db-3",)),
            Term("since", ("24h",)),
            Term("took", ("30m",), Operator.GT),
            Term("owner", ("me",)),
            Term("tag", ("eu",)),
            Term("error", ("timeout",)),
            Term("queue", ("bulk",), negated=True),
            Term(None, ("text",)),
        )
    )


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t"])
def test_no_text_is_the_query_that_matches_everything(nothing: str) -> None:
    assert parse_query(nothing) == Query()


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("status:paused,failed", Term("status", ("paused", "failed"))),
        ("status:PAUSED", Term("status", ("paused",))),
        ("Status:paused", Term("status", ("paused",))),
        ("!text", Term(None, ("text",), negated=True)),
        ('"two words"', Term(None, ("two words",))),
        ('"status:paused"', Term(None, ("status:paused",))),
        ('name:"a,b",c', Term("name", ("a,b", "c"))),
        (r'name:"a \"b\" \\ \c"', Term("name", (r'a "b" \ \c',))),
        ('a"b', Term(None, ('a"b',))),
        (r"c:\temp"[2:], Term(None, (r"\temp",))),
        ("12:30", Term(None, ("12:30",))),
        (">30m", Term(None, (">30m",))),
        ("-text", Term(None, ("-text",))),
        ("priority:>=10", Term("priority", ("10",), Operator.GE)),
        ("priority:-1.5", Term("priority", ("-1.5",))),
        ("took:<=2h30m", Term("took", ("2h30m",), Operator.LE)),
        ("took:<90", Term("took", ("90",), Operator.LT)),
        ("started:2026-11-19", Term("started", ("2026-11-19",))),
        ("ended:>2026-11-19T02:14", Term("ended", ("2026-11-19T02:14",), Operator.GT)),
        ("ended:2026-11-19T02:14:05Z", Term("ended", ("2026-11-19T02:14:05Z",))),
        ("ended:2026-11-19T02:14+01:00", Term("ended", ("2026-11-19T02:14+01:00",))),
        ("created:2w", Term("created", ("2w",))),
        ("node:check[orders]", Term("node", ("check[orders]",))),
    ],
)
def test_how_a_term_is_written(text: str, term: Term) -> None:
    assert only(text) == term


def test_a_term_knows_its_columns() -> None:
    _, second = parse_query('  one !name:"a b"  ').terms

    assert (second.start, second.end) == (6, 17)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("sort:started", SortOrder("started", descending=False)),
        ("sort:-started", SortOrder("started", descending=True)),
        ("status:paused sort:-NAME x", SortOrder("name", descending=True)),
    ],
)
def test_the_order_is_kept_apart_from_the_terms(text: str, order: SortOrder) -> None:
    query = parse_query(text)

    assert query.sort == order
    assert all(term.field != "sort" for term in query.terms)


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("stauts:paused", 0, 'there is no field "stauts"; did you mean status?'),
        ("x zzz:1", 2, "there are created, ended, error,"),
        ("http://x", 0, "to search for text with a colon, quote it"),
        ("status:pausd", 7, 'status: there is no "pausd"; did you mean paused?'),
        ("status:paused,x", 14, "it is one of queued, running,"),
        ("status:cancelled", 7, "did you mean canceled?"),
        ("problem:none", 8, "it is one of decision, failure, lost, any"),
        ("status:", 7, "status: needs a value: queued, running,"),
        ("x owner: y", 8, "owner: needs a value"),
        ('owner:""', 6, "owner: needs a value"),
        ("status:paused,,failed", 14, "status: needs a value"),
        ("status:paused,", 14, "status: needs a value"),
        ('a "b c', 2, "this quote does not end"),
        (r'"\"', 0, "this quote does not end"),
        ('"a"b', 3, "after a closing quote comes a space or a comma"),
        ('""', 0, "there is no text here"),
        ("!", 1, "there is no text here"),
        ("x ! y", 3, "there is no text here"),
        (",a", 0, "there is no text here"),
        ("!!a", 1, "a ! stands once"),
        ("status:!paused", 7, "a ! stands once, before the whole term"),
        ("-queue:bulk", 0, "write !queue: to leave something out"),
        ("!-queue:bulk", 1, "write !queue:"),
        ("priority:high", 9, 'priority: "high" is not a number'),
        ("priority:nan", 9, "is not a number"),
        ("took:30m", 5, "took: say longer or shorter: took:>30m"),
        ("took:>soon", 6, 'took: "soon" is not a duration such as 30s'),
        ("took:>1h,2h", 9, "> takes one value"),
        ("name:>a", 5, "name: takes no > (quote a value that begins so)"),
        ("since:>24h", 6, "since: takes no >"),
        ("since:yesterday", 6, 'since: "yesterday" is not a time such as 2026-11-19'),
        ("created:90", 8, "is not a time"),
        ("created:2026-13-01", 8, "is not a time"),
        ("created:2026-11-19T25:00", 8, "is not a time"),
        ("created:2026-11-19T02:00+99:00", 8, "is not a time"),
        ("sort:a sort:b", 7, "one order is enough"),
        ("!sort:a", 0, "sort: takes one field"),
        ("sort:a,b", 0, "sort: takes one field"),
        ("sort:a*", 5, "is not a field"),
    ],
)
def test_what_cannot_be_understood_is_an_error_with_its_place(text: str, column: int, message: str) -> None:
    error = error_of(text)

    assert message in str(error)
    assert error.column == column


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (Query(), ""),
        (Query((Term("status", ("paused", "failed")),)), "status:paused,failed"),
        (Query((Term("took", ("30m",), Operator.GT, negated=True),)), "!took:>30m"),
        (Query((Term(None, ("two words",)), Term(None, ("a:b",)))), '"two words" "a:b"'),
        (Query((Term("name", ('a "b" \\',)),)), r'name:"a \"b\" \\"'),
        (Query((Term("name", (">a", "!b", "c,d", "e:f")),)), 'name:">a","!b","c,d",e:f'),
        (Query((Term(None, ("-x:y",)),)), '"-x:y"'),
        (Query((Term(None, ("x",)),), SortOrder("started", descending=True)), "sort:-started x"),
    ],
)
def test_a_query_is_written_as_a_person_would(query: Query, text: str) -> None:
    assert format_query(query) == text


def test_a_backend_declares_its_own_fields_beside_the_common_ones() -> None:
    declared = (
        FieldSupport("batch", "number", "the batch it belongs to"),
        FieldSupport("status", "word"),
        FieldSupport("text", "text"),
        FieldSupport("error_category", "choice", choices=("SYSTEM", "DATA")),
        FieldSupport("odd", "a kind of the future"),
    )

    fields = fields_with(declared)

    assert fields[: len(COMMON_FIELDS)] == COMMON_FIELDS
    assert [field.name for field in fields[len(COMMON_FIELDS) :]] == ["batch", "error_category", "odd"]
    assert fields[-1] == FieldSpec("odd", Kind.WORD)
    assert parse_query("batch:>3 error_category:data", fields).terms == (
        Term("batch", ("3",), Operator.GT),
        Term("error_category", ("DATA",)),
    )
    assert evaluated_fields(declared) == {"batch", "status", None, "error_category", "odd"}


def test_a_query_is_split_into_what_the_backend_answers_and_what_is_filtered_here() -> None:
    query = parse_query("sort:name status:paused !node:load text")

    there, here = query.split(frozenset({"status", None}))

    assert format_query(there) == "sort:name status:paused text"
    assert format_query(here) == "sort:name !node:load"
