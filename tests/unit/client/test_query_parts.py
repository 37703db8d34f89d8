"""Who evaluates which term: told as it was typed, and what a count means where the console sifts."""

from console.client.query_parts import QueryParts, query_parts, sifted_sentence
from console.core.query import COMMON_FIELDS

SERVED = frozenset({"status", "since"})


def test_each_term_is_told_as_it_was_typed() -> None:
    parts = query_parts('status:failed !owner:"a b" since:24h text', COMMON_FIELDS, SERVED)

    assert parts == QueryParts(("status:failed", "since:24h"), ('!owner:"a b"', "text"))
    assert parts.told == 'by the server: status:failed since:24h   here: !owner:"a b" text'


def test_free_text_is_the_servers_where_it_says_so() -> None:
    assert query_parts("text", COMMON_FIELDS, frozenset({None})).told == "all by the server"


def test_an_order_is_no_term_and_a_wrong_query_has_no_parts() -> None:
    assert query_parts("sort:-started", COMMON_FIELDS, SERVED) == QueryParts()
    assert query_parts("statsu:failed", COMMON_FIELDS, SERVED).told == ""


def test_a_count_that_was_sifted_here_says_of_how_many() -> None:
    parts = query_parts("owner:ada", COMMON_FIELDS, SERVED)

    assert (
        sifted_sentence(parts, 12, 3000, more=True)
        == "filtered here by owner:ada: 12 of the 3,000 read; there are more to read"
    )
    assert sifted_sentence(parts, 12, 3000, more=False).endswith("12 of the 3,000 read")
    assert "the server does not" in sifted_sentence(parts, 12, None, more=False)


def test_nothing_is_said_where_the_server_evaluates_everything() -> None:
    assert sifted_sentence(query_parts("status:failed", COMMON_FIELDS, SERVED), 1, None, more=False) == ""
