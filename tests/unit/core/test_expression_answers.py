"""The language of `if`: what it understands, what it answers, and what it says of what it does not."""

from __future__ import annotations

import pytest

from console.core.expression import (
    UNKNOWN,
    ExpressionError,
    NodeResult,
    Reference,
    Root,
    Scope,
    evaluate,
    parse,
)

SCOPE = Scope(
    params={"batch": "all", "count": 3, "dry": False, "day": "2026-11-19", "empty": ""},
    matrix={"table": "orders"},
    nodes={
        "sum-up": NodeResult("succeeded", 0, {"rows": "12", "ready": "true", "text": "abc"}),
        "check[orders]": NodeResult("failed", 3),
        "gate": NodeResult("skipped"),
    },
    succeeded=False,
    failed=True,
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("params.batch == 'all'", True),
        ('params.batch == "all"', True),
        ("params.batch != 'all'", False),
        ("params.count >= 3 && params.count < 4", True),
        ("params.count == 3.0", True),
        ("-1 < params.count", True),
        ("!params.dry", True),
        ("params.dry == 'false'", True),
        ("params.day > '2026-01-01'", True),
        ("params.empty == ''", True),
        ("matrix.table == 'orders'", True),
        ("nodes.sum-up.outputs.rows > 5", True),
        ("5 < nodes.sum-up.outputs.rows", True),
        ("nodes.sum-up.outputs.rows == 12", True),
        ("nodes.sum-up.outputs.rows > '5'", True),  # both read as numbers, so not by their letters
        ("nodes.sum-up.outputs.text > 'abb'", True),
        ("nodes.sum-up.outputs.text == 5", False),
        ("nodes.sum-up.outputs.ready", True),
        ("nodes.sum-up.outputs.ready == true", True),
        ("nodes.sum-up.outputs.rows == true", False),
        ("nodes.sum-up.outputs.other == null", True),
        ("nodes.sum-up.status == 'succeeded'", True),
        ("nodes.check[orders].exit_code == 3", True),
        ("nodes.gate.exit_code == null", True),
        ("nodes.gate.exit_code == 0", False),
        ("always()", True),
        ("success()", False),
        ("failure()", True),
        ("true && false || true", True),
        ("true && (false || true)", True),
        ("!(true && false)", True),
        ("!!true", True),
        ("'it''s' == \"it's\"", True),
        ("null == null", True),
    ],
)
def test_answers(text: str, answer: bool) -> None:
    assert evaluate(parse(text), SCOPE) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("nodes.later.status == 'succeeded'", UNKNOWN),
        ("nodes.later.outputs.rows > 1", UNKNOWN),
        ("!nodes.later.outputs.ready", UNKNOWN),
        ("nodes.later.status == 'succeeded' && params.dry", False),
        ("params.dry && nodes.later.status == 'succeeded'", False),
        ("nodes.later.status == 'succeeded' || params.count == 3", True),
        ("nodes.later.status == 'succeeded' && true", UNKNOWN),
        ("nodes.later.status == 'succeeded' || false", UNKNOWN),
        # What cannot be compared may still be decided by what is not known yet.
        ("nodes.later.outputs.ready && params.batch > 1", UNKNOWN),
    ],
)
def test_what_is_not_known_yet_leaves_open_only_what_depends_on_it(text: str, answer: object) -> None:
    assert evaluate(parse(text), SCOPE) is answer


def test_unknown_cannot_be_taken_for_true_by_mistake() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "nodes.sum-up.outputs.text > 5",
            "nodes.sum-up.outputs.text (the text 'abc') and the number 5 cannot be compared with >",
        ),
        (
            "nodes.gate.outputs.rows > 0",
            "nodes.gate.outputs.rows (null) and the number 0 cannot be compared with >",
        ),
        ("params.dry == 1", "params.dry (false) and the number 1 cannot be compared with =="),
        ("params.dry < true", "params.dry (false) and true cannot be compared with <"),
        ("params.batch", "expected true or false, found params.batch (the text 'all')"),
        ("params.count && true", "expected true or false, found params.count (the number 3)"),
        ("params.other == 1", "there is no params.other"),
        ("matrix.other == 1", "there is no matrix.other"),
    ],
)
def test_says_what_was_compared(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        evaluate(parse(text), SCOPE)
    assert str(raised.value) == message


def test_what_the_other_operand_decides_needs_no_comparison() -> None:
    expression = parse("nodes.gate.outputs.rows != null && nodes.gate.outputs.rows > 0")
    assert evaluate(expression, SCOPE) is False


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "the expression ends where a value is expected"),
        ("params.a ==", 12, "the expression ends where a value is expected"),
        ("params.a = 1", 10, "write == to compare"),
        ("params.a == 1 == 2", 15, "two comparisons in a row: join them with && or use parentheses"),
        ("true and false", 6, "write && for 'and'"),
        ("true & false", 6, "write && for 'and'"),
        ("not true", 1, "write ! for 'not'"),
        ("(true", 1, "this parenthesis is not closed"),
        ("true)", 5, "unexpected ')'"),
        ("params.a == 'x", 13, "a text that begins here has no closing quote"),
        ("failure", 1, "write failure()"),
        ("${{ params.a }}", 1, "write the expression without ${{ }} and a parameter as params.NAME"),
        ("true ; false", 6, "unexpected ';'"),
        ("1 < " + "9" * 41, 5, "this number is too long"),
        ("1 < 1e999", 5, "this number is too large"),
        ("!" * 40 + "true", 34, "more than 32 parentheses or ! inside each other"),
        ("(" * 40 + "true" + ")" * 40, 34, "more than 32 parentheses or ! inside each other"),
    ],
)
def test_places_what_it_cannot_read(text: str, column: int, message: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse(text)
    assert (raised.value.column, str(raised.value)) == (column, message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nodes.a", "'nodes.a' is not a reference"),
        ("nodes.a.outputs", "'nodes.a.outputs' is not a reference"),
        ("nodes.a.outputs.b.c", "'nodes.a.outputs.b.c' is not a reference"),
        ("nodes.a.sttus == ''", "'nodes.a.sttus' is not a reference"),
        ("params. == ''", "'params.' is not a reference"),
        ("day == ''", "unknown word 'day'"),
        ("__import__('os')", "unknown word '__import__'"),
    ],
)
def test_knows_only_its_own_references(text: str, message: str) -> None:
    with pytest.raises(ExpressionError, match="^" + message.replace(".", r"\.")):
        parse(text)


def test_an_expression_has_a_bounded_length() -> None:
    with pytest.raises(ExpressionError, match="at most 4000 characters, this one has 4001"):
        parse(" " * 4001)


def test_a_long_chain_is_no_deep_tree() -> None:
    assert evaluate(parse(" && ".join(["true"] * 500)), Scope()) is True


def test_references_are_told_in_the_order_of_the_text() -> None:
    expression = parse("nodes.check[a b,c].outputs.x > params.y && (matrix.z == '' || !nodes.q.outputs.r)")
    assert expression.references == (
        Reference(Root.OUTPUT, "check[a b,c]", "x"),
        Reference(Root.PARAM, "y"),
        Reference(Root.MATRIX, "z"),
        Reference(Root.OUTPUT, "q", "r"),
    )
    assert [reference.column for reference in expression.references] == [1, 32, 45, 64]


@pytest.mark.parametrize(
    ("text", "asks"),
    [("always()", True), ("!(params.a == 1 || failure())", True), ("success()", False), ("true", False)],
)
def test_knows_whether_it_must_be_asked_after_a_failure(text: str, asks: bool) -> None:
    assert parse(text).asks_how_needs_ended is asks
