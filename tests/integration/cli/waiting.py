"""Waiting for a state of a job by the backend's own changes, without a sleep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from console.backends.local import LocalBackend
from console.model import JobDetail
from console.testing import reached


def wait_for(state: Path, job: str, condition: Callable[[JobDetail], bool]) -> JobDetail:
    """Return the job once ``condition`` holds of it."""

    async def wait() -> JobDetail:
        backend = LocalBackend("local", state, start_host=False)
        try:
            return await reached(backend, job, condition)
        finally:
            await backend.close()

    return asyncio.run(wait())


def wait_for_node(state: Path, job: str, node: str, status: str) -> JobDetail:
    """Return the job once its node is ``status``."""
    return wait_for(state, job, lambda detail: detail.nodes[node].status == status)
