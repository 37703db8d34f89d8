"""The demo's jobs at work: started, answered where the demo plays a colleague, watched until they stand."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from console.backends.base import Backend
from console.cli.demo_cast import Sample
from console.model import Action, JobDetail, JobStatus, Verb


class Stage:
    """The sample jobs on one backend."""

    def __init__(self, backend: Backend, samples: Sequence[Sample]) -> None:
        self._backend = backend
        self._samples = tuple(samples)
        self._jobs: dict[str, Sample] = {}
        self._answered: set[str] = set()

    async def start(self, folder: Path) -> None:
        """Start every job of the files in ``folder``."""
        for sample in self._samples:
            self._jobs[await self._backend.start(sample.request(folder))] = sample

    async def settle(self) -> None:
        """Return once every job stands where it is to stand. What changes later is not ours."""
        open_ = dict(self._jobs)
        async for changed in self._backend.watch():
            for job in list(open_):
                if (not changed or job in changed) and await self._is_settled(job):
                    del open_[job]
            if not open_ and await self._all_stand():
                return

    async def _all_stand(self) -> bool:
        """Look once more at all of them: one may have moved on while another was awaited."""
        details = [await self._backend.job(job) for job in self._jobs]
        return all(self._jobs[detail.job.id].settled(detail) for detail in details)

    async def _is_settled(self, job: str) -> bool:
        detail = await self._backend.job(job)
        await self._answer(detail)
        return self._jobs[job].settled(detail)

    async def _answer(self, detail: JobDetail) -> None:
        answer, job = self._jobs[detail.job.id].answer, detail.job.id
        action = None if answer is None or job in self._answered else answer.action(detail)
        if action is not None:
            self._answered.add(job)
            await self._backend.act(action)


async def cancel_all(backend: Backend, patience: float) -> None:
    """Cancel every open job and wait until they have ended, for at most ``patience`` seconds."""
    page = await backend.jobs("status:queued,running,pausing,paused,canceling", limit=1000)
    open_ = {job.id for job in page.items}
    for job in open_:
        await backend.act(Action(Verb.CANCEL, job, reason="the demo ends"))
    try:
        async with asyncio.timeout(patience):
            await _until_ended(backend, open_)
    except TimeoutError:
        return  # what still runs is killed with its host


async def _until_ended(backend: Backend, open_: set[str]) -> None:
    if not open_:
        return
    async for changed in backend.watch():
        for job in list(open_):
            if (not changed or job in changed) and await _has_ended(backend, job):
                open_.discard(job)
        if not open_:
            return


async def _has_ended(backend: Backend, job: str) -> bool:
    status: JobStatus = (await backend.job(job)).job.status
    return status.is_terminal
