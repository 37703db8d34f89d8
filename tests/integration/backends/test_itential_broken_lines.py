"""A connection that breaks, drips or floods, byte for byte, and what is made of it."""

import asyncio
import json
from typing import Any

import pytest
from fakes.raw import Answer, RawServer, drip, fine, flood, raw_server, reset, says

from console.backends.base import OutcomeUnknown, ProtocolError, Unreachable
from console.backends.itential import ItentialBackend
from console.model import Action, OutcomeKind, StartRequest, Verb

ID = "5cb7b531d06cceb89fd21b1c"


def job(status: str) -> Answer:
    return fine({"message": "", "data": {"_id": ID, "name": "Deploy", "status": status, "tasks": {}}})


def backend_of(server: RawServer, **more: Any) -> ItentialBackend:
    settings = {"url": server.url, "token": "made-elsewhere", "dialect": "om", **more}
    return ItentialBackend("iap", settings, sleep=lambda _: asyncio.sleep(0))


async def test_a_change_that_breaks_off_is_unknown_and_sent_once() -> None:
    async with raw_server(job("running"), reset(), job("running")) as server:
        backend = backend_of(server)
        outcome = await backend.act(Action(Verb.PAUSE, ID))
        await backend.close()
    assert outcome.kind is OutcomeKind.UNKNOWN
    assert [line.split()[0] for line in server.requests] == ["GET", "POST"]


async def test_a_start_that_breaks_off_is_unknown_and_sent_once() -> None:
    workflow = {
        "items": [{"name": "Deploy", "inputSchema": {"type": "object", "properties": {}}}],
        "total": 1,
    }
    async with raw_server(fine(workflow), reset()) as server:
        backend = backend_of(server)
        with pytest.raises(OutcomeUnknown):
            await backend.start(StartRequest("Deploy", {}))
        await backend.close()
    assert [line.split()[0] for line in server.requests] == ["GET", "POST"]


async def test_a_read_that_breaks_off_is_asked_again() -> None:
    async with raw_server(reset(), job("running")) as server:
        backend = backend_of(server)
        assert (await backend.job(ID)).job.native_status == "running"
        await backend.close()


@pytest.mark.parametrize(
    ("answer", "patience", "error"),
    [
        (drip(), 0.2, Unreachable),  # only time tells that it will never be whole
        (flood(40), 60, ProtocolError),
        (says(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"), 60, Unreachable),
    ],
)
async def test_what_is_no_whole_answer_is_told(
    answer: Answer, patience: float, error: type[Exception]
) -> None:
    async with raw_server(answer) as server:
        backend = backend_of(server, timeout=patience)
        with pytest.raises(error):
            await backend.job(ID)
        await backend.close()


async def test_a_start_is_on_the_wire_what_the_vendors_page_documents() -> None:
    documented = {
        "workflow": "anim est velit",
        "options": {
            "description": "Example job description",
            "type": "automation",
            "groups": ["da23d9115cbc466bc5010486"],
        },
    }
    sent: list[Any] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = next((line for line in head.splitlines() if line.startswith("content-length:")), ":0")
        sent.append(json.loads(await reader.readexactly(int(length.partition(":")[2])) or b"null"))
        body = {"items": [{"name": documented["workflow"]}], "total": 1}
        await fine(body if head.startswith("get") else {"message": "", "data": {"_id": ID}})(writer)
        writer.close()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listener:
        host, port = listener.sockets[0].getsockname()[:2]
        server = RawServer()
        server.url = f"http://{host}:{port}"
        backend = backend_of(server)
        params = {
            "options.description": "Example job description",
            "options.type": "automation",
            "options.groups": "da23d9115cbc466bc5010486",
        }
        assert await backend.start(StartRequest("anim est velit", params)) == ID
        await backend.close()
    assert {**sent[-1]["options"], "variables": {}} == {**documented["options"], "variables": {}}
    assert sent[-1].keys() == documented.keys()
