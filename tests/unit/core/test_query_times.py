from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from console.core.query import Operator, Term, resolve_time, term_stretch

NOW = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
EAST = timezone(timedelta(hours=1))


def at(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-19", at(19)),
        ("2026-11-19T02:14", at(19, 2, 14)),
        ("2026-11-19T02:14Z", at(19, 2, 14)),
        ("2026-11-19T02:14:05Z", at(19, 2, 14, 5)),
        ("2026-11-19t02:14z", at(19, 2, 14)),
        ("2026-11-19T02:14:05.250Z", at(19, 2, 14, 5) + timedelta(milliseconds=250)),
        ("2026-11-19T02:14+01:00", at(19, 1, 14)),
        ("30m", at(19, 11, 30)),
        ("24h", at(18, 12)),
        ("7d", at(12, 12)),
        ("2w", at(5, 12)),
        ("1d12h", at(18)),
    ],
)
def test_a_time_is_absolute_or_an_age(value: str, moment: datetime) -> None:
    assert resolve_time(value, NOW) == moment


def test_a_time_without_a_zone_is_one_of_the_readers() -> None:
    assert resolve_time("2026-11-19", NOW, EAST) == at(18, 23)
    assert resolve_time("2026-11-19T02:14Z", NOW, EAST) == at(19, 2, 14)


@pytest.mark.parametrize(
    "value", ["", "soon", "90", "24", "-1h", "2026", "26-11-19", "2026-11-19 02:14", "1811-01-01"]
)
def test_anything_else_is_no_time(value: str) -> None:
    with pytest.raises(ValueError, match="is not a time such as"):
        resolve_time(value, NOW)


@pytest.mark.parametrize(
    ("operator", "value", "begin", "end"),
    [
        (Operator.EQ, "2026-11-19", at(19), at(20)),
        (Operator.GT, "2026-11-19", at(20), None),
        (Operator.GE, "2026-11-19", at(19), None),
        (Operator.LT, "2026-11-19", None, at(19)),
        (Operator.LE, "2026-11-19", None, at(20)),
        (Operator.EQ, "2026-11-19T02:14", at(19, 2, 14), at(19, 2, 15)),
        (Operator.EQ, "2026-11-19T02:14:05", at(19, 2, 14, 5), at(19, 2, 14, 6)),
        (Operator.EQ, "2026-11-19T02:14:05.0", at(19, 2, 14, 5), at(19, 2, 14, 5) + timedelta(seconds=0.1)),
        (Operator.EQ, "24h", at(18, 12), None),
        (Operator.LT, "24h", at(18, 12), None),
        (Operator.LE, "24h", at(18, 12), None),
        (Operator.GT, "24h", None, at(18, 12)),
        (Operator.GE, "24h", None, at(18, 12)),
    ],
)
def test_what_a_time_term_means(
    operator: Operator, value: str, begin: datetime | None, end: datetime | None
) -> None:
    assert term_stretch(Term("started", (value,), operator), value, NOW) == (begin, end)


@pytest.mark.parametrize(("value", "begin"), [("24h", at(18, 12)), ("2026-11-18", at(18))])
def test_since_has_no_end(value: str, begin: datetime) -> None:
    assert term_stretch(Term("since", (value,)), value, NOW) == (begin, None)


class ClocksGoBack(tzinfo):
    """A zone whose clocks go from UTC+2 to UTC+1 in the night of 25 October 2026, as in Berlin."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        assert when is not None
        summer = when.replace(tzinfo=None) < datetime(2026, 10, 25, 3)  # noqa: DTZ001 - the zone's own time
        return timedelta(hours=2 if summer else 1)

    def dst(self, when: datetime | None) -> timedelta:
        return self.utcoffset(when) - timedelta(hours=1)


def test_a_day_ends_at_the_next_midnight_of_the_zone_when_clocks_change() -> None:
    stretch = term_stretch(Term("started", ("2026-10-25",)), "2026-10-25", NOW, ClocksGoBack())

    assert stretch == (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC))
