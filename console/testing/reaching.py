"""Waiting for a job to come into a state, without sleeping: by the backend's own stream of changes."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from console.backends.base import Backend
from console.model import JobDetail

DEADLINE: Final = 30.0
"""Seconds after which a state that has not come is a failure."""


async def reached(
    backend: Backend, job: str, holds: Callable[[JobDetail], bool], *, within: float = DEADLINE
) -> JobDetail:
    """Return the job as soon as ``holds`` is true of it. Raises AssertionError after ``within`` seconds.

    The changes are watched from before the first look, so that none is missed.
    """
    detail: JobDetail | None = None
    changes = backend.watch()
    try:
        # What comes of a time-out is told below, with where the job stands.
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                async for changed in changes:
                    if changed and job not in changed:
                        continue
                    detail = await backend.job(job)
                    if holds(detail):
                        return detail
    finally:
        close = getattr(changes, "aclose", None)
        if close is not None:
            await close()
    stands = "it was never read" if detail is None else _stands(detail)
    raise AssertionError(f"job {job} did not come into the state in {within:.0f} s: {stands}")


def _stands(detail: JobDetail) -> str:
    nodes = ", ".join(f"{node.id} {node.status}" for node in detail.nodes.values())
    return f"it is {detail.job.status} ({nodes})"
