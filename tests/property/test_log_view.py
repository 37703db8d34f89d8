"""The log view against a file: the window shown is the window of the file, whatever happened to the file.

Appended, truncated, rotated, its last line begun and finished; scrolled, followed, filtered in between. What
the widget draws is compared with what a simple program would print of the same file.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from console.backends.base import Unsupported
from console.client.log_lines import LogLines
from console.client.log_search import LogSearch
from console.client.log_window import LogWindows
from console.core.log_pattern import LogPattern
from console.core.log_rows import Hidden, LineAt, MatchRows
from console.model import LogLine
from console.widgets.log_gutter import Gutter, Times
from console.widgets.log_view import LogView
from tests.log_reference import REF, ReferenceLog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from textual.strip import Strip

    from console.model import LogRef

HEIGHT, WIDTH = 12, 60


class File(ReferenceLog):
    """A file that can be cut and begun anew. Where it cannot be followed it is looked at again and again."""

    def __init__(self, texts: Sequence[str], *, follows: bool) -> None:
        super().__init__(texts)
        self.follows = follows
        self.cut = asyncio.Event()
        self.longest_answer = 700

    def truncate(self, length: int) -> None:
        """Keep the first lines."""
        if length < len(self.lines):
            del self.lines[length:]
            self._break()

    def rotate(self, texts: Sequence[str]) -> None:
        """Begin another file under the same name."""
        self.lines = [LogLine(number, text) for number, text in enumerate(texts)]
        self._break()

    def _break(self) -> None:
        self.cut.set()
        self.cut = asyncio.Event()

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield what is appended; the stream of a file that was cut ends."""
        if not self.follows:
            raise Unsupported("look again")
        cut, stream = self.cut, super().follow(ref, first=first)
        while True:
            news = asyncio.ensure_future(anext(stream))
            over = asyncio.ensure_future(cut.wait())
            await asyncio.wait({news, over}, return_when=asyncio.FIRST_COMPLETED)
            if cut.is_set() or not news.done():
                news.cancel()
                await asyncio.gather(news, return_exceptions=True)
                return
            over.cancel()
            try:
                yield news.result()
            except StopAsyncIteration:
                return


class Host(App[None]):
    """Nothing but the view."""

    CSS = "Screen { overflow: hidden; }"

    def __init__(self, lines: LogLines) -> None:
        super().__init__()
        self.view = LogView(lines, Gutter(times=Times.OFF), batch=0.001)

    def compose(self) -> ComposeResult:
        yield self.view


class Pauses:
    """Waits until it is told that the time is over."""

    def __init__(self) -> None:
        self._over = asyncio.Event()

    async def __call__(self, _seconds: float) -> None:
        await self._over.wait()

    def end(self) -> None:
        """Let the time be over for whoever waits now."""
        self._over.set()
        self._over = asyncio.Event()


class Bench:
    """A view, its windows and its file; does what the screen does, and waits until all is quiet."""

    def __init__(self, file: File, app: Host, windows: LogWindows, pauses: Pauses) -> None:
        self.file, self.app, self.windows = file, app, windows
        self.view = app.view
        self.pauses = pauses
        self.replaced = 0

    async def follow(self) -> None:
        """Go with the file."""
        async for _ in self.windows.follow():
            self.view.appended()

    def drawn(self) -> list[str]:
        """Return the rows as the view draws them, without the gutter."""
        return self._texts([self.view.render_line(y) for y in range(HEIGHT)])

    def on_screen(self) -> list[str]:
        """Return the rows as they stand on the screen, where only what has changed was drawn again."""
        return self._texts(self.app.screen._compositor.render_strips()[:HEIGHT])

    def _texts(self, strips: Sequence[Strip]) -> list[str]:
        rows = ["".join(segment.text for segment in strip) for strip in strips]
        return [row[self.view.painter.gutter.width :].rstrip() for row in rows]

    async def settle(self) -> None:
        """Until the end of the file is known and all that is in view is held and drawn."""
        async with asyncio.timeout(10):
            while True:
                self.pauses.end()
                await asyncio.sleep(0)
                if self.windows.replaced != self.replaced:
                    self.replaced = self.windows.replaced
                    self.view.show(self.windows.lines)
                if self.windows.count != len(self.file.lines) or self._stale():
                    continue
                seen = self._lines_in_view()
                if seen and self.windows.lines.missing(seen[0], seen[-1] + 1 - seen[0]):
                    await self.windows.load(seen[0], seen[-1] + 1 - seen[0])
                    continue
                self.view.loaded()
                await asyncio.sleep(0)
                if self._lines_in_view() == seen and self.windows.count == len(self.file.lines):
                    return

    def _stale(self) -> bool:
        last = self.windows.lines.get(len(self.file.lines) - 1) if self.file.lines else None
        return last is not None and getattr(last, "line", None) != self.file.lines[-1]

    def _lines_in_view(self) -> list[int]:
        rows = self.view.rows
        shown = [rows.at(row) for row, _ in self.view._shown if row < rows.count]
        return [row.number for row in shown if isinstance(row, LineAt)]

    def expected(self) -> list[str]:
        """Return what a simple program prints of the file at the view's place."""
        rows = self.view.rows
        top = self.view._shown[0][0] if self.view._shown else 0
        found: list[str] = []
        for row in range(top, min(top + HEIGHT, rows.count)):
            at = rows.at(row)
            if isinstance(at, Hidden):
                found.append(f"… {at.count:,} {'line' if at.count == 1 else 'lines'} not shown")
            else:
                found.append(self.file.lines[at.number].text)
        if self.view.following:
            assert top == max(0, rows.count - HEIGHT)
        return [*found, *[""] * (HEIGHT - len(found))]


steps = st.one_of(
    st.tuples(st.just("append"), st.integers(1, 300)),
    st.tuples(st.just("half"), st.just(0)),
    st.tuples(st.just("truncate"), st.integers(0, 500)),
    st.tuples(st.just("rotate"), st.integers(0, 400)),
    st.tuples(
        st.sampled_from(["top", "bottom", "page_up", "page_down", "up", "down", "half_up"]), st.just(0)
    ),
    st.tuples(st.just("go"), st.integers(0, 900)),
    st.tuples(st.just("only"), st.integers(0, 3)),
    st.tuples(st.just("all"), st.just(0)),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.lists(steps, max_size=14), before=st.integers(0, 600), follows=st.booleans())
def test_what_is_drawn_is_what_the_file_says(
    drawn: list[tuple[str, int]], before: int, *, follows: bool
) -> None:
    asyncio.run(_story(drawn, before, follows=follows))


async def _story(drawn: list[tuple[str, int]], before: int, *, follows: bool) -> None:
    file = File([f"line {number} of the first file" for number in range(before)], follows=follows)
    pauses = Pauses()
    windows = LogWindows(file, REF, sleep=pauses, lines=LogLines(blocks=4))
    app = Host(windows.lines)
    async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
        await windows.open(HEIGHT)
        bench = Bench(file, app, windows, pauses)
        app.view.loaded()
        following = asyncio.create_task(bench.follow())
        await bench.settle()
        for number, (what, amount) in enumerate(drawn):
            await _do(bench, what, amount, number)
            await bench.settle()
            assert bench.drawn() == bench.expected(), (what, amount)
        await pilot.pause()
        assert bench.on_screen() == bench.expected()
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


async def _do(bench: Bench, what: str, amount: int, number: int) -> None:
    file, view = bench.file, bench.view
    match what:
        case "append":
            await file.append(*(f"step {number}, line {each}" for each in range(amount)))
        case "half":
            await file.append(f"step {number}, half a li", partial=True)
        case "truncate":
            file.truncate(amount)
        case "rotate":
            file.rotate([f"file {number}, line {each}" for each in range(amount)])
        case "go":
            if bench.windows.count:
                view.go_to(min(amount, bench.windows.count - 1))
        case "only":
            search = LogSearch(file, REF, LogPattern.of("[37] of|line .*[37]$"))
            async for _ in search.run(bench.windows.count):
                pass
            view.show_only(search.matches, amount)
            assert isinstance(view.rows, MatchRows)
        case "all":
            view.show_only(None)
        case _:
            view.action_move(what)
