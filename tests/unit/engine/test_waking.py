"""Being woken: by changes, by logs that grow, by timers; and never by looking again and again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from console.core.clock import FixedClock
from console.engine.base_environment import base_environment
from console.engine.timers import Timers
from console.engine.watching import Bells, Watchers

NOW = datetime(2026, 11, 20, tzinfo=UTC)


async def test_a_slow_listener_gets_everything_at_once() -> None:
    watchers = Watchers()
    listener = watchers.listen()
    assert await anext(listener) == frozenset()
    for id_ in "123":
        watchers.publish(frozenset(id_))
    assert await anext(listener) == frozenset("123")
    watchers.close()
    with pytest.raises(StopAsyncIteration):
        await anext(listener)


async def test_a_listener_that_left_is_forgotten() -> None:
    watchers = Watchers()
    listener = watchers.listen()
    await anext(listener)
    await listener.aclose()  # type: ignore[attr-defined]
    assert watchers._listeners == set()


async def test_a_bell_wakes_only_who_listens_to_it() -> None:
    bells: Bells[str] = Bells()
    one, other = bells.listen("one"), bells.listen("other")
    bells.ring("one")
    assert (one.is_set(), other.is_set()) == (True, False)
    bells.leave("one", one)
    bells.close()
    assert (other.is_set(), bells.closed) == (True, True)


async def test_timers_fire_in_order_and_not_before_their_time() -> None:
    clock, fired = FixedClock(NOW), list[str]()
    done = asyncio.Event()

    def due(job: int, node: str, at: datetime) -> None:
        fired.append(f"{job}{node}{(at - NOW).seconds}")
        if node == "b":
            done.set()

    timers = Timers(clock, due)
    timers.set(NOW + timedelta(seconds=5), 1, "late")
    timers.set(NOW + timedelta(seconds=2), 1, "b")
    timers.set(NOW + timedelta(seconds=1), 1, "a")
    clock.advance(2)
    timers.set(NOW, 1, "c")  # arms the loop's timer anew
    async with asyncio.timeout(5):
        await done.wait()
    assert fired == ["1c0", "1a1", "1b2"]
    timers.clear()


def test_a_command_sees_what_a_login_gives_and_nothing_else() -> None:
    seen = base_environment({"PATH": "/opt/bin", "TOKEN": "secret", "HOME": "", "TZ": "UTC"})
    assert (seen["PATH"], seen["TZ"], "TOKEN" in seen) == ("/opt/bin", "UTC", False)
    assert {"HOME", "USER", "LOGNAME", "LANG", "SHELL"} <= set(seen)
    assert seen["HOME"]
