"""Values of remote servers: read into what they are, or into nothing."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.wire.values import (
    flag_of,
    id_of,
    list_of,
    moment_of,
    number_of,
    object_of,
    objects_of,
    stamp_of,
    text_of,
    texts_of,
    whole_of,
)

_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats()
    | st.text(st.characters(codec=None, exclude_categories=())),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=3), inside, max_size=3),
    max_leaves=6,
)
_READERS = (
    text_of,
    number_of,
    whole_of,
    flag_of,
    moment_of,
    stamp_of,
    object_of,
    list_of,
    objects_of,
    texts_of,
)


@given(_JSON)
def test_no_value_is_an_error_and_what_is_read_can_be_written(value: object) -> None:
    for read in _READERS:
        json.dumps(
            read(value) if read not in (list_of, object_of, objects_of) else None, default=str
        ).encode()
    text = text_of(value)
    assert text is None or text.encode()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("as it came ", "as it came "),
        ("half \ud83d of a character", "half ? of a character"),
        (7, "7"),
        (1.5, "1.5"),
        ("", None),
        (" \n", None),
        (True, None),
        (float("nan"), None),
        (10**400, None),
        ([], None),
    ],
)
def test_a_text_is_a_text_or_a_number(value: object, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [("12", 12), ("1e3", 1000), (12.0, 12), (12.5, None), ("twelve", None), (True, None), ("9" * 5000, None)],
)
def test_a_whole_number_may_be_sent_as_text_or_as_a_float(value: object, number: int | None) -> None:
    assert whole_of(value) == number


def test_a_large_whole_number_keeps_every_digit() -> None:
    assert whole_of(2**60 + 1) == whole_of(str(2**60 + 1)) == 2**60 + 1


@pytest.mark.parametrize(("value", "flag"), [(True, True), ("False ", False), (1, None), ("yes", None)])
def test_a_flag_may_be_sent_as_text(value: object, flag: bool | None) -> None:
    assert flag_of(value) is flag


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-19T02:00:00", datetime(2026, 11, 19, 2, tzinfo=UTC)),
        (" 2026-11-19T02:00:00+01:00", datetime(2026, 11, 19, 1, tzinfo=UTC)),
        ("2026-11-19T02:00:00.123456789Z", datetime(2026, 11, 19, 2, 0, 0, 123456, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:00", None),
        ("yesterday", None),
        (1_700_000_000, None),
    ],
)
def test_a_time_is_iso_8601_and_of_utc_without_a_zone(value: object, moment: datetime | None) -> None:
    assert moment_of(value) == moment


@pytest.mark.parametrize("value", [1_700_000_000, 1_700_000_000_000, "1700000000000", 1_700_000_000.0])
def test_a_stamp_is_in_seconds_or_milliseconds_by_its_size(value: object) -> None:
    assert stamp_of(value) == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("value", [0, -1, "", "2026-11-19", 1e300, None])
def test_a_stamp_of_nothing_is_none(value: object) -> None:
    assert stamp_of(value) is None


def test_a_list_of_objects_leaves_out_what_is_none() -> None:
    assert objects_of([{"a": 1}, 2, None, {"half \udc00": 3}]) == [{"a": 1}, {"half ?": 3}]


def test_a_single_text_stands_for_a_list_of_one() -> None:
    assert texts_of("ada") == ("ada",)
    assert texts_of(["ada", None, 7, ""]) == ("ada", "7")


@pytest.mark.parametrize("value", [None, "", {}, True])
def test_a_row_without_an_id_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="an id is"):
        id_of(value)
