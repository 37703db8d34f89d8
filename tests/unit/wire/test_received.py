"""JSON as it came, made into what the rest can hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.wire.received import received


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'{"a": "x\ud800y"}', {"a": "x?y"}),
        (r'{"\uDC00": 1}', {"?": 1}),
        (r'["😀"]', ["😀"]),
        ("[NaN, Infinity, -Infinity, 1e400, -1E+999]", [None] * 5),
        ("[1" + "0" * 400 + "]", [None]),
        ("[-1" + "0" * 400 + "]", [None]),
        ('{"a": [1, 1.5, "NaN", null, true]}', {"a": [1, 1.5, "NaN", None, True]}),
        ("[1e100]", [1e100]),
    ],
)
def test_what_cannot_be_held_is_mended(text: str, value: object) -> None:
    assert received(text) == value


@given(
    st.recursive(st.none() | st.floats() | st.integers() | st.text(st.characters()), st.lists, max_leaves=5)
)
def test_everything_that_was_received_can_be_written(value: object) -> None:
    json.dumps(received(json.dumps(value)), allow_nan=False, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", ["", "{", "[1" * 5000 + "9" * 5000, "nan"])
def test_what_is_no_json_is_an_error(text: str) -> None:
    with pytest.raises((ValueError, RecursionError)):
        received(text)
