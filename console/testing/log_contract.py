"""The contract on logs: windows, following, searching."""

import asyncio

import pytest

from console.backends.base import Backend, BadRequest, NotFound, SearchesParts, TellsLogEnds
from console.model import LogEnd, LogLine, LogRef, Stream
from console.testing.fixtures import NO_SUCH_JOB, ContractFixtures, skips_unsupported
from console.testing.reaching import DEADLINE, reached
from console.testing.scenario import Scenario

LINES = 40


class LogContract(ContractFixtures):
    """Lines have numbers, and come by them: all, once, in order."""

    @skips_unsupported
    async def test_a_window_holds_the_lines_asked_for(self, backend: Backend, scenario: Scenario) -> None:
        """By number from the start, and by a negative number from the end."""
        ref = await _ended(backend, scenario)
        middle = await backend.log(ref, first=10, count=3)
        assert [(line.number, line.text) for line in _output(middle.lines)] == [
            (number, f"line {number}") for number in (10, 11, 12)
        ]
        tail = await backend.log(ref, first=-2, count=2)
        assert [line.number for line in tail.lines] == [tail.first, tail.first + 1]
        assert tail.total is None or tail.lines[-1].number == tail.total - 1

    @skips_unsupported
    async def test_a_window_beyond_the_end_is_empty(self, backend: Backend, scenario: Scenario) -> None:
        """And says that nothing more will come."""
        ref = await _ended(backend, scenario)
        beyond = await backend.log(ref, first=LINES + 1000, count=10)
        assert beyond.lines == ()
        assert beyond.ended

    @skips_unsupported
    async def test_more_than_there_is_gives_what_there_is(self, backend: Backend, scenario: Scenario) -> None:
        """Also when counted from before the beginning."""
        ref = await _ended(backend, scenario)
        for first in (0, -LINES * 100):
            window = await backend.log(ref, first=first, count=LINES * 200)
            assert window.first == 0
            assert [line.text for line in _output(window.lines)] == [f"line {n}" for n in range(LINES)]

    @skips_unsupported
    async def test_following_gives_every_line_once_and_ends(
        self, backend: Backend, scenario: Scenario
    ) -> None:
        """Also when it begins before the job has written anything."""
        ref = await scenario.logs(LINES)
        await _begun(backend, ref)
        lines = await _followed(backend, ref, 0)
        assert [line.text for line in _output(lines)] == [f"line {number}" for number in range(LINES)]

    @skips_unsupported
    async def test_following_begins_where_it_is_told(self, backend: Backend, scenario: Scenario) -> None:
        """So that a cut stream can be taken up again."""
        ref = await _ended(backend, scenario)
        lines = await _followed(backend, ref, LINES - 5)
        assert [line.text for line in _output(lines)] == [f"line {n}" for n in range(LINES - 5, LINES)]

    @skips_unsupported
    async def test_a_search_gives_numbers_of_lines(self, backend: Backend, scenario: Scenario) -> None:
        """From the line asked on, and no more than the limit."""
        if not (await backend.capabilities()).log_search:
            pytest.skip("the backend does not search logs")
        ref = await _ended(backend, scenario)
        assert list(await backend.search_log(ref, "line 1[0-9]$")) == list(range(10, 20))
        assert list(await backend.search_log(ref, "line 1[0-9]$", first=15)) == list(range(15, 20))
        assert list(await backend.search_log(ref, "line 1[0-9]$", limit=3)) == [10, 11, 12]
        with pytest.raises(BadRequest):
            await backend.search_log(ref, "line (")

    @skips_unsupported
    async def test_a_part_of_a_log_is_searched_by_itself(self, backend: Backend, scenario: Scenario) -> None:
        """Where the backend can: between two lines, of which the second is excluded."""
        if not isinstance(backend, SearchesParts):
            pytest.skip("the backend searches whole logs only")
        ref = await _ended(backend, scenario)
        found = await backend.search_log_part(ref, "line [0-9]", first=5, last=9, limit=100)
        assert list(found) == [5, 6, 7, 8]
        assert list(await backend.search_log_part(ref, "line 3$", first=4, last=30, limit=100)) == []
        assert list(await backend.search_log_part(ref, "line 1[0-9]", first=0, last=30, limit=2)) == [10, 11]

    @skips_unsupported
    async def test_the_end_of_a_log_is_told_only_while_it_is_counted(
        self, backend: Backend, scenario: Scenario
    ) -> None:
        """Where the backend tells ends: none of a log so short, of which a window can be had at once."""
        if not isinstance(backend, TellsLogEnds):
            pytest.skip("the backend does not tell the end of a log by itself")
        ref = await _ended(backend, scenario)
        assert await backend.log_end(ref, count=10) == LogEnd((), 1.0)
        with pytest.raises(NotFound):
            await backend.log_end(LogRef(NO_SUCH_JOB, ref.node, ref.execution), count=10)

    @skips_unsupported
    async def test_a_log_that_does_not_exist_is_not_found(self, backend: Backend, scenario: Scenario) -> None:
        """No such job, node or execution."""
        ref = await _ended(backend, scenario)
        for wrong in (
            LogRef(NO_SUCH_JOB, ref.node, ref.execution),
            LogRef(ref.job, "no-such-node", ref.execution),
            LogRef(ref.job, ref.node, 99),
        ):
            with pytest.raises(NotFound):
                await backend.log(wrong, first=0, count=1)
            with pytest.raises(NotFound):
                await _followed(backend, wrong, 0)


async def _begun(backend: Backend, ref: LogRef) -> None:
    """Wait until the execution exists: before, there is no log to name."""
    await reached(
        backend,
        ref.job,
        lambda detail: any((e.node, e.number) == (ref.node, ref.execution) for e in detail.executions),
    )


async def _ended(backend: Backend, scenario: Scenario) -> LogRef:
    ref = await scenario.logs(LINES)
    await reached(backend, ref.job, lambda detail: detail.job.status.is_terminal)
    return ref


async def _followed(backend: Backend, ref: LogRef, first: int) -> list[LogLine]:
    """Return all lines of a log that ends; a partial line is replaced when it comes again."""
    lines: dict[int, LogLine] = {}
    async with asyncio.timeout(DEADLINE):
        async for batch in backend.follow(ref, first=first):
            for line in batch:
                before = lines.get(line.number)
                assert before is None or before.partial, f"line {line.number} came twice"
                lines[line.number] = line
    assert list(lines) == list(range(first, first + len(lines)))
    return list(lines.values())


def _output(lines: tuple[LogLine, ...] | list[LogLine]) -> list[LogLine]:
    """Leave out the engine's own notes: where they stand is its matter."""
    return [line for line in lines if line.stream is not Stream.NOTE]
