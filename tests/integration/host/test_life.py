"""The host's life: what ends it, what does not, and what becomes of those who are connected."""

from __future__ import annotations

import asyncio
import os
import select
import shutil
import signal
from typing import TYPE_CHECKING

import pytest

from console.backends.base import Conflict, Unreachable
from console.backends.local.launch import wait_until_gone
from console.model import Action, JobStatus, LogRef, NodeStatus, Verb
from console.testing import reached

if TYPE_CHECKING:
    from collections.abc import Callable

    from host_place import Place

    from console.model import StartRequest

SLOW_LINES = 'i=0; while [ $i -lt 60 ]; do echo "line $i"; i=$((i+1)); sleep 0.02; done'


async def test_stopping_takes_the_socket_away_and_leaves_the_jobs(
    place: Place, started: Callable[..., StartRequest]
) -> None:
    backend = place.backend()
    job = await backend.start(started())
    await reached(backend, job, lambda detail: detail.job.status.is_terminal)

    assert (await backend.stop_host()).stopping

    assert not place.folder.socket.exists()
    assert [row.id for row in (await place.backend().jobs("")).items] == [job]


async def test_a_host_with_a_running_command_does_not_stop_unforced(
    place: Place, started: Callable[..., StartRequest]
) -> None:
    backend = place.backend()
    job = await backend.start(started("sleep 600"))
    await reached(backend, job, lambda detail: detail.nodes["only"].status is NodeStatus.RUNNING)

    with pytest.raises(Conflict, match="1 command runs") as caught:
        await backend.stop_host()

    assert "--force" in caught.value.advice
    assert (await backend.engine_status()).running == 1


async def test_a_forced_stop_leaves_the_command_to_the_next_host(
    place: Place, started: Callable[..., StartRequest]
) -> None:
    backend = place.backend()
    job = await backend.start(started("sleep 600"))
    before = await reached(backend, job, lambda detail: detail.nodes["only"].status is NodeStatus.RUNNING)

    assert (await backend.stop_host(force=True)).left_running == 1
    after = await place.backend().job(job)

    assert after.nodes["only"].status is NodeStatus.RUNNING
    assert [execution.pid for execution in after.executions] == [
        execution.pid for execution in before.executions
    ]


async def test_a_killing_stop_cancels_what_runs(place: Place, started: Callable[..., StartRequest]) -> None:
    backend = place.backend()
    job = await backend.start(started("sleep 600"))
    await reached(backend, job, lambda detail: detail.nodes["only"].status is NodeStatus.RUNNING)

    assert (await backend.stop_host(kill=True)).canceled == 1

    assert (await place.backend().job(job)).job.status is JobStatus.CANCELED


async def test_who_was_connected_does_not_start_a_stopped_host_again(place: Place) -> None:
    console, other = place.backend(), place.backend()
    await console.jobs("")
    await other.jobs("")

    await other.stop_host()

    with pytest.raises(Unreachable, match="was stopped"):
        await console.jobs("")
    await place.backend().jobs("")
    await console.jobs("")


async def test_who_is_asked_to_starts_a_stopped_host_again(place: Place) -> None:
    backend = place.backend()
    first = (await backend.start_host()).pid
    await backend.stop_host(force=True)

    assert (await backend.start_host()).pid != first
    await backend.jobs("")


async def test_who_watches_is_told_of_the_stop(place: Place) -> None:
    backend = place.backend()
    changes = backend.watch()
    await anext(changes)

    await place.backend().stop_host()

    with pytest.raises(Unreachable, match="stopping"):
        await anext(changes)


async def test_sigterm_ends_the_host_in_order(place: Place) -> None:
    await place.backend().start_host()

    place.kill(signal.SIGTERM)

    assert not place.folder.socket.exists()
    assert place.folder.log.read_text().rstrip().endswith("ends")


async def test_a_host_that_nobody_needs_ends_by_itself(place: Place) -> None:
    await place.backend(idle_after=0.2).jobs("")

    assert await asyncio.to_thread(wait_until_gone, place.folder, 10)
    assert not place.folder.stopped.exists()


async def test_a_host_with_an_open_job_stays(place: Place, started: Callable[..., StartRequest]) -> None:
    backend = place.backend(idle_after=0.2)
    job = await backend.start(started(more="    pause: before\n"))
    await reached(backend, job, lambda detail: detail.nodes["only"].needs_person)
    await backend.close()

    assert not await asyncio.to_thread(wait_until_gone, place.folder, 1)
    await backend.act(Action(Verb.CANCEL, job))
    await backend.close()
    assert await asyncio.to_thread(wait_until_gone, place.folder, 10)


async def test_a_host_that_is_watched_stays(place: Place) -> None:
    backend = place.backend(idle_after=0.2)
    changes = backend.watch()
    await anext(changes)

    assert not await asyncio.to_thread(wait_until_gone, place.folder, 1)
    await changes.aclose()  # type: ignore[attr-defined]


async def test_a_followed_log_goes_on_when_the_host_is_killed(
    place: Place, started: Callable[..., StartRequest]
) -> None:
    backend = place.backend()
    job = await backend.start(started(SLOW_LINES))
    await reached(backend, job, lambda detail: detail.nodes["only"].status is NodeStatus.RUNNING)
    texts: dict[int, str] = {}
    killed = False

    async with asyncio.timeout(60):
        async for batch in backend.follow(LogRef(job, "only", 1)):
            texts |= {line.number: line.text for line in batch if line.stream == "out"}
            if len(texts) > 10 and not killed:
                killed = True
                place.kill()

    assert list(texts.values()) == [f"line {number}" for number in range(60)]
    detail = await reached(backend, job, lambda detail: detail.job.status.is_terminal)
    assert detail.job.status is JobStatus.SUCCEEDED
    assert len(detail.executions) == 1


async def test_a_watch_says_connected_again_when_the_host_is_killed(place: Place) -> None:
    backend = place.backend()
    changes = backend.watch()
    await anext(changes)

    place.kill()

    async with asyncio.timeout(30):
        assert await anext(changes) == frozenset()
    await changes.aclose()  # type: ignore[attr-defined]


async def test_a_host_whose_socket_was_taken_away_listens_again(
    place: Place, started: Callable[..., StartRequest]
) -> None:
    job = await place.backend().start(started("sleep 600"))
    pid = place.pid()
    place.folder.socket.unlink()

    detail = await place.backend().job(job)

    assert detail.job.status is JobStatus.RUNNING
    assert place.pid() == pid


async def test_a_host_whose_folder_was_removed_ends_and_leaves_the_next_one_alone(
    place: Place, started: Callable[..., StartRequest]
) -> None:
    await place.backend().start(started(more="    pause: before\n"))
    old = os.pidfd_open(place.pid())
    shutil.rmtree(place.folder.path)

    await place.backend().jobs("")

    assert await asyncio.to_thread(select.select, [old], [], [], 20) == ([old], [], [])
    os.close(old)
    assert place.folder.socket.exists()
    assert not place.folder.stopped.exists()
    assert (await place.backend(start_host=False).jobs("")).items == ()
