from datetime import UTC, datetime, timedelta, timezone

import pytest

from console.core.times import age, clock_time, duration, full_time, log_time, relative, utc_stamp, zone_name

NOW = datetime(2026, 11, 19, 2, 26, 5, tzinfo=UTC)
EAST = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0s"),
        (0.9, "0s"),
        (41, "41s"),
        (59.99, "59s"),
        (60, "1m"),
        (130, "2m10s"),
        (182, "3m02s"),
        (240, "4m"),
        (599, "9m59s"),
        (600, "10m"),
        (725, "12m"),
        (3599, "59m"),
        (3600, "1h"),
        (5400, "1h30m"),
        (8 * 3600, "8h"),
        (9 * 3600 + 5 * 60, "9h05m"),
        (10 * 3600 + 59 * 60, "10h"),
        (86400, "1d"),
        (2 * 86400, "2d"),
        (2 * 86400 + 6 * 3600, "2d06h"),
        (400 * 86400, "400d"),
        (-5, "-5s"),
        (-0.4, "0s"),
        (float("nan"), "?"),
        (float("inf"), "?"),
    ],
)
def test_a_duration_is_short_and_never_rounded_up(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0s"),
        (12, "12s"),
        (299, "4m"),
        (3 * 3600 + 1800, "3h"),
        (9 * 86400, "9d"),
        (14 * 86400, "2w"),
        (36 * 86400, "5w"),
        (-3, "0s"),
        (float("nan"), "?"),
    ],
)
def test_an_age_is_its_largest_unit(seconds: float, shown: str) -> None:
    assert age(seconds) == shown


@pytest.mark.parametrize(
    ("seconds_ago", "shown"),
    [
        (0, "now"),
        (0.5, "now"),
        (12, "12 s ago"),
        (120, "2 min ago"),
        (7300, "2 h ago"),
        (5 * 86400, "5 d ago"),
        (15 * 86400, "2 w ago"),
        (-300, "in 5 min"),
    ],
)
def test_relative_times_are_words(seconds_ago: float, shown: str) -> None:
    assert relative(NOW - timedelta(seconds=seconds_ago), NOW) == shown


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (datetime(2026, 11, 19, 2, 14, tzinfo=UTC), "03:14"),
        (datetime(2026, 11, 18, 23, 30, tzinfo=UTC), "00:30"),  # already today one hour to the east
        (datetime(2026, 11, 18, 22, 30, tzinfo=UTC), "Nov 18"),
        (datetime(2026, 1, 2, tzinfo=UTC), "Jan 2"),
        (datetime(2025, 11, 19, tzinfo=UTC), "2025-11-19"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "Jan 1"),
    ],
)
def test_clock_time_is_as_short_as_it_is_clear_in_the_zone(when: datetime, shown: str) -> None:
    assert clock_time(when, NOW, EAST) == shown


def test_log_times_have_seconds() -> None:
    assert log_time(NOW, EAST) == "03:26:05"


def test_a_full_time_names_its_zone() -> None:
    assert full_time(NOW, EAST) == "2026-11-19 03:26:05 UTC+1"


def test_a_stamp_is_iso_in_utc() -> None:
    assert utc_stamp(NOW.astimezone(EAST)) == "2026-11-19T02:26:05Z"


@pytest.mark.parametrize(
    ("minutes", "name"), [(0, "UTC"), (60, "UTC+1"), (-300, "UTC-5"), (330, "UTC+5:30"), (-210, "UTC-3:30")]
)
def test_a_zone_is_named_by_its_distance_from_utc(minutes: int, name: str) -> None:
    assert zone_name(NOW, timezone(timedelta(minutes=minutes))) == name
