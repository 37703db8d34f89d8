"""A log that tells the same thing once a while: what goes wrong all the time must not fill the disk."""

import logging
import time
from collections.abc import Callable
from typing import Final

EVERY: Final = 60.0
"""Seconds until the same message is told again."""


class Sparing(logging.Filter):
    """Lets a message of warning or worse through once in `EVERY` seconds, told apart by words and error."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is told."""
        now = self._monotonic()
        self._told = {words: at for words, at in self._told.items() if now - at < EVERY}
        error = record.exc_info[1] if record.exc_info else None
        words = f"{record.name} {record.msg} {error!r}"
        if record.levelno < logging.WARNING or words not in self._told:
            self._told[words] = now
            return True
        return False
