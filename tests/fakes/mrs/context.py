"""A context that goes to the stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from console.backends.mrs import MrsBackend
from fakes.mrs.jobs import CLUSTER, PROJECT
from fakes.mrs.server import TOKEN

if TYPE_CHECKING:
    from console.core.clock import Clock
    from console.model import Job
    from fakes.mrs.server import FakeMrs

URL = "https://mrs.example"


def settings(api: str = "v2", **others: str | None) -> dict[str, str]:
    """Return the settings of a context; None takes one away."""
    found: dict[str, str | None] = {
        "url": URL,
        "api": api,
        "project_id": PROJECT,
        "cluster_id": CLUSTER,
        "token": TOKEN,
        **others,
    }
    return {key: value for key, value in found.items() if value is not None}


def made(fake: FakeMrs, api: str = "v2", *, clock: Clock | None = None, **others: str | None) -> MrsBackend:
    """Return a backend of MRS that goes to the stand-in, and does not wait where a server asks for it."""
    return MrsBackend(
        "prod",
        settings(api, **others),
        transport=httpx.ASGITransport(fake),
        clock=clock,
        floor=0.01,
    )


async def whole(backend: MrsBackend, query: str = "", *, limit: int = 10) -> list[Job]:
    """Return all pages of a list."""
    found: list[Job] = []
    cursor = None
    for _ in range(100):
        page = await backend.jobs(query, cursor=cursor, limit=limit)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found
    raise AssertionError("the list does not end")
