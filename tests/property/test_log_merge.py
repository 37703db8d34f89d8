"""Several logs as one: every line once, in its own order, by time, under a number that it keeps."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.backends.base import NotFound, Unsupported
from console.client import log_merge, log_source
from console.client.log_merge import MergedLog
from console.client.log_source import LogSource
from console.model import LogLine, LogRef, LogWindow

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

BEGIN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
WHOLE = LogRef("4127", "", 0)


class Logs:
    """The logs of several executions, as lists. ``read`` counts the lines that were given."""

    def __init__(self, *, follows: bool = True) -> None:
        self.lines: dict[LogRef, list[LogLine]] = {}
        self.over: set[LogRef] = set()
        self.read = 0
        self.requests = 0
        self._follows = follows
        self._changed = asyncio.Condition()

    def add(self, ref: LogRef, seconds: Sequence[float | None], *, ended: bool = True) -> LogSource:
        self.lines[ref] = [_line(ref, n, at) for n, at in enumerate(seconds)]
        if ended:
            self.over.add(ref)
        known = [line.time.timestamp() for line in self.lines[ref] if line.time is not None]
        begin = min(known, default=float("-inf"))
        end = max(known) if known and ended else float("inf")
        return LogSource(ref, begin, end)

    async def write(self, ref: LogRef, at: float, *, partial: bool = False) -> None:
        async with self._changed:
            log = self.lines[ref]
            if log and log[-1].partial:
                log.pop()
            log.append(_line(ref, len(log), at, partial=partial))
            self._changed.notify_all()

    async def end(self, ref: LogRef) -> None:
        async with self._changed:
            self.over.add(ref)
            self._changed.notify_all()

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        if ref not in self.lines:
            raise NotFound("no such log")
        log = self.lines[ref]
        begin = max(0, len(log) + first) if first < 0 else first
        lines = tuple(log[begin : begin + count])
        self.read += len(lines)
        self.requests += 1
        return LogWindow(lines, begin, len(log), ref in self.over)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        if not self._follows:
            raise Unsupported("look again")
        given: list[LogLine] = self.lines[ref][:first]
        while True:
            async with self._changed:
                while self.lines[ref] == given and ref not in self.over:
                    await self._changed.wait()
                log = list(self.lines[ref])
            same = 0
            while same < min(len(log), len(given)) and log[same] == given[same]:
                same += 1
            given = log
            if log[same:]:
                yield log[same:]
            elif ref in self.over:
                return

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        raise AssertionError((ref, pattern, first, limit))


def _line(ref: LogRef, number: int, at: float | None, *, partial: bool = False) -> LogLine:
    time = None if at is None else BEGIN + timedelta(seconds=at)
    text = f"{ref.node} {number}{' begun' if partial else ''}"
    return LogLine(number, text, time=time, partial=partial)


async def no_sleep(_seconds: float) -> None:
    await asyncio.sleep(0)


def merged(logs: Logs, sources: Sequence[LogSource]) -> MergedLog:
    made = MergedLog(logs, sources, sleep=no_sleep)
    made.finished = True
    return made


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks so small that a few lines are many of them."""
    monkeypatch.setattr(log_merge, "BLOCK", 5)
    monkeypatch.setattr(log_source, "CHUNK", 4)
    monkeypatch.setattr(log_source, "MOST_CHUNKS", 6)


times = st.one_of(st.none(), st.floats(0, 100).map(lambda at: round(at, 1)))
rising = st.lists(st.floats(0, 100), max_size=40).map(sorted)


def name_of(line: LogLine) -> tuple[str | None, str]:
    return (line.node, line.text)


@settings(max_examples=150)
@given(
    st.lists(rising, min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=8),
)
def test_whatever_is_asked_first_the_order_is_that_of_time(
    seconds: list[list[float]], asked: list[tuple[int, int]]
) -> None:
    logs = Logs()
    sources = [logs.add(LogRef("4127", f"n{n}", 1), at) for n, at in enumerate(seconds)]
    everything = sorted(
        (line.time, place, line.number, ref.node, line.text)
        for place, (ref, log) in enumerate(logs.lines.items())
        for line in log
    )

    async def look() -> None:
        log = merged(logs, sources)
        for first, count in [*asked, (-3, 3), (0, 1000)]:
            window = await log.log(WHOLE, first=first, count=count)
            begin = max(0, len(everything) + first) if first < 0 else first
            assert [(line.node, line.text) for line in window.lines] == [
                (node, text) for *_, node, text in everything[begin : begin + count]
            ]
            assert [line.number for line in window.lines] == [
                *range(begin, min(begin + count, len(everything)))
            ][: len(window.lines)]
            assert (window.total, window.ended) == (len(everything), True)

    asyncio.run(look())


@settings(max_examples=150)
@given(st.lists(st.lists(times, max_size=30), min_size=1, max_size=4), st.integers(0, 10**6))
def test_clocks_that_go_back_cost_no_line_and_no_number_changes(
    seconds: list[list[float | None]], seed: int
) -> None:
    logs = Logs()
    sources = [logs.add(LogRef("4127", f"n{n}", 1), at) for n, at in enumerate(seconds)]
    total = sum(map(len, seconds))
    dice = random.Random(seed)

    async def look() -> None:
        log = merged(logs, sources)
        seen: dict[int, tuple[str | None, str]] = {}
        for _ in range(8):
            first = dice.randrange(max(1, total))
            if dice.random() < 0.2:
                await log.first_since(BEGIN + timedelta(seconds=dice.random() * 100))
            for line in (await log.log(WHOLE, first=first, count=dice.randrange(1, 12))).lines:
                assert seen.setdefault(line.number, name_of(line)) == name_of(line)
        for line in (await log.log(WHOLE, first=0, count=1000)).lines:
            assert seen.setdefault(line.number, name_of(line)) == name_of(line)
        assert sorted(seen) == list(range(total))
        for place in range(len(seconds)):
            mine = [seen[number][1] for number in range(total) if seen[number][0] == f"n{place}"]
            assert mine == [f"n{place} {number}" for number in range(len(seconds[place]))]

    asyncio.run(look())


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.floats(0, 50), st.booleans()), max_size=60),
    st.booleans(),
    st.integers(0, 10),
)
def test_what_is_followed_is_what_is_read(
    writes: list[tuple[int, float, bool]],
    follows: bool,
    before: int,
) -> None:
    refs = [LogRef("4127", f"n{n}", 1) for n in range(3)]

    async def live() -> None:
        logs = Logs(follows=follows)
        sources = [logs.add(ref, [float(n) for n in range(before)], ended=False) for ref in refs[:2]]
        log = MergedLog(logs, sources, sleep=no_sleep)
        held: dict[int, LogLine] = {}

        async def follow() -> None:
            async for batch in log.follow(WHOLE):
                assert [line.number for line in batch] == list(range(batch[0].number, log.count))
                held.update((line.number, line) for line in batch)

        await log.log(WHOLE, first=-1, count=1)
        task = asyncio.create_task(follow())
        logs.add(refs[2], [], ended=False)
        log.update([LogSource(ref) for ref in refs], finished=False)
        for number, (place, at, partial) in enumerate(writes):
            await logs.write(refs[place], at, partial=partial)
            if number % 3 == 0:
                await asyncio.sleep(0)
        for ref in refs:
            await logs.end(ref)
        log.update([LogSource(ref) for ref in refs], finished=True)
        await asyncio.wait_for(task, 5)
        total = sum(map(len, logs.lines.values()))
        assert log.ended
        assert sorted(held) == list(range(total))
        window = await log.log(WHOLE, first=0, count=1000)
        assert [name_of(line) for line in window.lines] == [name_of(held[number]) for number in range(total)]
        for ref in refs:
            assert [line.text for line in window.lines if line.node == ref.node] == [
                line.text for line in logs.lines[ref]
            ]

    asyncio.run(live())


@given(st.lists(rising, min_size=1, max_size=4), st.floats(0, 100))
def test_since_leads_to_the_first_line_of_then(seconds: list[list[float]], at: float) -> None:
    logs = Logs()
    sources = [logs.add(LogRef("4127", f"n{n}", 1), each) for n, each in enumerate(seconds)]
    moment = BEGIN + timedelta(seconds=at)
    before = sum(line.time < moment for log in logs.lines.values() for line in log if line.time)
    total = sum(map(len, seconds))

    async def look() -> None:
        log = merged(logs, sources)
        assert await log.first_since(moment) == (before if before < total else None)
        window = await log.log(WHOLE, first=0, count=1000)
        assert len({name_of(line) for line in window.lines}) == total

    asyncio.run(look())


async def test_the_end_of_many_long_logs_is_read_without_the_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_merge, "BLOCK", 500)
    monkeypatch.setattr(log_source, "CHUNK", 200)
    monkeypatch.setattr(log_source, "MOST_CHUNKS", 256)
    logs = Logs()
    sources = [
        logs.add(LogRef("4127", f"n{n}", 1), [n * 1000 + at / 10 for at in range(10_000)]) for n in range(20)
    ]
    log = merged(logs, sources)
    window = await log.log(WHOLE, first=-100, count=100)
    assert [line.text for line in window.lines] == [f"n19 {number}" for number in range(9_900, 10_000)]
    assert (await log.log(WHOLE, first=0, count=100)).lines[0].text == "n0 0"
    assert logs.read < 4_000
    assert logs.requests < 40


async def test_a_source_without_a_log_is_left_out_and_none_at_all_is_an_error() -> None:
    logs = Logs()
    there = logs.add(LogRef("4127", "load", 1), [1.0, 2.0])
    gone = LogSource(LogRef("4127", "swept", 1))
    window = await merged(logs, [gone, there]).log(WHOLE, first=0, count=10)
    assert [line.text for line in window.lines] == ["load 0", "load 1"]
    with pytest.raises(NotFound):
        await merged(logs, [LogSource(gone.ref)]).log(WHOLE, first=0, count=10)
