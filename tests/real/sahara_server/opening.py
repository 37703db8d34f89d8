"""Backends on the real server, as one person or another."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from console.backends.sahara import SaharaBackend
from console.model import StartRequest
from console.testing import reached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from console.model import JobDetail
    from sahara_server.launcher import RealSahara

FLOOR = 0.05


@asynccontextmanager
async def opened(server: RealSahara, *, roles: str = "", **settings: object) -> AsyncIterator[SaharaBackend]:
    """A backend of the server; ``roles`` are those of its token, ``settings`` go beside the address."""
    token = server.ids["project"] + (f":{roles}" if roles else "")
    backend = SaharaBackend("real", {"url": server.url, "token": token, **settings}, floor=FLOOR)
    try:
        yield backend
    finally:
        await backend.close()


async def started(backend: SaharaBackend, cluster: str = "c-oozie") -> str:
    """Start the seeded template on a cluster and return the job."""
    return await backend.start(StartRequest("tmpl-seed", {"cluster_id": cluster}))


async def running(backend: SaharaBackend) -> tuple[str, str]:
    """Start a job, wait until Oozie runs it, and return its id and the one that Oozie gave it."""
    job = await started(backend)
    detail = await reached(backend, job, lambda detail: _runs(detail))
    return job, detail.nodes["job"].outputs["engine's job"]


def _runs(detail: JobDetail) -> bool:
    return detail.job.native_status == "RUNNING" and "engine's job" in detail.nodes["job"].outputs
