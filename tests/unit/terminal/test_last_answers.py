"""Leaving waits for answers that are on their way, and for nothing else."""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING

import pytest

from console.terminal import last_answers
from console.terminal.last_answers import take_last_answers
from console.terminal.pace import LEAST_LAST_WAIT, Pace

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWER = b"\x1b[?2026;2$y"


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def line() -> Iterator[tuple[int, int]]:
    reads, writes = os.pipe()
    yield reads, writes
    os.close(reads)
    os.close(writes)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The milliseconds of every wait."""
    waited: list[float] = []

    class Poll:
        def __init__(self) -> None:
            self._poll = select.poll()
            self.register = self._poll.register

        def poll(self, milliseconds: float) -> list[tuple[int, int]]:
            waited.append(milliseconds)
            return self._poll.poll(0)

    monkeypatch.setattr(last_answers, "select", type("Select", (), {"poll": Poll, "POLLIN": select.POLLIN}))
    return waited


def pace_of_a_terminal(clock: Clock, *, round_trip: float) -> Pace:
    pace = Pace(clock)
    pace.asked()
    clock.seconds += round_trip
    pace.answered()
    return pace


def test_a_terminal_that_answers_nothing_is_not_waited_for(line: tuple[int, int], waits: list[float]) -> None:
    pace = Pace(Clock())
    pace.asked()
    take_last_answers(line[0], pace)
    assert waits == []


def test_one_that_has_answered_everything_is_not_waited_for(
    line: tuple[int, int], waits: list[float]
) -> None:
    take_last_answers(line[0], pace_of_a_terminal(Clock(), round_trip=0.2))
    assert waits == []


def test_the_wait_ends_with_the_last_answer_in_whatever_parts_it_comes(
    line: tuple[int, int], waits: list[float]
) -> None:
    pace = pace_of_a_terminal(Clock(), round_trip=0.01)
    pace.asked()
    pace.asked()
    os.write(line[1], ANSWER + b"j" + ANSWER[:5])
    os.write(line[1], ANSWER[5:])
    take_last_answers(line[0], pace)
    assert not pace.awaits
    assert len(waits) == 1


def test_an_answer_that_does_not_come_is_waited_for_two_round_trips_and_a_moment(
    line: tuple[int, int], waits: list[float]
) -> None:
    pace = pace_of_a_terminal(Clock(), round_trip=0.01)
    pace.asked()
    take_last_answers(line[0], pace)
    assert len(waits) == 1
    assert waits[0] <= 1000 * (LEAST_LAST_WAIT + 2 * 0.01) < 100
