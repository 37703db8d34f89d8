"""Logs of Scale: polled, known again, asked for some seconds back, cut and late and over."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fakes.scale import Asked, Bench, FakeExecution, recorded
from starlette.responses import Response

from console.backends.base import BadRequest, NotFound, ServerFault
from console.backends.scale import job_log
from console.backends.scale.job_log import JobLog
from console.model import LogLine, LogRef, Stream
from console.wire.scale.log import LogDocument

REF = LogRef("1", "job", 1)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with Bench() as bench:
        yield bench


def running(bench: Bench) -> FakeExecution:
    return bench.world.run(bench.world.add_job())


def texts(lines: tuple[LogLine, ...] | list[LogLine]) -> list[str]:
    return [line.text for line in lines]


async def followed(bench: Bench, first: int = 0) -> list[LogLine]:
    return [line async for lines in bench.backend.follow(REF, first=first) for line in lines]


class TestWindows:
    async def test_an_execution_without_a_line_has_an_empty_log(self, bench: Bench) -> None:
        """204 is no error: nothing was written yet."""
        running(bench)
        window = await bench.backend.log(REF, first=0, count=10)
        assert (window.lines, window.total, window.ended) == ((), 0, False)

    async def test_lines_have_numbers_streams_and_times(self, bench: Bench) -> None:
        execution = running(bench)
        bench.world.write(execution, "one")
        bench.world.write(execution, "two", stream="stderr")
        lines = (await bench.backend.log(REF, first=0, count=10)).lines
        assert [(line.number, line.text, line.stream) for line in lines] == [
            (0, "one", Stream.OUT),
            (1, "two", Stream.ERR),
        ]
        assert all(line.time is not None and line.execution == 1 for line in lines)

    async def test_a_message_of_several_lines_is_several_lines(self, bench: Bench) -> None:
        bench.world.write(running(bench), "one\ntwo")
        assert texts((await bench.backend.log(REF, first=0, count=10)).lines) == ["one", "two"]

    async def test_only_the_latest_seconds_are_asked_for_again(self, bench: Bench) -> None:
        execution = running(bench)
        bench.world.write(execution, "old")
        bench.world.clock.advance(100)
        bench.world.write(execution, "new")
        await bench.backend.log(REF, first=0, count=10)
        await bench.backend.log(REF, first=0, count=10)
        asked = [each.query for each in bench.fake.requests if "/logs/" in each.path]
        assert asked[0] == ""
        assert asked[1].startswith("started=2026-11-20T08%3A01%3A2")
        assert "%2B" not in asked[1]
        assert asked[1].endswith("Z")

    async def test_a_log_that_is_over_is_not_asked_for_again(self, bench: Bench) -> None:
        execution = running(bench)
        bench.world.write(execution, "only")
        bench.world.complete(bench.world.jobs[1])
        bench.world.clock.advance(30)
        assert (await bench.backend.log(REF, first=0, count=10)).ended
        asked = len([each for each in bench.fake.requests if "/logs/" in each.path])
        assert (await bench.backend.log(REF, first=0, count=10)).ended
        assert len([each for each in bench.fake.requests if "/logs/" in each.path]) == asked

    async def test_it_is_not_over_right_after_the_execution(self, bench: Bench) -> None:
        """Its last lines are still on their way."""
        execution = running(bench)
        bench.world.write(execution, "first")
        bench.world.complete(bench.world.jobs[1])
        assert not (await bench.backend.log(REF, first=0, count=10)).ended

    @pytest.mark.parametrize("skew", [-600, 600])
    async def test_a_clock_ten_minutes_off_ends_no_log_too_early(self, bench: Bench, skew: int) -> None:
        """What counts is the server's own clock, which it tells with every answer."""
        bench.world.clock.advance(10_000)
        execution = running(bench)
        bench.world.write(execution, "first")
        bench.world.complete(bench.world.jobs[1])
        bench.fake.world.clock.advance(0)
        ours = bench.world.clock
        bench.fake.skew = timedelta(seconds=skew)
        execution.ended = ours.now() + bench.fake.skew
        assert not (await bench.backend.log(REF, first=0, count=10)).ended
        ours.advance(11)
        assert (await bench.backend.log(REF, first=0, count=10)).ended

    @pytest.mark.parametrize(
        "ref",
        [
            LogRef("99", "job", 1),
            LogRef("1", "other", 1),
            LogRef("1", "job", 2),
            LogRef("1", "job", 0),
            LogRef("1", "job", 2**40),
            LogRef("x", "job", 1),
        ],
    )
    async def test_what_does_not_exist_is_not_found(self, bench: Bench, ref: LogRef) -> None:
        running(bench)
        with pytest.raises(NotFound):
            await bench.backend.log(ref, first=0, count=1)

    async def test_elasticsearch_being_down_is_said(self, bench: Bench) -> None:
        running(bench)

        def down(asked: Asked) -> Response | None:
            html = "<h1>Server Error (500)</h1>"
            return Response(html, 500, media_type="text/html") if "/logs/" in asked.path else None

        bench.fake.faults.append(down)
        with pytest.raises(ServerFault, match="Elasticsearch"):
            await bench.backend.log(REF, first=0, count=1)

    async def test_a_search_gives_numbers(self, bench: Bench) -> None:
        bench.world.write(running(bench), "one", "two", "three")
        assert tuple(await bench.backend.search_log(REF, "t")) == (1, 2)
        with pytest.raises(BadRequest):
            await bench.backend.search_log(REF, "t(")


class TestFollowing:
    async def test_it_goes_on_for_some_seconds_after_the_end(self, bench: Bench) -> None:
        """A line that is shown eight seconds after the end of its execution is not lost."""
        execution = running(bench)
        bench.world.write(execution, "in time")
        when = bench.world.tick()
        bench.world.complete(bench.world.jobs[1])
        bench.world.write(execution, "late", when=when, shown=when + timedelta(seconds=8))
        assert texts(await followed(bench)) == ["in time", "late"]
        assert sum(bench.time.slept) >= job_log.SETTLED

    async def test_a_line_with_an_older_time_keeps_the_others_numbers(self, bench: Bench) -> None:
        execution = running(bench)
        early = bench.world.tick()
        bench.world.write(execution, "second")
        bench.world.write(execution, "first", when=early, shown=early + timedelta(seconds=5))
        bench.world.complete(bench.world.jobs[1])
        lines = await followed(bench)
        assert [(line.number, line.text) for line in lines] == [(0, "second"), (1, "first")]
        assert lines[1].time < lines[0].time  # type: ignore[operator]

    async def test_nothing_comes_twice_though_seconds_are_asked_again(self, bench: Bench) -> None:
        execution = running(bench)
        for second in range(30):
            when = bench.world.clock.now() + timedelta(seconds=second)
            bench.world.write(execution, f"line {second}", when=when, shown=when)
        stream = bench.backend.follow(REF)
        found: list[LogLine] = []
        async for lines in stream:
            found += lines
            if len(found) == 30:
                bench.world.complete(bench.world.jobs[1])
        assert texts(found) == [f"line {second}" for second in range(30)]
        assert [line.number for line in found] == list(range(30))

    async def test_equal_lines_of_one_moment_are_all_kept(self, bench: Bench) -> None:
        """The official page takes lines of one number for the same, and loses some."""
        execution = running(bench)
        when = bench.world.tick()
        for _ in range(3):
            bench.world.write(execution, "same", when=when)
        assert len((await bench.backend.log(REF, first=0, count=10)).lines) == 3

    async def test_it_begins_where_it_is_told(self, bench: Bench) -> None:
        execution = running(bench)
        bench.world.write(execution, "a", "b", "c")
        bench.world.complete(bench.world.jobs[1])
        assert [line.number for line in await followed(bench, 2)] == [2]

    async def test_a_newer_execution_is_another_log_and_that_is_said(self, bench: Bench) -> None:
        execution = running(bench)
        bench.world.write(execution, "one")
        bench.world.fail(bench.world.jobs[1], retry=True)
        lines = await followed(bench)
        assert texts(lines) == ["one", "[the job has been queued again: execution 2 has a log of its own]"]
        assert lines[1].stream is Stream.NOTE

    async def test_a_fault_or_two_do_not_end_it(self, bench: Bench) -> None:
        execution = running(bench)
        bench.world.write(execution, "one")
        bench.world.complete(bench.world.jobs[1])
        left = [2]

        def flaky(asked: Asked) -> Response | None:
            if "/logs/" not in asked.path or not left[0]:
                return None
            left[0] -= 1
            return Response("<h1>Server Error (500)</h1>", 500)

        bench.fake.faults.append(flaky)
        assert texts(await followed(bench)) == ["one"]

    async def test_the_log_of_a_job_of_a_recipe_is_its_nodes(self, bench: Bench) -> None:
        recipe = bench.world.add_recipe(
            {"clip": (bench.world.clip, []), "tile": (bench.world.tile, ["clip"])}
        )
        bench.world.write(bench.world.run(recipe.nodes["clip"][0]), "hello")
        window = await bench.backend.log(LogRef("recipe-1", "clip", 1), first=0, count=5)
        assert [(line.text, line.node) for line in window.lines] == [("hello", "clip")]


class TestCutAnswers:
    """The server gives 10,000 rows at most, the oldest first; here it gives fewer."""

    async def test_it_goes_on_at_once_where_an_answer_was_cut(self, bench: Bench) -> None:
        bench.fake.log_page = 7
        execution = running(bench)
        bench.world.write(execution, *(f"line {number}" for number in range(50)))
        window = await bench.backend.log(REF, first=0, count=100)
        assert texts(window.lines) == [f"line {number}" for number in range(50)]
        assert window.total == 50
        assert bench.time.slept == []

    async def test_more_lines_of_one_moment_than_fit_are_passed_over_and_said(self, bench: Bench) -> None:
        bench.fake.log_page = 5
        execution = running(bench)
        when = bench.world.tick()
        for number in range(8):
            bench.world.write(execution, f"burst {number}", when=when)
        bench.world.clock.advance(1)
        bench.world.write(execution, "after")
        lines = (await bench.backend.log(REF, first=0, count=100)).lines
        assert texts(lines)[:5] == [f"burst {number}" for number in range(5)]
        assert lines[5].stream is Stream.NOTE
        assert "Scale shows no more of them" in lines[5].text
        assert texts(lines)[6:] == ["after"]

    async def test_a_very_long_log_is_read_on_by_the_next_look(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("console.backends.scale.logs.ANSWERS_AT_ONCE", 2)
        bench.fake.log_page = 5
        execution = running(bench)
        bench.world.write(execution, *(f"line {number}" for number in range(30)))
        first = await bench.backend.log(REF, first=0, count=100)
        assert first.total is None
        assert 0 < len(first.lines) < 30
        window = first
        while window.total is None:
            window = await bench.backend.log(REF, first=0, count=100)
        assert window.total == len(window.lines) == 30


class TestMemory:
    """What is kept is bounded, and what is not kept is said."""

    async def test_the_oldest_lines_go_first(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(job_log, "MOST_LINES", 10)
        bench.world.write(running(bench), *(f"line {number}" for number in range(25)))
        window = await bench.backend.log(REF, first=0, count=100)
        assert [line.number for line in window.lines] == list(range(25))
        assert {line.text for line in window.lines[:15]} == {"[not kept by this console; Scale has it]"}
        assert {line.stream for line in window.lines[:15]} == {Stream.NOTE}
        assert texts(window.lines[15:]) == [f"line {number}" for number in range(15, 25)]
        assert window.total == 25

    async def test_long_lines_count_by_their_length(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(job_log, "MOST_TEXT", 1000)
        bench.world.write(running(bench), *("x" * 400 for _ in range(10)))
        window = await bench.backend.log(REF, first=-2, count=2)
        assert [len(line.text) for line in window.lines] == [400, 400]

    def test_the_same_answer_again_adds_nothing(self) -> None:
        log = JobLog("job", 1)
        for _ in range(2):
            log.take(LogDocument.model_validate(recorded("log-json-combined")["body"]))
        assert texts(list(log.lines(0))) == [
            hit["_source"]["message"] for hit in recorded("log-json-combined")["body"]["hits"]["hits"]
        ]

    def test_no_line_is_lost_to_an_index_that_gives_an_id_twice(self) -> None:
        """As the recorded stand-in for Elasticsearch did."""
        log = JobLog("job", 1)
        for message in ("one", "two"):
            source = {"@timestamp": "2019-01-02T00:00:00.1Z", "scale_order_num": 1, "message": message}
            hit = {"_index": "a", "_id": "AX000000", "_source": source}
            log.take(LogDocument.model_validate({"hits": {"total": 1, "hits": [hit]}}))
        assert texts(list(log.lines(0))) == ["one", "two"]

    async def test_only_so_many_logs_are_kept(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        """The one that was looked at longest ago is asked for anew, from its beginning."""
        monkeypatch.setattr("console.backends.scale.logs.KEPT", 2)
        for _ in range(3):
            bench.world.write(running(bench), "hello")
        for job in ("1", "2", "3", "1"):
            await bench.backend.log(LogRef(job, "job", 1), first=0, count=1)
        asked = [each for each in bench.fake.requests if each.path.endswith("/1/logs/combined/")]
        assert [each.query for each in asked] == ["", ""]
