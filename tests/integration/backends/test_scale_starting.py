"""Starting jobs on Scale, changing many at once, and what is read beside the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.scale import NODE_LOST, Bench

from console.backends.base import BadRequest, Conflict, NotFound, OutcomeUnknown
from console.backends.scale.selection import Selection
from console.model import (
    StartRequest,
    Verb,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """Nothing in it may ever ask for something that a real Scale punishes; the end of each test looks."""
    async with Bench() as bench:
        yield bench


class TestStarting:
    async def test_every_mistake_is_told_before_anything_is_sent(self, bench: Bench) -> None:
        with pytest.raises(BadRequest) as caught:
            await bench.backend.start(StartRequest("clip/1.0.0", {"WRONG": "1"}))
        assert caught.value.detail.splitlines() == [
            "WRONG: the job type has no such input",
            "INPUT_FILE: is needed",
        ]
        assert bench.fake.changes() == []

    async def test_a_priority_goes_into_the_configuration(self, bench: Bench) -> None:
        job = await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}, priority=7))
        assert (await bench.backend.job(job)).job.priority == 7
        with pytest.raises(BadRequest, match="1 or more"):
            await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}, priority=0))

    async def test_a_file_that_does_not_exist_leaves_it_open_what_came_of_it(self, bench: Bench) -> None:
        """Scale answers with an error 500; whoever asked must look, not ask again."""
        with pytest.raises(OutcomeUnknown, match="it may be there or not") as caught:
            await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "777"}))
        assert "file id" in caught.value.advice
        assert len(bench.fake.changes()) == 1
        bench.fake.offences.clear()

    async def test_a_type_that_is_not_active_is_not_started(self, bench: Bench) -> None:
        bench.world.clip.is_active = False
        with pytest.raises(Conflict, match="not active"):
            await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}))

    async def test_a_name_is_not_taken_and_then_lost(self, bench: Bench) -> None:
        with pytest.raises(BadRequest, match="no name of its own"):
            await bench.backend.start(StartRequest("clip/1.0.0", {"INPUT_FILE": "1"}, name="nightly"))
        assert bench.fake.changes() == []

    async def test_the_name_alone_is_enough_where_there_is_one_version(self, bench: Bench) -> None:
        assert await bench.backend.start(StartRequest("tile", {"INPUT_FILE": "1"})) == "1"
        bench.world.add_type("tile", "3.0.0", "Tile")
        with pytest.raises(BadRequest, match="several versions"):
            await bench.backend.start(StartRequest("tile", {"INPUT_FILE": "1"}))

    async def test_a_version_without_an_address_takes_its_whole_input(self, bench: Bench) -> None:
        bench.world.add_type("odd", "1.0-rc", "Odd")
        form = next(each for each in await bench.backend.workflows() if each.id == "odd/1.0-rc")
        assert [each.name for each in form.params] == ["input"]
        await bench.backend.start(StartRequest("odd/1.0-rc", {"input": '{"files": {"A": [1]}}'}))
        assert bench.fake.changes()[0].body["input"] == {"files": {"A": [1]}}

    async def test_only_active_types_that_are_not_scales_own_are_listed(self, bench: Bench) -> None:
        bench.world.add_type("scale-ingest", "1.0.0", "Ingest", is_system=True)
        bench.world.add_type("old", "1.0.0", "Old", is_active=False)
        assert [each.id for each in await bench.backend.workflows()] == ["clip/1.0.0", "tile/2.1.0"]

    async def test_interfaces_are_asked_for_once(self, bench: Bench) -> None:
        for _ in range(2):
            await bench.backend.workflows()
        assert len([each for each in bench.fake.requests if each.path == "/v6/job-types/clip/1.0.0/"]) == 1


class TestMany:
    async def test_a_filter_that_names_nothing_is_never_sent(self, bench: Bench) -> None:
        bench.world.add_job(status="RUNNING")
        for selection in (Selection(), Selection(job_ids=()), Selection(status="RUNNING")):
            with pytest.raises(BadRequest):
                await bench.backend.changes.cancel_matching(selection, at_most=9)
            with pytest.raises(BadRequest):
                await bench.backend.changes.requeue_matching(selection, at_most=9)
        with pytest.raises(BadRequest):
            await bench.backend.changes.cancel_jobs([])
        assert bench.fake.changes() == []

    async def test_a_filter_means_what_it_says(self, bench: Bench) -> None:
        clip, tile = (
            bench.world.add_job(type_, status="RUNNING") for type_ in (bench.world.clip, bench.world.tile)
        )
        running_tiles = Selection(job_type_names=("tile",), status="RUNNING")
        assert await bench.backend.changes.count_matching(running_tiles) == 1
        await bench.backend.changes.cancel_matching(running_tiles, at_most=1)
        bench.world.settle()
        assert (clip.status, tile.status) == ("RUNNING", "CANCELED")

    async def test_more_jobs_than_were_agreed_to_are_left_alone(self, bench: Bench) -> None:
        """Between the look and the yes another one may have come."""
        for _ in range(3):
            bench.world.add_job(status="FAILED")
        failed = Selection(job_type_names=("clip",), status="FAILED")
        for send in (bench.backend.changes.cancel_matching, bench.backend.changes.requeue_matching):
            with pytest.raises(Conflict, match="3 jobs match now, not 2"):
                await send(failed, at_most=2)
        assert bench.fake.changes() == []
        await bench.backend.changes.requeue_matching(failed, at_most=3, priority=2)
        assert bench.fake.changes()[0].body == {
            "job_type_names": ["clip"],
            "status": "FAILED",
            "priority": 2,
        }

    async def test_many_ids_go_in_parts(self, bench: Bench) -> None:
        for _ in range(250):
            bench.world.add_job()
        assert await bench.backend.changes.cancel_jobs(range(1, 251)) == 3
        assert [len(each.body["job_ids"]) for each in bench.fake.changes()] == [100, 100, 50]

    async def test_a_wrong_id_among_many_stops_all(self, bench: Bench) -> None:
        with pytest.raises(BadRequest):
            await bench.backend.changes.cancel_jobs([*range(1, 150), 0])
        assert bench.fake.changes() == []


class TestReading:
    async def test_executions_and_input_files_have_filters_of_their_own(self, bench: Bench) -> None:
        job = bench.world.add_job(status="RUNNING")
        bench.world.fail(job, NODE_LOST)
        bench.world.run(job)
        reader = bench.backend.reader
        assert [each.number for each in await reader.executions(1)] == [2, 1]
        assert [each.number for each in await reader.executions(1, [("status", "RUNNING")])] == [2]
        assert [each.number for each in await reader.executions(1, [("error_category", "SYSTEM")])] == [1]
        assert [each.file_name for each in await reader.input_files(1)] == ["scene_0001.tif"]
        assert await reader.input_files(1, [("job_input", "OTHER")]) == []
        with pytest.raises(BadRequest) as caught:
            await reader.input_files(1, [("time_field", "bogus")])
        assert "time_field" in caught.value.detail
        with pytest.raises(NotFound):
            await reader.input_files(9)

    async def test_pages_hold_every_job_once_though_ties_come_as_they_please(self, bench: Bench) -> None:
        for _ in range(25):
            bench.world.add_job()
        for query in ("", "sort:status", "sort:-executions"):
            ids, cursor = [], None
            while True:
                page = await bench.backend.jobs(query, cursor=cursor, limit=4)
                ids += [job.id for job in page.items]
                cursor = page.next
                if cursor is None:
                    break
            assert sorted(ids, key=int) == [str(number) for number in range(1, 26)]
            assert page.total == 25

    async def test_a_page_behind_the_end_is_empty(self, bench: Bench) -> None:
        """Jobs may go while somebody turns pages."""
        bench.world.add_job()
        page = await bench.backend.jobs("", cursor="9:10")
        assert (page.items, page.next) == ((), None)
        with pytest.raises(BadRequest):
            await bench.backend.jobs("", cursor="../9")

    async def test_the_inbox_holds_failed_jobs_that_nothing_replaced(self, bench: Bench) -> None:
        first = bench.world.add_job(status="FAILED")
        bench.world.add_job(status="FAILED", is_superseded=True)
        bench.world.add_job(status="COMPLETED")
        last = bench.world.add_job(status="FAILED")
        items = await bench.backend.paused()
        assert [item.job.id for item in items] == [str(first.id), str(last.id)]
        assert (items[0].kind, items[0].actions) == ("failure", (Verb.CANCEL, Verb.RESTART))

    async def test_the_inbox_forgets_what_failed_long_ago(self, bench: Bench) -> None:
        bench.world.add_job(status="FAILED")
        bench.world.clock.advance(8 * 86_400)
        assert await bench.backend.paused() == ()
