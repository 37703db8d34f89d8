"""What goes through the socket: who asks, any text, however much of it, however slowly it is read."""

from __future__ import annotations

import asyncio
import os
import pwd
import time
from typing import TYPE_CHECKING

import pytest

from console.model import Action, LogRef, Verb
from console.testing import reached

if TYPE_CHECKING:
    from collections.abc import Callable

    from host_place import Place

    from console.model import StartRequest

HOSTILE = [
    "\x1b]0;owned\x07\x1b[31mred",
    "two\nlines\r\nand\ttabs",
    "right‮to left",
    "\"quotes\" 'single' \\back `tick` $(id) ${{ x }}",
    "</script><b>&amp;",
    "zero\u200bwidth\u2028line\u2029paragraph\x85next",
    "🚒 " * 50 + ".",
]


async def test_the_actor_is_who_the_kernel_says(
    place: Place, started: Callable[..., StartRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUDO_USER", "somebody-else")
    monkeypatch.setenv("SSH_CONNECTION", "192.0.2.7 50000 192.0.2.1 22")
    monkeypatch.setenv("USER", "nobody-at-all")
    backend = place.backend()
    job = await backend.start(started("sleep 600"))

    await backend.act(Action(Verb.CANCEL, job, actor="root-by-word", reason="because"))

    entry = next(entry for entry in await backend.audit(job) if entry.verb == "cancel")
    assert entry.actor == pwd.getpwuid(os.geteuid()).pw_name
    assert entry.claimed == {"SUDO_USER": "somebody-else", "SSH_CONNECTION": "192.0.2.7 50000 192.0.2.1 22"}


async def test_my_jobs_are_those_of_who_asks(place: Place, started: Callable[..., StartRequest]) -> None:
    backend = place.backend()
    job = await backend.start(started())

    assert [row.id for row in (await backend.jobs("owner:me")).items] == [job]
    assert (await backend.jobs("!owner:me")).items == ()


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_hostile_name_comes_back_as_it_was(
    place: Place, started: Callable[..., StartRequest], name: str
) -> None:
    backend = place.backend()

    job = await backend.start(started(name=name))

    assert (await backend.job(job)).job.name == name
    assert [row.name for row in (await backend.jobs("")).items] == [name]


@pytest.fixture
async def giant(place: Place, started: Callable[..., StartRequest]) -> LogRef:
    """A log of 200,000 lines, 12 MB."""
    backend = place.backend()
    run = "seq -f 'line %.0f with some words to make it longer, as logs are' 0 199999"
    job = await backend.start(started(run))
    await reached(backend, job, lambda detail: detail.job.status.is_terminal, within=60)
    return LogRef(job, "only", 1)


async def test_a_window_of_a_giant_log_is_small_and_quick(place: Place, giant: LogRef) -> None:
    backend = place.backend()
    await backend.log(giant, first=0, count=1)  # the index of its lines is made once

    begin = time.perf_counter()
    window = await backend.log(giant, first=-50, count=50)
    took = time.perf_counter() - begin

    assert len(window.lines) == 50
    assert window.total is not None
    assert window.total >= 200_000
    assert took < 1


async def test_a_slow_reader_of_a_giant_log_holds_up_nobody_and_fills_no_memory(
    place: Place, giant: LogRef
) -> None:
    slow, other = place.backend(), place.backend()
    stream = slow.follow(giant)
    await anext(stream)
    before = resident(place.pid())

    begin = time.perf_counter()
    for _ in range(20):
        await other.jobs("")
    took = time.perf_counter() - begin

    assert took < 2
    assert resident(place.pid()) - before < 16 * 1024
    await stream.aclose()  # type: ignore[attr-defined]


async def test_a_followed_giant_log_comes_whole(place: Place, giant: LogRef) -> None:
    count, next_ = 0, 0
    async for batch in place.backend().follow(giant):
        assert batch[0].number == next_
        count += len(batch)
        next_ = batch[-1].number + 1

    window = await place.backend().log(giant, first=-1, count=1)
    assert count == window.total


def resident(pid: int) -> int:
    """The process's memory, in KiB."""
    from pathlib import Path

    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


async def test_many_requests_at_once_are_all_answered(place: Place) -> None:
    backend = place.backend()

    pages = await asyncio.gather(*(backend.jobs("") for _ in range(100)))

    assert {page.items for page in pages} == {()}
