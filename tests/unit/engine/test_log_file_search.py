"""Searching a log's file finds what a person would find by reading every line."""

from __future__ import annotations

import asyncio
import re
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.core.linear import Expression
from console.core.log_shown import shown_text
from console.engine import log_index, log_lines, log_search, log_text
from console.engine.log_index import LogIndex
from console.engine.log_records import read_run
from console.engine.log_search import END, find
from console.runner.logfile import LogWriter, Stream

PATTERNS = (
    "hit",
    "(?i)HIT",
    "^hit",
    "hit$",
    "a hit",
    r"\d",
    "^$",
    "h.*t",
    "hit|miss",
    "it m",
    "xff",
    r"m\W",
    "more",
)

pieces = st.sampled_from(
    [
        b"hit", b"h", b"it", b"Hit ", b"miss", b"a", b"\n", b"\n", b"\n\n", b"hit\nmiss\n", b"\x1b[1m", b"\r",
        b"\t", b"7", b"\xff", "é".encode(), b"\xffLo\x00", b"\xc3", b"\xa9", b"", b"long " * 8,
    ]
)  # fmt: skip
payloads = st.lists(pieces, max_size=6).map(b"".join)
whole = st.lists(st.sampled_from([b"hit\n", b"a miss\n", b"\n", b"h\tit\n"]), max_size=4).map(b"".join)
streams = st.sampled_from([Stream.OUT, Stream.OUT, Stream.ERR, Stream.NOTE])
records = st.lists(st.tuples(streams, st.one_of(payloads, whole)), max_size=30)


def plainly(index: LogIndex, pattern: str) -> list[int]:
    """Read every line, and look at each as a person sees it."""
    lines = index.read(0, index.count(), ended=True)
    return [line.number for line in lines if re.search(pattern, shown_text(line), re.ASCII)]


@given(records, st.sampled_from(PATTERNS), st.data())
def test_what_is_found_is_what_is_there(
    written: list[tuple[Stream, bytes]], pattern: str, data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_index, "BLOCK", 60)
        patch.setattr(log_index, "READ", 600)
        patch.setattr(log_lines, "LONGEST_LINE", 250)
        patch.setattr(log_text, "LONGEST_LINE", 250)
        path = str(Path(folder) / "a.log")
        writer, index = LogWriter(path), LogIndex(path)
        for number, (stream, payload) in enumerate(written):
            writer.write(stream, memoryview(payload), number)
            if data.draw(st.integers(0, 5)) == 0:
                index.count()
        first, last = data.draw(st.integers(0, 30)), data.draw(st.integers(0, 40) | st.just(END))
        limit = data.draw(st.integers(1, 8) | st.just(1000))
        expected = [number for number in plainly(index, pattern) if first <= number < last][:limit]
        assert find(index, Expression(pattern), range(first, last), limit) == expected
        writer.close(0)


def log_of(path: Path, lines: int, *, at_once: int) -> LogIndex:
    writer = LogWriter(str(path))
    for first in range(0, lines, at_once):
        text = "".join(f"{number} of all the lines\n" for number in range(first, first + at_once))
        writer.write(Stream.OUT, memoryview(text.encode()), 1)
    writer.close(0)
    return LogIndex(str(path))


@pytest.mark.parametrize("at_once", [1, 500])
def test_a_block_without_the_letters_is_not_even_parted_into_records(
    tmp_path: Path, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = log_of(tmp_path / "a.log", 50_000, at_once=at_once)
    index.count()
    parted: list[int] = []

    def noted(descriptor: int, offset: int, size: int) -> object:
        parted.append(offset)
        return read_run(descriptor, offset, size)

    monkeypatch.setattr(log_search, "read_run", noted)
    assert find(index, Expression("(?i)49998 OF"), range(END), 10) == [49_998]
    assert len(parted) == 1


def test_a_search_that_is_stopped_ends_with_the_block_it_is_at(tmp_path: Path) -> None:
    index = log_of(tmp_path / "a.log", 50_000, at_once=500)
    asked: list[int] = []

    def stopped() -> bool:
        asked.append(1)
        return len(asked) > 2

    assert find(index, Expression("no such"), range(END), 10, stopped) == []
    assert len(asked) == 3


async def test_the_thread_ends_when_nobody_waits_for_it_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ended = threading.Event(), threading.Event()
    index = log_of(tmp_path / "a.log", 100, at_once=100)

    def endless(*arguments: object) -> list[int]:
        began.set()
        stopped = arguments[-1]
        assert callable(stopped)
        while not stopped():
            pass
        ended.set()
        return []

    monkeypatch.setattr(log_search, "find", endless)
    search = asyncio.ensure_future(log_search.search(index, "x", range(END), 1))
    await asyncio.to_thread(began.wait, 10)
    search.cancel()
    with pytest.raises(asyncio.CancelledError):
        await search
    assert await asyncio.to_thread(ended.wait, 10)
