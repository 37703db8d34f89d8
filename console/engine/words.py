"""The model's words as the small numbers of the store. A word's place is its number: append only."""

from enum import StrEnum
from typing import Final, Generic, TypeVar

from console.model import (
    Attention,
    ExecutionStatus,
    JobStatus,
    NodeStatus,
    Resolution,
    SkipKind,
    Wait,
)

W = TypeVar("W", bound=StrEnum)


class Words(Generic[W]):
    """The numbers of one kind of words."""

    def __init__(self, *words: W) -> None:
        self._words = words
        self._numbers: dict[W, int] = {word: number for number, word in enumerate(words)}

    def number(self, word: W) -> int:
        """Return the number of a word."""
        return self._numbers[word]

    def maybe_number(self, word: W | None) -> int | None:
        """Return the number of a word that may be missing."""
        return None if word is None else self._numbers[word]

    def word(self, number: int) -> W:
        """Return the word of a number."""
        return self._words[number]

    def maybe_word(self, number: int | None) -> W | None:
        """Return the word of a number that may be missing."""
        return None if number is None else self._words[number]


JOB: Final = Words(
    JobStatus.QUEUED,
    JobStatus.RUNNING,
    JobStatus.PAUSING,
    JobStatus.PAUSED,
    JobStatus.CANCELING,
    JobStatus.SUCCEEDED,
    JobStatus.FAILED,
    JobStatus.CANCELED,
)
NODE: Final = Words(
    NodeStatus.PENDING,
    NodeStatus.READY,
    NodeStatus.WAITING,
    NodeStatus.STARTING,
    NodeStatus.RUNNING,
    NodeStatus.STOPPING,
    NodeStatus.RETRY_WAIT,
    NodeStatus.FAILED,
    NodeStatus.LOST,
    NodeStatus.SUCCEEDED,
    NodeStatus.SKIPPED,
    NodeStatus.CANCELED,
    NodeStatus.BLOCKED,
)
EXECUTION: Final = Words(
    ExecutionStatus.STARTING,  # 0 and 1 are in the index of what still runs
    ExecutionStatus.RUNNING,
    ExecutionStatus.SUCCEEDED,
    ExecutionStatus.FAILED,
    ExecutionStatus.CANCELED,
    ExecutionStatus.LOST,
    ExecutionStatus.ABANDONED,
)
ATTENTION: Final = Words(Attention.NONE, Attention.DECISION, Attention.FAILURE, Attention.LOST)
RESOLUTION: Final = Words(Resolution.WAITING, Resolution.FINAL, Resolution.TOLERATED)
WAIT: Final = Words(Wait.PAUSE_BEFORE, Wait.PAUSE_AFTER, Wait.APPROVAL)
SKIP: Final = Words(SkipKind.OPERATOR, SkipKind.CONDITION)
