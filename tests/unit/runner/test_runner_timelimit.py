"""The time limit's clock stands still while the command is frozen."""

from __future__ import annotations

from console.runner.timelimit import TimeLimit


def test_without_a_limit_nothing_is_ever_due() -> None:
    assert TimeLimit(None, 100.0).due is None


def test_a_limit_is_due_after_its_seconds() -> None:
    assert TimeLimit(5.0, 100.0).due == 105.0


def test_while_frozen_nothing_is_due_and_afterwards_it_is_later() -> None:
    limit = TimeLimit(5.0, 100.0)
    limit.freeze(102.0)
    assert limit.due is None
    limit.thaw(110.0)
    assert limit.due == 113.0


def test_freezing_twice_counts_once() -> None:
    limit = TimeLimit(5.0, 100.0)
    limit.freeze(101.0)
    limit.freeze(104.0)
    limit.thaw(105.0)
    limit.thaw(109.0)
    assert limit.due == 109.0
    assert limit.frozen_seconds(200.0) == 4.0


def test_the_frozen_time_grows_while_frozen() -> None:
    limit = TimeLimit(None, 100.0)
    limit.freeze(101.0)
    assert limit.frozen_seconds(103.5) == 2.5
