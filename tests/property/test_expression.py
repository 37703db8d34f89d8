"""Laws of the language of `if`: text and tree agree, and an answer given early never changes later."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.core.expression import (
    UNKNOWN,
    Expression,
    ExpressionError,
    NodeResult,
    Reference,
    Root,
    Scope,
    Unknown,
    evaluate,
    parse,
)
from console.core.expression_terms import AllOf, AnyOf, Call, Compare, Function, Literal, Not, Operator, Term

NODES = ("a", "b-1", "c[x y,z]")
OUTPUTS = ("rows", "ok")
PARAMS = ("batch", "count", "dry")

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
numbers = st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: len(repr(number)) <= 40
)
literals = st.builds(Literal, texts | numbers | st.booleans() | st.none())
references = (
    st.builds(Reference, st.just(Root.PARAM), st.sampled_from(PARAMS))
    | st.builds(Reference, st.sampled_from([Root.STATUS, Root.EXIT_CODE]), st.sampled_from(NODES))
    | st.builds(Reference, st.just(Root.OUTPUT), st.sampled_from(NODES), st.sampled_from(OUTPUTS))
)
leaves = literals | references | st.builds(Call, st.sampled_from(Function))


def _flat(kind: type[AllOf | AnyOf], terms: list[Term]) -> Term:
    """Join terms as the parser does: `a && b && c` is one term, one operand alone is itself."""
    return kind(tuple(terms)) if len(terms) > 1 else terms[0]


terms: st.SearchStrategy[Term] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(Compare, st.sampled_from(Operator), inner, inner)
        | st.builds(_flat, st.sampled_from([AllOf, AnyOf]), st.lists(inner, min_size=1, max_size=3))
    ),
    max_leaves=12,
)
expressions = st.builds(Expression, terms)

values = st.sampled_from(["", "0", "12", "1.5", "abc", "true", "false", "2026-11-19"])
results = st.builds(
    NodeResult,
    st.sampled_from(["succeeded", "failed", "skipped"]),
    st.none() | st.integers(0, 3),
    st.dictionaries(st.sampled_from(OUTPUTS), values),
)
scopes = st.builds(
    Scope,
    params=st.fixed_dictionaries({name: values | st.integers(-3, 3) | st.booleans() for name in PARAMS}),
    nodes=st.fixed_dictionaries(dict.fromkeys(NODES, results)),
    succeeded=st.booleans(),
    failed=st.booleans(),
)


def _answer(expression: Expression, scope: Scope) -> bool | Unknown | str:
    """Evaluate, with an error as its message."""
    try:
        return evaluate(expression, scope)
    except ExpressionError as error:
        return str(error)


@st.composite
def _earlier(draw: st.DrawFn, later: st.SearchStrategy[Scope]) -> tuple[Scope, Scope]:
    """Draw a scope and one from before it, when less was known."""
    scope = draw(later)
    known = draw(st.sets(st.sampled_from(NODES)))
    before = replace(scope, nodes={node: result for node, result in scope.nodes.items() if node in known})
    if draw(st.booleans()):
        before = replace(before, succeeded=UNKNOWN, failed=UNKNOWN)
    return before, scope


@given(expressions)
def test_an_expression_written_out_parses_to_itself(expression: Expression) -> None:
    assert parse(str(expression)) == expression


@given(expressions, scopes)
def test_when_all_is_known_the_answer_is_known(expression: Expression, scope: Scope) -> None:
    assert _answer(expression, scope) is not UNKNOWN


@given(expressions, _earlier(scopes))
def test_an_answer_given_early_never_changes(expression: Expression, when: tuple[Scope, Scope]) -> None:
    early, late = (_answer(expression, scope) for scope in when)
    assert early is UNKNOWN or early == late or (isinstance(early, str) and isinstance(late, str))


@given(st.lists(expressions, min_size=2, max_size=4), _earlier(scopes))
def test_the_order_of_operands_does_not_matter(parts: list[Expression], when: tuple[Scope, Scope]) -> None:
    operands = tuple(part.term for part in parts)
    turned = tuple(reversed(operands))
    for kind in (AllOf, AnyOf):
        one, other = (_answer(Expression(kind(order)), when[0]) for order in (operands, turned))
        assert one == other or (isinstance(one, str) and isinstance(other, str))


@given(expressions, _earlier(scopes))
def test_not_not_is_nothing(expression: Expression, when: tuple[Scope, Scope]) -> None:
    assert _answer(Expression(Not(Not(expression.term))), when[0]) == _answer(expression, when[0])


@given(expressions, expressions, _earlier(scopes))
def test_not_turns_and_into_or(left: Expression, right: Expression, when: tuple[Scope, Scope]) -> None:
    joined = Expression(Not(AllOf((left.term, right.term))))
    apart = Expression(AnyOf((Not(left.term), Not(right.term))))
    assert _answer(joined, when[0]) == _answer(apart, when[0])


@given(terms, terms, scopes)
def test_comparisons_agree_with_each_other(left: Term, right: Term, scope: Scope) -> None:
    def told(operator: Operator) -> bool | Unknown | str:
        return _answer(Expression(Compare(operator, left, right)), scope)

    equal, unequal = told(Operator.EQUAL), told(Operator.UNEQUAL)
    assert (isinstance(equal, str) and isinstance(unequal, str)) or equal is not unequal
    less, at_least = told(Operator.LESS), told(Operator.AT_LEAST)
    more, at_most = told(Operator.MORE), told(Operator.AT_MOST)
    if isinstance(less, str):
        assert all(isinstance(answer, str) for answer in (at_least, more, at_most))
    else:
        assert less is not at_least
        assert more is not at_most
        assert not (less and more)


@given(st.text(alphabet="params.nodes[]()!=<>&|'\" 019-truefalsny", max_size=60))
@example("nodes.a[")
@example("params.a == '")
@example("!" * 60)
def test_no_text_breaks_the_parser(text: str) -> None:
    answer = _read(text)
    if isinstance(answer, ExpressionError):
        assert 1 <= answer.column <= len(text) + 1
        assert str(answer)
    else:
        assert parse(str(answer)) == answer


def _read(text: str) -> Expression | ExpressionError:
    try:
        return parse(text)
    except ExpressionError as error:
        return error


@given(st.sampled_from(["(", "!", "!("]), st.integers(33, 1000))
def test_depth_is_refused_and_not_descended(opening: str, depth: int) -> None:
    with pytest.raises(ExpressionError, match="inside each other"):
        parse(opening * depth + "true")
