"""A line spread over rows says what the line says: nothing is lost, doubled, moved or made up."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.core.log_pretty import DEEPEST, STEP, pretty_rows

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=30,
)
jsonish = st.text(alphabet='{}[]:,"\\ \tn0-.eatrulsf=é日', max_size=80)
documents = st.builds(
    lambda value, indent, plain: json.dumps(value, indent=indent, ensure_ascii=plain).replace("\n", " "),
    values,
    st.none() | st.integers(0, 3),
    st.booleans(),
)
fields = st.lists(
    st.builds(
        lambda name, value: f"{name}={value}",
        st.text(alphabet="abc_.-", min_size=1, max_size=8),
        st.sampled_from(["1", "", '"two words"', '"a \\"quoted\\" one"', "a=b", "{x", "é"]),
    ),
    max_size=8,
).map(" ".join)
texts = st.one_of(
    jsonish,
    documents,
    fields,
    st.builds(lambda a, b, c: f"{a} {b}{c}", st.text(max_size=20), documents | fields, jsonish),
    st.text(),
)


def lines_of(text: str, *, cut: bool = False) -> list[str]:
    rows = pretty_rows(text, cut=cut)
    assert rows is not None
    return [" " * row.indent + text[row.begin : row.end] for row in rows]


@given(text=texts, cut=st.booleans())
def test_every_character_but_blanks_is_in_one_row_in_its_order(text: str, *, cut: bool) -> None:
    rows = pretty_rows(text, cut=cut)
    if rows is None:
        return
    at = 0
    for row in rows:
        assert row.begin >= at
        assert not text[at : row.begin].strip()
        assert row.begin <= row.name <= row.end
        assert row.begin < row.end
        assert 0 <= row.indent <= STEP * DEEPEST
        at = row.end
    assert not text[at:].strip()
    assert len(rows) > 1


@given(st.dictionaries(st.text(max_size=8), values, min_size=1, max_size=6))
@example({"": "\n "})
def test_a_document_keeps_its_meaning_and_its_blanks_within_texts(value: dict[str, object]) -> None:
    written = json.dumps(value)
    rows = pretty_rows(written)
    assert rows is not None
    # Without the steps that are ours alone: a blank that begins a row within a text is the text's.
    assert repr(json.loads("".join(written[row.begin : row.end] for row in rows))) == repr(
        json.loads(written)
    )


@given(documents, st.integers(0, 200))
def test_a_document_whose_end_was_cut_is_shown_as_far_as_it_goes(document: str, length: int) -> None:
    if document[0] not in "{[" or length < 3:
        return
    rows = pretty_rows(document[:length], cut=True)
    whole = pretty_rows(document)
    if rows is not None and whole is not None and len(rows) > 3:
        assert [(row.indent, row.begin) for row in rows[:2]] == [(row.indent, row.begin) for row in whole[:2]]


def test_members_stand_below_each_other_and_short_lists_on_one_row() -> None:
    text = '02:14 INFO {"level": "error","at":{"line":12,"tags":["a","b"],"none":{}},"big":1.50e400} took 3s'
    assert lines_of(text) == [
        "02:14 INFO",
        "{",
        '  "level": "error",',
        '  "at":{',
        '    "line":12,',
        '    "tags":["a","b"],',
        '    "none":{}',
        "  },",
        '  "big":1.50e400',
        "}",
        "took 3s",
    ]


def test_a_stack_trace_inside_of_a_text_is_readable_and_its_escapes_stay() -> None:
    assert lines_of(r'{"trace":"first\n  second\\n is one\nthird","b":1}') == [
        "{", r'  "trace":"first\n', r"      second\\n is one\n", r'    third",', '  "b":1', "}",
    ]  # fmt: skip


def test_fields_of_logfmt_stand_below_each_other() -> None:
    assert lines_of('ts=02:14:07 level=error msg="no such table" err= took=3ms end') == [
        "ts=02:14:07", "  level=error", '  msg="no such table"', "  err=", "  took=3ms", "end",
    ]  # fmt: skip


NEITHER = (
    "", "plain words", "a = b", "x=1", "{}", "[]", "[INFO] started", '{"a":1', "{a:1}", '{"a" 1}', "[1,]",
    "{1:2}", '{"a":maybe}', "[" * 50,
)  # fmt: skip


@pytest.mark.parametrize("text", NEITHER)
def test_what_is_neither_stays_as_it_is(text: str) -> None:
    assert pretty_rows(text) is None


HOSTILE = (
    "[" * 8192, "{" * 8192, '{"a":' * 1600, '"' * 8192, "\\" * 8192, "=" * 8192, "a=" * 4096, "[1," * 2700,
    '{"a":"' + "\\n" * 4000, "[" + "0," * 4000 + "0]", " " * 8192, 'a="' * 2700, "[[" + "[]," * 2600,
    ' a="' * 2000, ' a="\\' * 1600, "[1," * 2700 + "}",
)  # fmt: skip


@pytest.mark.parametrize("number", range(len(HOSTILE)))
@pytest.mark.parametrize("cut", [False, True])
def test_hostile_lines_take_little_time_and_few_rows(number: int, *, cut: bool) -> None:
    before = time.process_time()
    rows = pretty_rows(HOSTILE[number], cut=cut)
    assert time.process_time() - before < 1.0
    assert len(rows or ()) <= len(HOSTILE[number])
