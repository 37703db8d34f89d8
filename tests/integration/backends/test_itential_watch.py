"""Changes on Itential are seen by looking: which ones, and what they cost."""

import asyncio
from collections.abc import Awaitable, Callable

from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import on

ASKS = {"header": "Go?", "btn_failure": "No"}
DEADLINE = 10.0


def platform(generation: str = "om") -> FakeItential:
    fake = FakeItential(generation)
    fake.add(
        Flow("Ends", [Step("look")]),
        Flow("Runs", [Step("work", "runs")]),
        Flow(
            "Asks later", [Step("work", "runs"), Step("ask", "waits", "manual", ASKS), Step("more", "runs")]
        ),
    )
    return fake


async def told(fake: FakeItential, change: Callable[[], object], job: str, *, opened: bool = False) -> bool:
    """Whether a change of ``job`` is told to who watches."""
    async with on(fake) as backend, asyncio.timeout(DEADLINE):
        if opened:
            await backend.job(job)
        changes = backend.watch()
        assert await anext(changes) == frozenset()
        change()
        async for changed in changes:
            if job in changed:
                return True
    return False


async def test_a_job_that_is_paused_elsewhere_is_told() -> None:
    fake = platform()
    job = fake.start("Runs")
    assert await told(fake, lambda: fake.world.change("pause", fake.world.jobs[job]), job)


async def test_a_manual_task_that_begins_to_wait_is_told() -> None:
    for generation in ("om", "wfe"):
        fake = platform(generation)
        job = fake.start("Asks later")
        assert await told(fake, lambda f=fake, j=job: f.world.finish(f.world.jobs[j], "work", "success"), job)


async def test_an_old_job_that_still_runs_is_not_forgotten_among_new_ones() -> None:
    fake = platform()
    old = fake.start("Runs")
    for _ in range(150):
        fake.start("Ends")
    assert await told(fake, lambda: fake.world.change("cancel", fake.world.jobs[old]), old)


async def test_a_job_that_is_open_is_looked_at_however_old() -> None:
    fake = platform()
    old = fake.start("Ends")
    for _ in range(150):
        fake.start("Ends")

    def changed() -> None:
        fake.world.jobs[old]["metrics"]["progress"] = 0.5

    assert await told(fake, changed, old, opened=True)


async def test_a_look_is_three_requests_at_most_and_all_who_watch_share_it() -> None:
    fake = platform()
    for _ in range(150):
        fake.start("Ends")

    async def for_ever(_seconds: float) -> None:
        await asyncio.Event().wait()

    async with on(fake, dialect="om", sleep=for_ever) as backend:
        watches = [backend.watch() for _ in range(5)]
        firsts: list[Awaitable[frozenset[str]]] = [anext(each) for each in watches]
        await asyncio.gather(*firsts)
        assert len(fake.sent("GET")) == 3
        for each in watches:
            await each.aclose()  # type: ignore[attr-defined]
