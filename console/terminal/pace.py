"""How far the program may run ahead of the terminal: two frames, and then it waits for an answer.

A pseudo-terminal takes everything at once; the line behind it does not, and a megabyte may stand in it. So
each frame ends with a question that every terminal which knows synchronized output answers, and its answer
says that all before it has been shown. What is not sent meanwhile is not lost: the newest state is sent when
the answer comes. A terminal that answers nothing is sent everything, as before.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

MOST: Final = 2
"""Frames that may be on their way. One would leave the line idle for the length of a round trip."""

LEAST_PATIENCE: Final = 1.0
"""Seconds after which a question is taken to be lost; four round trips, where that is more."""

ROUND_TRIPS: Final = 4

STRIKES: Final = 3
"""Questions in a row that a terminal with somebody at its keys leaves unanswered before it counts as mute."""

LEAST_LAST_WAIT: Final = 0.05
LONGEST_LAST_WAIT: Final = 1.0

_NEW_WEIGHT: Final = 0.25
"""Of each round trip in the average."""


@dataclass(slots=True)
class _Question:
    asked: float
    heard_after: bool = False
    when_seen: list[Callable[[], None]] = field(default_factory=list[Callable[[], None]])


class Pace:
    """What has been asked of a terminal and what it has answered. ``now`` is a clock in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._open: deque[_Question] = deque()
        self._given_up = 0
        self._late_answers = 0
        self._strikes = 0
        self._speaks = False
        self.round_trip: float | None = None
        """Seconds between a frame and its answer, a moving average; None before the first answer."""

    @property
    def speaks(self) -> bool:
        """Whether the terminal answers, as far as is known: only then is it asked and waited for."""
        return self._speaks

    @property
    def patience(self) -> float:
        """Seconds that an answer may take."""
        return max(LEAST_PATIENCE, ROUND_TRIPS * (self.round_trip or 0.0))

    def may_send(self) -> bool:
        """Whether one more frame may be sent now. Gives questions up whose time is over."""
        if self._open and self._now() - self._open[0].asked >= self.patience:
            self._give_up()
        return not self._speaks or len(self._open) < MOST

    def wait(self) -> float:
        """Return the seconds after which `may_send` is worth another look, if no answer comes before."""
        return max(0.0, self._open[0].asked + self.patience - self._now()) if self._open else 0.0

    @property
    def awaits(self) -> bool:
        """Whether an answer is still on its way, from a terminal that gives them."""
        return self._speaks and bool(self._open)

    @property
    def last_wait(self) -> float:
        """Seconds for which it is worth waiting for the last answers."""
        return min(LONGEST_LAST_WAIT, LEAST_LAST_WAIT + 2 * (self.round_trip or 0.0))

    def asked(self) -> None:
        """Note that the terminal has been sent the question."""
        self._open.append(_Question(self._now()))

    def heard(self) -> None:
        """Note that a key came: the line is alive, whatever became of the questions."""
        for question in self._open:
            question.heard_after = True

    def answered(self) -> None:
        """Note an answer. One more than was asked for means nothing."""
        self._strikes = 0
        if self._given_up:
            self._given_up -= 1
            self._late_answers += 1
            self._speaks = True
            return
        if not self._open:
            return
        question = self._open.popleft()
        took = self._now() - question.asked
        before = took if self.round_trip is None else self.round_trip
        self.round_trip = before + _NEW_WEIGHT * (took - before)
        self._speaks = True
        _call(question)

    def when_seen(self, call: Callable[[], None]) -> None:
        """Have this called when the terminal has shown all that was sent: at once where it cannot tell."""
        if self._speaks and self._open:
            self._open[-1].when_seen.append(call)
        else:
            call()

    def forget(self) -> None:
        """Begin anew: the terminal was somebody else's meanwhile, or is another one."""
        given_up = list(self._open)
        self._open.clear()
        self._given_up = self._late_answers = self._strikes = 0
        self._speaks = False
        for question in given_up:
            _call(question)

    def _give_up(self) -> None:
        """Wait no longer for what is open. Answers that come late belong to it and to nothing newer."""
        given_up = list(self._open)
        self._open.clear()
        # Where answers came meanwhile, it was the earlier ones that were lost: these are not on their way.
        self._given_up = 0 if self._late_answers else self._given_up + len(given_up)
        self._late_answers = 0
        if any(question.heard_after for question in given_up):
            self._strikes += 1
        if self._strikes >= STRIKES:
            self._speaks = False
        for question in given_up:
            _call(question)


def _call(question: _Question) -> None:
    for call in question.when_seen:
        call()
