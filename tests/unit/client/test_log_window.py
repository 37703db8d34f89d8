"""A log read by windows shows what the log says, holds little of it, and outlives a broken line."""

from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from console.backends.base import Forbidden, Unreachable, Unsupported
from console.client.log_lines import BLOCK, LONGEST, Gap, HeldLine, LogLines
from console.client.log_window import POLL, LogLink, LogWindows
from console.model import LogLine
from tests.log_reference import REF, ReferenceLog


class Pauses:
    """Waits without waiting, and remembers for how long."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


def windows_of(log: ReferenceLog, *, blocks: int = 24, pauses: Pauses | None = None) -> LogWindows:
    return LogWindows(log, REF, sleep=pauses or Pauses(), lines=LogLines(blocks=blocks))


def texts(windows: LogWindows, first: int, count: int) -> list[str | None]:
    held = [windows.lines.get(number) for number in range(first, min(first + count, windows.count))]
    return [line.line.text if isinstance(line, HeldLine) else None for line in held]


def numbered(count: int) -> list[str]:
    return [f"line {number}" for number in range(count)]


async def test_opening_reads_the_end_and_learns_the_length() -> None:
    log = ReferenceLog(numbered(10_000), ended=True)
    windows = windows_of(log)
    await windows.open(50)
    assert (windows.count, windows.ended, windows.total_known) == (10_000, True, True)
    assert texts(windows, 9_950, 50) == numbered(10_000)[-50:]
    assert len(log.requests) == 1


async def test_what_is_held_is_not_asked_for_again() -> None:
    log = ReferenceLog(numbered(1_000))
    windows = windows_of(log)
    await windows.open(1)
    await windows.load(100, 150)
    asked = len(log.requests)
    await windows.load(120, 100)
    assert texts(windows, 100, 150) == numbered(1_000)[100:250]
    assert len(log.requests) == asked


async def test_a_long_log_is_never_held_whole() -> None:
    log = ReferenceLog(numbered(BLOCK * 50))
    windows = windows_of(log, blocks=6)
    await windows.open(10)
    for first in range(0, windows.count, BLOCK):
        windows.lines.pin(range(first, first + 40))
        await windows.load(first, 40)
        assert texts(windows, first, 40) == numbered(BLOCK * 50)[first : first + 40]
    assert windows.lines.held <= 6 + 1


async def test_what_is_being_read_stays_while_the_end_grows() -> None:
    log = ReferenceLog(numbered(BLOCK))
    windows = windows_of(log, blocks=3)
    await windows.open(BLOCK)
    windows.lines.pin(range(40))
    windows.lines.put(LogLine(number, "flood") for number in range(BLOCK, BLOCK * 20))
    assert texts(windows, 0, 40) == numbered(40)
    assert windows.lines.held <= 4


def test_huge_lines_are_clipped_and_counted_and_many_of_them_let_go() -> None:
    lines = LogLines(blocks=50, characters=LONGEST * BLOCK * 3)
    lines.put(LogLine(number, "x" * (LONGEST + 5)) for number in range(BLOCK * 10))
    last = lines.get(BLOCK * 10 - 1)
    assert isinstance(last, HeldLine)
    assert (len(last.line.text), last.cut) == (LONGEST, 5)
    assert lines.held <= 4


async def test_lines_that_the_backend_does_not_have_are_gaps_and_not_asked_for_for_ever() -> None:
    log = ReferenceLog(numbered(300), ended=True)
    log.missing = {5, 6}
    windows = windows_of(log)
    await windows.open(1)
    await windows.load(0, 20)
    asked = len(log.requests)
    await windows.load(0, 20)
    assert windows.lines.get(5) is Gap.GAP
    assert len(log.requests) == asked


async def test_short_answers_are_completed() -> None:
    log = ReferenceLog(numbered(300), ended=True)
    log.longest_answer = 120
    windows = windows_of(log)
    await windows.open(1)
    await windows.load(0, BLOCK)
    assert texts(windows, 0, BLOCK) == numbered(BLOCK)


async def follow_all(windows: LogWindows) -> list[list[int]]:
    return [[line.number for line in batch] async for batch in windows.follow()]


async def test_following_continues_where_the_window_ended_and_ends_with_the_log() -> None:
    log = ReferenceLog(["a", "b"])
    windows = windows_of(log)
    await windows.open(10)
    following = asyncio.create_task(follow_all(windows))
    await log.append("c", "d")
    await log.end()
    assert [n for batch in await following for n in batch] == [2, 3]
    assert (texts(windows, 0, 9), windows.link) == (["a", "b", "c", "d"], LogLink.ENDED)


async def test_a_partial_line_is_completed_under_its_number() -> None:
    log = ReferenceLog(["a"])
    await log.append("50 %", partial=True)
    windows = windows_of(log)
    await windows.open(10)
    await log.append("100 %")
    await log.append("done")
    await log.end()
    await follow_all(windows)
    assert texts(windows, 0, 9) == ["a", "100 %", "done"]


async def test_after_a_rest_the_end_is_read_anew_and_what_came_meanwhile_when_it_is_looked_at() -> None:
    log = ReferenceLog(numbered(300))
    await log.append("half of a", partial=True)
    windows = windows_of(log)
    await windows.open(20)
    await log.append("half of a line", *numbered(5_000))
    asked = len(log.requests)
    await windows.open_again(20)
    assert (windows.count, windows.replaced) == (5_301, 0)
    assert texts(windows, 5_281, 20) == numbered(5_000)[-20:]
    assert all(count <= 20 for _, count in log.requests[asked:])
    await windows.load(299, 3)
    assert texts(windows, 299, 3) == ["line 299", "half of a line", "line 0"]


async def test_after_a_rest_another_log_is_told_of() -> None:
    log = ReferenceLog(numbered(300))
    windows = windows_of(log)
    await windows.open(20)
    log.lines[:] = [LogLine(number, f"other {number}") for number in range(400)]
    await windows.open_again(20)
    assert (windows.count, windows.replaced) == (400, 1)
    assert texts(windows, 399, 1) == ["other 399"]


async def test_a_lost_line_is_taken_up_again_without_a_line_lost_or_doubled() -> None:
    log, pauses = ReferenceLog(numbered(3)), Pauses()
    log.failures = [Unreachable("the host is down"), Unreachable("the host is down")]
    windows = windows_of(log, pauses=pauses)
    await windows.open(3)
    await log.append("more")
    await log.end()
    links = [windows.link async for _ in windows.follow()]
    assert LogLink.LOST in links
    assert (windows.link, windows.error) == (LogLink.ENDED, None)
    assert texts(windows, 0, 9) == [*numbered(3), "more"]
    assert pauses.taken == [2.0, 4.0]


async def test_a_refusal_ends_the_following_and_is_kept_to_be_told() -> None:
    log = ReferenceLog(numbered(3))
    log.failures = [Forbidden("your token has expired")]
    windows = windows_of(log)
    await windows.open(3)
    await follow_all(windows)
    assert (windows.link, str(windows.error)) == (LogLink.BROKEN, "your token has expired")


async def test_a_backend_that_cannot_follow_is_asked_now_and_then() -> None:
    class Mute(ReferenceLog):
        async def follow(self, ref: object, *, first: int = 0) -> object:  # pyright: ignore
            raise Unsupported("logs of this backend cannot be followed")
            yield ()

    log, pauses = Mute(numbered(3)), Pauses()
    windows = windows_of(log, pauses=pauses)
    await windows.open(3)
    await log.append("late")
    links: list[LogLink] = []
    async for _ in windows.follow():
        links.append(windows.link)
        await log.end()
    assert links == [LogLink.POLLING, LogLink.ENDED]
    assert texts(windows, 0, 9) == [*numbered(3), "late"]
    assert set(pauses.taken) <= {POLL}


async def test_a_log_of_unknown_length_grows_as_it_is_read() -> None:
    log = ReferenceLog(numbered(50), ended=True, tells_total=False)
    windows = windows_of(log)
    await windows.open(10)
    await follow_all(windows)
    assert (windows.count, windows.link, windows.total_known) == (50, LogLink.ENDED, False)


steps = st.lists(
    st.tuples(st.just("append"), st.integers(1, 400)) | st.tuples(st.just("scroll"), st.integers(0, 1500)),
    max_size=25,
)


@settings(max_examples=60)
@given(steps, st.integers(0, 900), st.integers(1, 60), st.booleans())
def test_what_is_shown_is_the_window_of_the_reference(
    drawn: list[tuple[str, int]], before: int, height: int, partial: bool
) -> None:
    asyncio.run(_scroll_and_append(drawn, before, height, partial))


async def _scroll_and_append(drawn: list[tuple[str, int]], before: int, height: int, partial: bool) -> None:
    log = ReferenceLog(numbered(before))
    windows = windows_of(log, blocks=3)
    await windows.open(height)
    following = asyncio.create_task(follow_all(windows))
    top = 0
    for what, amount in drawn:
        if what == "append":
            await log.append(*(f"added {amount} {n}" for n in range(amount)))
            await log.append("half", partial=partial)
        else:
            top = amount
        await asyncio.sleep(0)
        windows.lines.pin(range(top, top + height))
        await windows.load(top, height)
        expected = [line.text for line in log.lines[top : min(top + height, windows.count)]]
        assert texts(windows, top, height) == expected
    await log.end()
    await following
    await windows.load(top, height)
    assert texts(windows, top, height) == [line.text for line in log.lines[top : top + height]]
    assert windows.count == len(log.lines)
