"""A real Sahara 19 answers today as it was recorded, so what is tested on recordings holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.sahara.probes import PROBES, UNKNOWN, agrees
from fakes.sahara.recorded import exchange
from sahara_server.opening import opened, running

if TYPE_CHECKING:
    from sahara_server import RealSahara

pytestmark = pytest.mark.heavy


@pytest.mark.parametrize(("version", "method", "rest", "recording"), PROBES)
async def test_it_answers_as_recorded(
    real_sahara: RealSahara, version: str, method: str, rest: str, recording: str
) -> None:
    ids = real_sahara.ids
    async with opened(real_sahara) as backend:
        job, _ = await running(backend)
    broken = "{broken}" in rest
    places = {
        "project": ids["third"] if broken else ids["project"],
        "running": job,
        "unknown": UNKNOWN,
        "foreign": ids["foreign_public"],
        "protected": ids["protected"],
        "broken": ids["without_info"],
    }
    headers = {"Accept": "application/json", "X-Auth-Token": places["project"]}
    async with httpx.AsyncClient(base_url=real_sahara.url, headers=headers) as client:
        answer = await client.request(method, f"/{version}{rest.format(**places)}")
    agrees(answer, exchange(recording))
