"""The app over an engine double, asked through httpx without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from engine_double import EngineDouble

from console.server.app import create_app
from console.server.caller import Caller
from console.server.life import Life

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
def engine() -> EngineDouble:
    return EngineDouble()


@pytest.fixture
async def life() -> Life:
    return Life()


@pytest.fixture
async def client(engine: EngineDouble, life: Life) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(engine, life, socket="/s/host.sock", identify=lambda _: Caller("ann", ("dba",)))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
        yield client
