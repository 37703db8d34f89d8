"""How far the program runs ahead of a terminal: two frames, and never for ever behind a silent one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from console.terminal.pace import LEAST_PATIENCE, MOST, STRIKES, Pace

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def pace_of_a_terminal_that_answers(clock: Clock) -> Pace:
    pace = Pace(clock)
    pace.asked()
    pace.answered()
    return pace


def seen(told: list[str], what: str) -> Callable[[], None]:
    return lambda: told.append(what)


def test_a_terminal_that_has_not_answered_yet_is_not_waited_for() -> None:
    pace = Pace(Clock())
    for _ in range(10):
        assert pace.may_send()
        pace.asked()
    assert not pace.speaks


def test_two_frames_may_be_on_their_way_and_an_answer_makes_room_for_one() -> None:
    pace = pace_of_a_terminal_that_answers(Clock())
    pace.asked()
    assert pace.may_send()
    pace.asked()
    assert not pace.may_send()
    pace.answered()
    assert pace.may_send()


def test_an_answer_that_does_not_come_is_waited_for_no_longer_than_a_second_or_four_round_trips() -> None:
    clock = Clock()
    pace = pace_of_a_terminal_that_answers(clock)
    pace.asked()
    clock.seconds += 0.5
    pace.asked()
    assert pace.wait() == LEAST_PATIENCE - 0.5
    clock.seconds += 0.5
    assert pace.may_send()

    slow = Pace(clock)
    slow.asked()
    clock.seconds += 3.0
    slow.answered()
    assert slow.round_trip == 3.0
    assert slow.patience == 12.0


def test_a_late_answer_is_not_taken_for_that_of_a_newer_frame() -> None:
    clock = Clock()
    pace = pace_of_a_terminal_that_answers(clock)
    pace.asked()
    pace.asked()
    clock.seconds += 5
    assert pace.may_send()
    pace.asked()
    pace.asked()
    pace.answered()
    pace.answered()
    assert not pace.may_send()
    pace.answered()
    assert pace.may_send()


def test_answers_that_were_lost_are_not_waited_for_again_and_again() -> None:
    clock = Clock()
    pace = pace_of_a_terminal_that_answers(clock)
    pace.asked()
    pace.asked()
    clock.seconds += 5
    assert pace.may_send()  # given up; in truth the two answers are lost
    pace.asked()
    pace.answered()  # of the newest frame, and taken for a late one
    pace.asked()
    clock.seconds += 5
    assert pace.may_send()
    pace.asked()
    pace.asked()
    pace.answered()
    assert pace.may_send()


def test_a_terminal_that_hears_keys_and_answers_nothing_is_mute_after_three_questions() -> None:
    clock = Clock()
    pace = pace_of_a_terminal_that_answers(clock)
    for _ in range(STRIKES):
        assert pace.speaks
        pace.asked()
        pace.heard()
        clock.seconds += 2
        pace.may_send()
    assert not pace.speaks
    for _ in range(10):
        assert pace.may_send()
    pace.answered()
    assert pace.speaks


def test_a_line_that_stands_still_is_no_mute_terminal() -> None:
    clock = Clock()
    pace = pace_of_a_terminal_that_answers(clock)
    for _ in range(60):
        pace.asked()
        clock.seconds += 2
        pace.may_send()
    assert pace.speaks


def test_what_waits_to_be_seen_is_called_at_the_answer_of_its_frame() -> None:
    told: list[str] = []
    pace = pace_of_a_terminal_that_answers(Clock())
    pace.when_seen(seen(told, "nothing open"))
    pace.asked()
    pace.when_seen(seen(told, "first"))
    pace.asked()
    pace.when_seen(seen(told, "second"))
    assert told == ["nothing open"]
    pace.answered()
    assert told == ["nothing open", "first"]
    pace.answered()
    assert told[2:] == ["second"]


def test_what_waits_to_be_seen_is_called_in_the_end_where_no_answer_comes() -> None:
    told: list[str] = []
    clock = Clock()
    pace = pace_of_a_terminal_that_answers(clock)
    pace.asked()
    pace.when_seen(seen(told, "first"))
    clock.seconds += 1
    pace.may_send()
    assert told == ["first"]
    pace.asked()
    pace.when_seen(seen(told, "another terminal"))
    pace.forget()
    assert told == ["first", "another terminal"]


class AnyTerminal(RuleBasedStateMachine):
    """Answers, keys and time in any order, as a bad line brings them."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.pace = Pace(self.clock)
        self.waiting = 0
        self.called = 0

    @rule()
    def send(self) -> None:
        if self.pace.may_send():
            self.pace.asked()
            self.waiting += 1
            self.pace.when_seen(self._call)

    def _call(self) -> None:
        self.called += 1

    @rule()
    def answer(self) -> None:
        self.pace.answered()

    @rule()
    def key(self) -> None:
        self.pace.heard()

    @rule(seconds=st.floats(0, 10))
    def time(self, seconds: float) -> None:
        self.clock.seconds += seconds

    @precondition(lambda self: self.pace.speaks)
    @rule()
    def nobody_waits_longer_than_is_said(self) -> None:
        if not self.pace.may_send():
            self.clock.seconds += self.pace.wait() + 1e-6
            assert self.pace.may_send()

    @invariant()
    def no_call_is_made_twice(self) -> None:
        assert self.called <= self.waiting

    def teardown(self) -> None:
        self.pace.forget()
        assert self.called == self.waiting


TestAnyTerminal = AnyTerminal.TestCase


def test_a_terminal_that_speaks_is_never_sent_a_third_frame() -> None:
    pace = pace_of_a_terminal_that_answers(Clock())
    sent = 0
    for _ in range(100):
        if pace.may_send():
            pace.asked()
            sent += 1
    assert sent == MOST


@pytest.mark.parametrize("round_trip", [0.02, 0.2, 1.0])
def test_the_frame_rate_follows_the_round_trip(round_trip: float) -> None:
    """Ten seconds in which something changes all the time: two frames for each round trip."""
    clock = Clock()
    pace = pace_of_a_terminal_that_answers(clock)
    on_their_way: list[float] = []
    frames, began, tick = 0, clock.seconds, 0.005
    while clock.seconds < began + 10:
        while on_their_way and on_their_way[0] <= clock.seconds:
            on_their_way.pop(0)
            pace.answered()
        while pace.may_send():
            pace.asked()
            frames += 1
            on_their_way.append(clock.seconds + round_trip)
        clock.seconds += tick

    assert 2 * 10 / (round_trip + tick) - 2 <= frames <= 2 * 10 / round_trip + 2
    assert pace.round_trip == pytest.approx(round_trip, abs=2 * tick)
