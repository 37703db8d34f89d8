"""Expressions of a person: what is found, what is refused, and that no pattern takes for ever."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.linear import BadExpression, Expression, NotLinear
from console.core.needle import needle

PATTERNS = (
    "b", "(?i)B", "^a", "a$", "^$", "x*", "a|c", "[^b]", r"\s", r"\W+", "a.c", r"\Aa", r"c\z", "(ab)+$", "ü",
)  # fmt: skip

lines = st.lists(st.text(alphabet="aAbBcC üx", max_size=6), max_size=12)


def plainly(pattern: str, line: str) -> bool:
    return re.search(pattern.replace(r"\z", r"\Z"), line, re.ASCII) is not None


@given(lines, st.sampled_from(PATTERNS))
def test_the_lines_of_a_block_are_found_as_if_each_were_alone(texts: list[str], pattern: str) -> None:
    block = "".join(f"{text}\n" for text in texts).encode()
    expression = Expression(pattern)
    expected = [number for number, text in enumerate(texts) if plainly(pattern, text)]
    assert list(expression.lines(block)) == expected
    assert [number for number, text in enumerate(texts) if expression.found_in(text)] == expected


@given(st.text(max_size=30), st.sampled_from(PATTERNS))
def test_places_count_characters_whatever_their_bytes(text: str, pattern: str) -> None:
    line = text.encode("utf-8", "replace").decode().replace("\n", " ")
    flags = re.ASCII  # \s and \W know ASCII only
    spans = [match.span() for match in re.finditer(pattern.replace(r"\z", r"\Z"), line, flags)]
    assert Expression(pattern).places(line) == [(begin, end) for begin, end in spans if begin < end]


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"(a)\1", r"\1"), ("(?<=a)b", "(?<="), ("a(?!b)", "(?"), ("a{1001}", "{1001}"),
        ("(((a{100}){100}){100})", "{100}"), ("x" * 1001, "longer than 1000"),
        ("(" * 900, "too deep"),
    ],
)  # fmt: skip
def test_what_could_take_for_ever_is_refused_with_what_to_do(pattern: str, what: str) -> None:
    with pytest.raises(NotLinear) as refused:
        Expression(pattern)
    assert what in str(refused.value)
    assert "search for a text" in refused.value.advice


@pytest.mark.parametrize("pattern", ["a(b", "*", "[", "a)"])
def test_what_is_no_expression_is_told_from_that(pattern: str) -> None:
    with pytest.raises(BadExpression) as refused:
        Expression(pattern)
    assert not isinstance(refused.value, NotLinear)


def test_a_refusal_writes_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadExpression):
        Expression("a(b")
    assert capfd.readouterr() == ("", "")


def _cpu(expression: Expression, length: int) -> float:
    text = "a" * length + "b\n"
    block = text.encode() * 4
    best = float("inf")
    for _ in range(5):
        began = time.thread_time()
        list(expression.lines(block))
        expression.places(text[:-1])
        best = min(best, time.thread_time() - began)
    return best


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(a*)*c", "^(a?){50}a{50}$", "(.*a){12}c"])
def test_twice_the_text_takes_twice_the_time(pattern: str) -> None:
    expression = Expression(pattern)
    once, twice = _cpu(expression, 100_000), _cpu(expression, 200_000)
    assert twice < 3 * once + 0.005


LAZY = """
import sys
import console.client.log_search, console.core.log_pattern, console.engine.logs
assert "re2" not in sys.modules
console.core.log_pattern.LogPattern.of("x")
assert "re2" in sys.modules
"""


def test_the_machine_is_loaded_with_the_first_expression() -> None:
    subprocess.run([sys.executable, "-c", LAZY], check=True)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("relation", "relation"), ("(?i)relation", "(?i)relation"), ("exit .* 12 timeout", "timeout"),
        (r"a\.b\.c", r"a\.b\.c"), ("colou?r_of_it", "r_of_it"), ("abcd+ef", "abcd"), ("(abc|def)", None),
        ("abc|def", None), (r"\d+ms", None), ("(?i:abc)def", None), ("[abc]def", "def"), ("abc{2}", None),
        (r"(x(yyyy)z)?tail", "tail"), (r"\x41bcd", "bcd"), ("^ERROR$", "ERROR"), (r"\Qa.b\E", None),
    ],
)  # fmt: skip
def test_a_needle_is_in_every_match(pattern: str, expected: str | None) -> None:
    assert needle(pattern) == expected


@given(st.text(alphabet="abc.*+?|()[]\\{}12^$d ", max_size=14), st.text(alphabet="abcd12 .(", max_size=20))
def test_where_a_pattern_is_found_its_needle_is(pattern: str, line: str) -> None:
    try:
        expression = Expression(pattern)
    except BadExpression:
        return
    found = needle(pattern)
    if found is not None and expression.found_in(line):
        assert Expression(found).found_in(line)
