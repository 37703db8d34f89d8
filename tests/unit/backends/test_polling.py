"""One poller for all who watch: what it tells, how often it looks, and that it stops."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from console.backends.base import NotFound, ServerFault, Unreachable
from console.backends.polling import Poller

DEADLINE = 10.0


class Server:
    """Jobs by id with their versions; time passes only when the test lets it."""

    def __init__(self, **jobs: int) -> None:
        self.page = dict(jobs)
        self.others: dict[str, int] = {}
        self.looks = 0
        self.fault: Exception | None = None
        self.slept: list[float] = []
        self._turns = asyncio.Semaphore(0)

    async def look(self) -> dict[str, int]:
        self.looks += 1
        if self.fault is not None:
            raise self.fault
        return dict(self.page)

    async def peek(self, job: str) -> int | None:
        if job not in self.others:
            raise NotFound("gone")
        return self.others[job]

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await self._turns.acquire()

    def turn(self, times: int = 1) -> None:
        for _ in range(times):
            self._turns.release()

    def poller(self) -> Poller:
        return Poller(self.look, self.peek, floor=2.0, ceiling=15.0, sleep=self.sleep)


async def test_the_first_set_is_empty_and_comes_at_once() -> None:
    server = Server(a=1)
    async with asyncio.timeout(DEADLINE), aclosing(server.poller().watch()) as changes:  # type: ignore[type-var]
        assert await anext(changes) == frozenset()
    assert server.looks == 1


async def test_what_is_new_changed_or_gone_is_told() -> None:
    server = Server(a=1, b=1, c=1)
    async with asyncio.timeout(DEADLINE), aclosing(server.poller().watch()) as changes:  # type: ignore[type-var]
        await anext(changes)
        server.page = {"a": 1, "b": 2, "d": 1}
        server.turn()
        assert await anext(changes) == {"b", "c", "d"}


async def test_two_who_watch_share_one_look_and_both_learn_all() -> None:
    server = Server(a=1)
    poller = server.poller()
    async with asyncio.timeout(DEADLINE):
        first, second = poller.watch(), poller.watch()
        assert [await anext(first), await anext(second)] == [frozenset(), frozenset()]
        server.page = {"a": 2}
        server.turn()
        assert [await anext(first), await anext(second)] == [{"a"}, {"a"}]
        await first.aclose()  # type: ignore[attr-defined]
        await second.aclose()  # type: ignore[attr-defined]
    assert server.looks == 2


async def test_it_looks_less_often_when_nothing_changes_and_at_the_floor_after_a_change() -> None:
    server = Server(a=1)
    async with asyncio.timeout(DEADLINE), aclosing(server.poller().watch()) as changes:  # type: ignore[type-var]
        await anext(changes)
        server.turn(9)  # each later pause is two sleeps: the floor, then the rest
        while server.looks < 6:
            await asyncio.sleep(0)
        server.page = {"a": 2}
        server.turn(2)
        assert await anext(changes) == {"a"}
    pauses = [server.slept[0]]
    pauses += [a + b for a, b in zip(server.slept[1::2], server.slept[2::2], strict=False)]
    assert pauses[:6] == [2.0, 3.0, 4.5, 6.75, 10.125, 15.0]
    assert server.slept[0] == 2.0
    assert all(seconds > 0 for seconds in server.slept)


async def test_a_poke_shortens_the_wait_to_the_floor() -> None:
    server = Server(a=1)
    poller = server.poller()
    async with asyncio.timeout(DEADLINE), aclosing(poller.watch()) as changes:  # type: ignore[type-var]
        await anext(changes)
        server.turn()  # a quiet look: the next pause is longer than the floor
        while len(server.slept) < 2:
            await asyncio.sleep(0)
        poller.poke()
        server.page = {"a": 2}
        server.turn()  # the floor only; the rest is not waited for
        assert await anext(changes) == {"a"}
    assert server.looks == 3


async def test_an_open_job_is_looked_at_though_it_is_on_no_page() -> None:
    server = Server(a=1)
    server.others = {"old": 5}
    poller = server.poller()
    poller.mind("old", 5)
    async with asyncio.timeout(DEADLINE), aclosing(poller.watch()) as changes:  # type: ignore[type-var]
        await anext(changes)
        server.others = {"old": 6}
        server.turn()
        assert await anext(changes) == {"old"}
        server.others = {}
        server.turn()
        assert await anext(changes) == {"old"}


@pytest.mark.parametrize("fault", [Unreachable("no answer"), ServerFault("it failed itself")])
async def test_a_look_that_fails_is_told_to_all_and_the_next_watch_begins_anew(fault: Exception) -> None:
    server = Server(a=1)
    poller = server.poller()
    async with asyncio.timeout(DEADLINE):
        first, second = poller.watch(), poller.watch()
        await anext(first)
        await anext(second)
        server.fault = fault
        server.turn()
        for changes in (first, second):
            with pytest.raises(Unreachable, match=str(fault)):
                await anext(changes)
        server.fault = None
        again = poller.watch()
        assert await anext(again) == frozenset()
        await again.aclose()  # type: ignore[attr-defined]


async def test_nobody_looks_when_nobody_watches() -> None:
    server = Server(a=1)
    poller = server.poller()
    async with asyncio.timeout(DEADLINE):
        async with aclosing(poller.watch()) as changes:  # type: ignore[type-var]
            await anext(changes)
        assert [task for task in asyncio.all_tasks() if task.get_name() == "poll"] == []
