"""A log's file through the engine's reader and the console's windows: what is held is what is in the file.

Whatever was appended (in whole lines or not, by several streams, with any bytes), cut or begun anew. The
reference reads the records byte by byte, and searches line by line.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.backends.base import Unsupported
from console.client import log_lines as held_lines
from console.client import log_window
from console.client.log_lines import HeldLine, LogLines
from console.client.log_search import LogSearch
from console.client.log_window import LogWindows
from console.core.linear import Expression
from console.core.log_pattern import LogPattern
from console.core.log_rows import Hidden, LineAt, MatchRows
from console.core.log_shown import shown
from console.engine import log_index, log_lines, log_text
from console.engine.log_index import LogIndex
from console.engine.log_search import find
from console.engine.log_sent import Sent
from console.model import LogLine, LogWindow, Stream
from console.runner.logfile import Stream as Written
from tests.log_file import LONGEST, File, Line
from tests.log_reference import REF

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from console.model import LogRef

HELD = 60


class Engine:
    """Reads the file as the engine does, and gives it as a backend does."""

    def __init__(self, file: File, *, follows: bool) -> None:
        self._file, self._follows = file, follows
        self._index = LogIndex(str(file.path))

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        assert ref == REF
        total = self._index.count()
        begin = first if first >= 0 else max(0, total + first)
        return LogWindow(tuple(self._index.read(begin, count, ended=False)), begin, total, ended=False)

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        if not self._follows:
            raise Unsupported("look again")
        sent = Sent(first)
        while not sent.is_cut:
            bell = self._file.bell
            while batch := sent.news(self._index, ended=False):
                yield batch
            if not sent.is_cut:
                await bell.wait()

    async def search_log(self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000) -> list[int]:
        raise Unsupported("part by part")

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> list[int]:
        return find(self._index, Expression(pattern), range(first, last), limit)


class Pauses:
    """Waits until it is told that the time is over."""

    def __init__(self) -> None:
        self._over = asyncio.Event()

    async def __call__(self, _seconds: float) -> None:
        await self._over.wait()

    def end(self) -> None:
        self._over.set()
        self._over = asyncio.Event()


def told(windows: LogWindows, numbers: range) -> list[tuple[Stream, str, int, bool] | None]:
    found: list[tuple[Stream, str, int, bool] | None] = []
    for number in numbers:
        held = windows.lines.get(number)
        line = held.line if isinstance(held, HeldLine) else None
        found.append(
            None
            if line is None
            else (line.stream, line.text, held.cut if isinstance(held, HeldLine) else 0, line.partial)
        )
    return found


def expected(lines: Sequence[Line], numbers: range) -> list[tuple[Stream, str, int, bool] | None]:
    return [
        (line.stream, line.text[:HELD], max(0, len(line.text) - HELD), line.partial)
        for line in (lines[number] for number in numbers)
    ]


async def settle(file: File, windows: LogWindows, pauses: Pauses, at: int) -> None:
    """Wait until what is held is what is in the file: its end, and some lines from ``at`` on."""
    async with asyncio.timeout(10):
        while True:
            pauses.end()
            await asyncio.sleep(0)
            lines = file.lines()
            if windows.count != len(lines):
                continue
            near = range(min(at, len(lines)), min(at + 30, len(lines)))
            end = range(max(0, len(lines) - 30), len(lines))
            for part in (near, end):
                await windows.load(part.start, len(part))
            if all(told(windows, part) == expected(lines, part) for part in (near, end)):
                return


def rows_of(matches: Sequence[int], total: int, around: int) -> list[LineAt | Hidden]:
    """Return the rows of only matches, in the plainest way."""
    shown = {n for match in matches for n in range(match - around, match + around + 1) if 0 <= n < total}
    rows: list[LineAt | Hidden] = []
    for number in range(total):
        if number in shown:
            rows.append(LineAt(number))
        elif rows and isinstance(last := rows[-1], Hidden):
            rows[-1] = Hidden(last.first, last.count + 1)
        else:
            rows.append(Hidden(number, 1))
    return rows


async def look(file: File, engine: Engine, pattern: str, around: int) -> None:
    """Search the file, and compare with a look at every line."""
    lines = file.lines()
    search = LogSearch(engine, REF, LogPattern.of(pattern))
    async for _ in search.run(len(lines)):
        pass
    there = [number for number, line in enumerate(lines) if re.search(pattern, shown(line.text), re.I | re.A)]
    assert list(search.matches) == there
    rows = MatchRows(search.matches, len(lines), around)
    assert [rows.at(row) for row in range(rows.count)] == rows_of(there, len(lines), around)


pieces = st.sampled_from(
    [
        b"hit", b"miss ", b"\n", b"\r", b"half\rwhole", b"\x00", b"\xff\xfe", b"\xffLo\x00",
        "für".encode(), b"\xc3", b"\t", b"x" * 300, b"a\nb\nc\n", b"many\n" * 90, b"\x1b[31mred\x1b[0m",
    ]
)  # fmt: skip
payloads = st.lists(pieces, max_size=6).map(b"".join)
steps = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(list(Written)), payloads),
    st.tuples(st.just("write"), st.just(Written.OUT), payloads),
    st.tuples(st.just("cut"), st.integers(0, 12), st.none()),
    st.tuples(st.just("rotate"), st.none(), st.none()),
    st.tuples(
        st.just("search"), st.sampled_from(["hit", "^$", "whole", "red$", "xff", "[ab]"]), st.integers(0, 2)
    ),
    st.tuples(st.just("look"), st.integers(0, 700), st.none()),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(steps, max_size=14), follows=st.booleans())
def test_what_is_held_is_what_is_in_the_file(
    drawn: list[tuple[str, object, object]], *, follows: bool
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(log_index, "BLOCK", 500)
        for module in (log_lines, log_text):
            patch.setattr(module, "LONGEST_LINE", LONGEST)
        for module in (held_lines, log_window):
            patch.setattr(module, "LONGEST", HELD)
        asyncio.run(_story(Path(folder) / "a.log", drawn, follows=follows))


async def _story(path: Path, drawn: list[tuple[str, object, object]], *, follows: bool) -> None:
    file = File(path)
    engine, pauses = Engine(file, follows=follows), Pauses()
    windows = LogWindows(engine, REF, sleep=pauses, lines=LogLines(blocks=3))
    await windows.open(20)

    async def following() -> None:
        async for _ in windows.follow():
            pass

    task = asyncio.create_task(following())
    at = 0
    for step in drawn:
        match step:
            case ("write", Written() as stream, bytes(payload)):
                # Only the output leaves lines open: of several open lines who looks again sees the last only.
                rest = b"" if stream is Written.OUT or not payload or payload.endswith(b"\n") else b"\n"
                file.write(stream if follows else Written.OUT, payload + rest)
            case ("cut", int(records), _):
                file.cut(records)
            case ("rotate", _, _):
                file.rotate()
            case ("search", str(pattern), int(around)):
                await look(file, engine, pattern, around)
            case ("look", int(number), _):
                at = number
            case _:
                raise AssertionError(step)
        await settle(file, windows, pauses, at)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    file.close()
