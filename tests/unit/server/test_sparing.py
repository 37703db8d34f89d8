"""The host's log cannot be filled by what goes wrong again and again."""

from __future__ import annotations

import logging

from console.server.sparing import EVERY, Sparing


def record(message: str, level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord("asyncio", level, "", 0, message, None, None)


def test_the_same_complaint_is_told_once_a_while() -> None:
    now = 0.0
    sparing = Sparing(lambda: now)
    told = [sparing.filter(record("no more descriptors")) for _ in range(3)]
    assert told == [True, False, False]
    assert sparing.filter(record("another"))
    now = EVERY
    assert sparing.filter(record("no more descriptors"))


def test_what_is_no_complaint_is_always_told() -> None:
    sparing = Sparing()
    assert all(sparing.filter(record("listens", logging.INFO)) for _ in range(3))
