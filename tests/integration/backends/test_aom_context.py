"""A context of AOM: its settings, who we are, addresses and outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fakes.aom import TOKEN, node
from fakes.aom_desk import SETTINGS, URL, Desk
from fakes.huawei_recordings import PROJECT

from console.backends.aom import AomBackend
from console.backends.aom.log import NOTE
from console.backends.base import BadRequest
from console.model import (
    LogRef,
    Stream,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.backend.close()


async def test_an_output_is_said_to_be_no_log(desk: Desk) -> None:
    desk.server.add("out", node("a", output="one\ntwo\n"))
    ref = LogRef(desk.start("out"), "a", 1)
    window = await desk.backend.log(ref, first=0, count=10)
    assert [(line.text, line.stream) for line in window.lines] == [
        ("one", Stream.OUT),
        ("two", Stream.OUT),
        (NOTE, Stream.NOTE),
    ]
    assert window.ended


async def test_the_output_of_a_node_that_runs_is_not_at_its_end(desk: Desk) -> None:
    desk.server.workflows["long"].nodes[0]["output"] = "so far"
    ref = LogRef(desk.start("long"), "work", 1)
    window = await desk.backend.log(ref, first=-5, count=5)
    assert ([line.text for line in window.lines], window.ended) == (["so far"], False)


async def test_an_output_is_followed_until_its_node_has_ended(desk: Desk) -> None:
    desk.server.workflows["long"].nodes[0]["output"] = "all of it"
    ref = LogRef(desk.start("long"), "work", 1)
    execution = desk.server.find("long", "ex-1")
    looks = 0

    async def sleep(seconds: float) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            execution.results[0]["status"] = "success"

    transport = httpx.ASGITransport(app=desk.server)
    backend = AomBackend("aom", SETTINGS, transport=transport, clock=desk.clock, sleep=sleep)
    lines = [line.text async for batch in backend.follow(ref) for line in batch]
    assert lines == ["all of it", NOTE]
    assert looks == 2
    await backend.close()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"project_id": None}, "no project_id"),
        ({"token": None}, "has no credentials"),
        ({"access_key": "a"}, "token and keys"),
        ({"token": None, "access_key": "a"}, "without its secret key"),
        ({"token": None, "secret_key": "s"}, "without its access key"),
        ({"token": "a\nb"}, "token holds characters"),
        ({"token": "schlüssel"}, "token holds characters"),
        ({"url": None}, "no url"),
        ({"url": "ftp://x"}, "http"),
    ],
)
def test_settings_that_make_no_sense_name_the_key(change: dict[str, Any], message: str) -> None:
    with pytest.raises(BadRequest, match=message) as raised:
        AomBackend.create("prod", {**SETTINGS, **change})
    assert TOKEN not in str(raised.value)


async def test_who_we_are_is_what_aom_lets_us_know(desk: Desk) -> None:
    found = await desk.backend.identity()
    assert (found.who, found.may_act, found.clock_difference) == (None, None, 0.0)
    assert "5 workflows" in found.notes[0]
    assert [method for method, _ in desk.server.requests] == ["POST"]


@pytest.mark.parametrize(
    ("address", "job"),
    [
        (f"{URL}/v1/{PROJECT}/cms/workflow/wf-1/executions/ex-1", "wf-1:ex-1"),
        (f"{URL}:443/v1/{PROJECT}/cms/workflow/a%2Fb/executions/ex-1/status?x=1", "a%2Fb:ex-1"),
        (f"{URL}/v1/{PROJECT}/cms/workflow/wf-1/executions", None),
        (f"{URL}/v1/{'0' * 32}/cms/workflow/wf-1/executions/ex-1", None),
        (f"http://aom.example.com/v1/{PROJECT}/cms/workflow/wf-1/executions/ex-1", None),
        (f"https://aom.example.com.evil.example/v1/{PROJECT}/cms/workflow/wf-1/executions/ex-1", None),
        ("https://[broken", None),
        ("wf-1:ex-1", None),
    ],
)
def test_an_address_of_the_api_leads_to_its_job(address: str, job: str | None) -> None:
    assert AomBackend.job_of_link(address, SETTINGS) == job


def test_the_form_of_an_id_is_known() -> None:
    assert AomBackend.may_be_id("wf-1:ex-1")
    assert not AomBackend.may_be_id("4711")
