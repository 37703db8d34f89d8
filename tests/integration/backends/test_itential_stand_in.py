"""The stand-in for the platform does what the real one would punish, ignore or hide; by plain requests."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.door import CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME

FLOWS = (
    Flow("Runs", [Step("work", "runs")]),
    Flow("Ends", [Step("look")]),
    Flow("Fails", [Step("push", "fails")]),
)


@pytest.fixture
def fake() -> FakeItential:
    fake = FakeItential("om", "wfe")
    fake.add(*FLOWS)
    return fake


@pytest.fixture
async def client(fake: FakeItential) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=fake.transport(), base_url="https://iap.example") as client:
        response = await client.post("/login", json={"user": {"username": USERNAME, "password": PASSWORD}})
        assert response.status_code == 200
        yield client


async def data(client: httpx.AsyncClient, path: str, **params: str) -> Any:
    return (await client.get(path, params=params)).json()["data"]


async def test_a_parameter_without_brackets_returns_everything(
    fake: FakeItential, client: httpx.AsyncClient
) -> None:
    fake.start("Runs")
    fake.start("Fails")
    assert len(await data(client, "/operations-manager/jobs", status="error")) == 2
    assert len(await data(client, "/operations-manager/jobs", **{"equals[status]": "error"})) == 1
    assert fake.ignored == ["status"]


async def test_a_known_operator_with_a_wrong_field_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.get("/operations-manager/jobs", params={"equals[parent.job]": "a"})
    assert (response.status_code, response.json()["data"]) == (400, None)


async def test_a_question_in_the_body_of_a_get_is_read(fake: FakeItential, client: httpx.AsyncClient) -> None:
    fake.start("Runs")
    fake.start("Ends")
    asked = {"queryParameters": {"limit": 25, "in": {"status": "running,paused"}}}
    response = await client.request("GET", "/operations-manager/jobs", json=asked)
    assert [job["name"] for job in response.json()["data"]] == ["Runs"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/operations-manager/jobs/start", {"workflow": "Runs"}),
        ("/operations-manager/jobs/start", {"workflow": "Runs", "options": {}, "variables": {}}),
        ("/operations-manager/jobs/start", {"workflow": "Runs", "options": {"name": "x"}}),
        ("/operations-manager/jobs/pause", {"job_id": "a"}),
        ("/operations-manager/jobs/pause", {"jobIds": []}),
        ("/operations-manager/jobs/cancel", {"jobIds": ["a"] * 101}),
        ("/workflow_engine/pauseJob", {"jobIds": ["a"]}),
        ("/workflow_engine/pauseJob", {"job_id": "a", "user": "b"}),
    ],
)
async def test_a_body_that_does_not_fit_is_an_offence(
    fake: FakeItential, client: httpx.AsyncClient, path: str, body: dict[str, Any]
) -> None:
    assert (await client.post(path, json=body)).status_code == 400
    assert len(fake.offences) == 1


async def test_a_verb_that_fails_on_all_jobs_is_500_keyed_by_job(
    fake: FakeItential, client: httpx.AsyncClient
) -> None:
    job = fake.start("Ends")
    response = await client.post("/operations-manager/jobs/cancel", json={"jobIds": [job]})
    assert (response.status_code, response.json()["data"].keys()) == (500, {job})


async def test_an_unknown_route_serves_the_web_interface(client: httpx.AsyncClient) -> None:
    response = await client.get("/workflow_engine/jobs")
    assert response.headers["content-type"].startswith("text/html")
    assert (await client.post("/operations_manager/jobs/start", json={})).status_code == 404


async def test_a_session_that_has_expired_is_401_or_an_empty_page(
    fake: FakeItential, client: httpx.AsyncClient
) -> None:
    fake.door.expire()
    assert (await client.get("/whoami")).status_code == 401
    fake.door.expired_is_empty = True
    response = await client.get("/whoami")
    assert (response.status_code, response.content) == (200, b"")


async def test_a_grant_wants_a_form(fake: FakeItential, client: httpx.AsyncClient) -> None:
    asked = {"grant_type": "client_credentials", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    assert (await client.post("/oauth/token", json=asked)).status_code == 400
    assert (await client.post("/oauth/token", data=asked)).json()["expires_in"] == 3600
    assert fake.door.offences == ["oauth: not a form"]
