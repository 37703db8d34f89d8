"""What our client sends to AOM is what the SDK of its vendor was recorded to send, signature and all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest
from fakes.aom import FakeAom
from fakes.huawei_recordings import ACCESS_KEY, PROJECT, SECRET_KEY, Recording, recording

from console.backends.aom.api import AomApi
from console.backends.aom.backend import AomBackend
from console.backends.aom.settings import settings_of
from console.backends.base import BackendError
from console.backends.http import Link, open_client
from console.core.clock import FixedClock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

CLOCK = FixedClock(datetime(2026, 11, 20, 7, 39, 6, tzinfo=UTC))
KEYS = {"project_id": PROJECT, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
FORCED_HEADERS = ("host", "authorization", "content-type", "x-project-id", "x-sdk-date", "content-length")


class Recorder(httpx.AsyncBaseTransport):
    """Keeps what is sent, and gives the recorded reply."""

    def __init__(self, recorded: Recording) -> None:
        self._recorded = recorded
        self.sent: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.sent.append(request)
        headers = {"X-Request-Id": "reqid-0001"}
        return httpx.Response(self._recorded.status, headers=headers, text=self._recorded.reply)


async def sent_by(
    recorded: Recording, ask: Callable[[AomApi], Awaitable[object]], **more: str
) -> httpx.Request:
    """The request that a call makes, with the user agent of the recording, since that is signed."""
    transport = Recorder(recorded)
    settings = settings_of("aom", {"url": f"http://{recorded.headers['host']}", **KEYS, **more}, CLOCK)
    client = open_client(settings.address, transport=transport, auth=settings.signer)
    client.headers["User-Agent"] = recorded.headers["user-agent"]
    api = AomApi(Link(client, "AOM", clock=CLOCK), settings, clock=CLOCK)
    try:
        await ask(api)
    except BackendError:
        assert recorded.status >= 400
    finally:
        await client.aclose()
    (request,) = transport.sent
    return request


@pytest.mark.parametrize(
    ("start", "ask"),
    [
        ("03", lambda api: api.start("wf-1")),
        ("05", lambda api: api.execution("wf-1", "ex-1")),
        ("06", lambda api: api.operate("wf-1", "ex-1", "node-1", "restart")),
        ("07", lambda api: api.operate("wf-1", "ex-1", "node-1", "skip")),
        ("08", lambda api: api.operate("wf-1", "ex-1", "node-1", "continue")),
        ("11", lambda api: api.operate("a/b c", "é", "n 1/&", "skip")),
        ("12", lambda api: api.terminate("wf-1", "ex-1")),
        ("15", lambda api: api.operate("wf-1", "ex-1", "node-1", "skip")),
        ("16", lambda api: api.operate("wf-1", "ex-1", "node-1", "skip")),
        ("19", lambda api: api.operate("wf-1", "ex-1", "node-1", "skip")),
        ("20", lambda api: api.operate("wf-1", "ex-1", "node-1", "skip")),
    ],
)
async def test_a_call_is_the_recorded_one(start: str, ask: Callable[[AomApi], Awaitable[object]]) -> None:
    recorded = recording(start)

    request = await sent_by(recorded, ask)

    assert request.method == recorded.method
    assert request.url.raw_path.decode() == recorded.target
    assert request.content == recorded.body
    for name in FORCED_HEADERS:
        assert request.headers.get(name) == recorded.headers.get(name), name


async def test_temporary_keys_send_their_token_and_sign_it() -> None:
    recorded = recording("36")
    request = await sent_by(
        recorded, lambda api: api.operate("wf-1", "ex-1", "node-1", "skip"), security_token="STSTOKEN"
    )
    assert request.headers["X-Security-Token"] == "STSTOKEN"
    assert request.headers["Authorization"] == recorded.headers["authorization"]


async def test_the_list_of_executions_is_asked_for_by_the_recorded_path() -> None:
    """Without the enterprise project, which the SDK was told of: 0 is what AOM takes it for."""
    recorded = recording("04")
    request = await sent_by(recorded, lambda api: api.executions("wf-1"))
    assert request.url.raw_path.decode() == recorded.target.removesuffix("?x_enterprise_project_id=0")


async def test_the_list_of_workflows_is_written_as_the_sdk_writes_it() -> None:
    """The order by the last execution is ours; all else is as recorded, to the blanks."""
    recorded = recording("01")
    request = await sent_by(recorded, lambda api: api.workflows(size=10, status="pausing"))
    assert request.url.raw_path.decode() == recorded.target
    assert request.content == recorded.body.replace(b"create_time", b"last_execution_start_time")


async def test_the_path_of_the_url_is_kept() -> None:
    """The vendor's SDK drops it (recording 39); who configures one needs it."""
    server = FakeAom(prefix="/gateway/aom")
    server.add("wf-1")
    settings = {"url": "https://aom.example.com/gateway/aom/", **KEYS}
    backend = AomBackend(
        "aom", settings, transport=httpx.ASGITransport(app=server), clock=FixedClock(server.now)
    )

    assert [workflow.id for workflow in await backend.workflows()] == ["wf-1"]
    assert server.requests == [("POST", f"/gateway/aom/v1/{PROJECT}/cms/workflow-list")]
    await backend.close()
