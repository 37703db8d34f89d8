from datetime import UTC, datetime, timedelta, timezone

import pytest

from console.core.clock import Clock, FixedClock, SystemClock

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


def test_the_system_clock_tells_aware_utc() -> None:
    clock: Clock = SystemClock()

    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()


def test_a_fixed_clock_stands_still_until_it_is_advanced() -> None:
    clock = FixedClock(NOON)

    assert clock.now() == clock.now() == NOON
    clock.advance(90.5)
    assert clock.now() == NOON + timedelta(seconds=90.5)
    assert clock.monotonic() == 90.5


def test_setting_a_fixed_clock_back_leaves_its_monotonic_seconds() -> None:
    clock = FixedClock(NOON)
    clock.advance(10)

    clock.set(NOON - timedelta(days=1))

    assert clock.now() == NOON - timedelta(days=1)
    assert clock.monotonic() == 10


def test_a_fixed_clock_turns_other_zones_into_utc() -> None:
    clock = FixedClock(datetime(2026, 11, 19, 13, 0, tzinfo=timezone(timedelta(hours=1))))

    assert clock.now() == NOON
    assert clock.now().tzinfo is UTC


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        FixedClock(datetime(2026, 11, 19))  # noqa: DTZ001 - the mistake under test


def test_a_fixed_clock_cannot_be_advanced_backwards() -> None:
    with pytest.raises(ValueError, match="-1 seconds"):
        FixedClock(NOON).advance(-1)
