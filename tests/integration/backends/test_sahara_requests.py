"""What the Sahara backend sends, held against recorded requests that a real server answered."""

from __future__ import annotations

import json

import pytest
from fakes.sahara import TOKEN, Asked, SaharaFake
from fakes.sahara.opening import opened
from fakes.sahara.recorded import Message, exchange
from fakes.sahara.state import PROJECT

from console.model import Action, StartRequest, Verb

SENT_BY_US = {"host", "accept", "accept-encoding", "connection", "user-agent", "x-auth-token"}


@pytest.fixture
def fake() -> SaharaFake:
    return SaharaFake()


def _as_recorded(asked: Asked, recorded: Message | None, **ids: str) -> None:
    """The same line, the same headers that matter and the same body, but for the ids."""
    assert recorded is not None
    target = asked.path + (f"?{asked.query}" if asked.query else "")
    for name, id_ in ids.items():
        target = target.replace(id_, f"<{name}>")
    assert f"{asked.method} {target}" == f"{recorded.method} {_masked(recorded.target)}"
    for name in ("Accept", "Content-Type"):
        assert asked.headers.get(name.lower()) == recorded.headers.get(name)
    assert asked.headers["x-auth-token"] == TOKEN
    assert bool(asked.body) is bool(recorded.body)


def _masked(target: str) -> str:
    """A recorded target with its execution or template by name."""
    path, _, query = target.partition("?")
    steps = path.split("/")
    names = {"job-executions": "job", "jobs": "template" if "/v1.1/" in path else "job"}
    for place, step in enumerate(steps[:-1]):
        if step in names:
            steps[place + 1] = f"<{names[step]}>"
    return "/".join(steps) + (f"?{query}" if query else "")


async def test_a_running_job_is_read_and_then_refreshed(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake, project_id=PROJECT) as backend:
        await backend.job(job)
    show, refresh = fake.reads("job-executions")
    _as_recorded(show, exchange("025").request, job=job)
    _as_recorded(refresh, exchange("026").request, job=job)


async def test_a_cancel_is_the_recorded_get(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake, project_id=PROJECT) as backend:
        await backend.act(Action(Verb.CANCEL, job))
    [cancel] = fake.reads("/cancel")
    _as_recorded(cancel, exchange("043").request, job=job)
    assert cancel.headers.keys() <= SENT_BY_US


async def test_a_cancel_in_version_2_is_the_recorded_patch(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake, api="v2") as backend:
        await backend.act(Action(Verb.CANCEL, job))
    [patch] = [each for each in fake.asked if each.method == "PATCH"]
    recorded = exchange("113").request
    _as_recorded(patch, recorded, job=job)
    assert json.loads(patch.body) == json.loads(recorded.body if recorded else b"")


async def test_a_start_is_the_recorded_execute(fake: SaharaFake) -> None:
    cluster = fake.state.cluster("runs").id
    asked = {"cluster_id": "runs", "configs": '{"a": "b"}', "params": "{}", "args": '["x"]'}
    async with opened(fake, project_id=PROJECT) as backend:
        await backend.start(StartRequest("nightly", asked))
    [execute] = [each for each in fake.asked if each.method == "POST"]
    recorded = exchange("023").request
    _as_recorded(execute, recorded, template=fake.state.template("nightly").id)
    document = json.loads(recorded.body if recorded else b"")
    assert json.loads(execute.body) == {**document, "cluster_id": cluster}


async def test_a_start_in_version_2_names_the_template_in_its_body(fake: SaharaFake) -> None:
    async with opened(fake, api="v2") as backend:
        await backend.start(StartRequest("nightly", {"cluster_id": "runs"}))
    [execute] = [each for each in fake.asked if each.method == "POST"]
    recorded = exchange("110").request
    _as_recorded(execute, recorded)
    assert json.loads(execute.body).keys() == json.loads(recorded.body if recorded else b"").keys()


async def test_a_delete_is_the_last_request_of_its_connection(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake, project_id=PROJECT) as backend:
        await backend.delete(job)
    [delete] = [each for each in fake.asked if each.method == "DELETE"]
    _as_recorded(delete, exchange("091").request, job=job)
    assert delete.headers["connection"].lower() == "close"


@pytest.mark.parametrize(
    ("url", "settings", "path"),
    [
        ("http://sahara.test", {}, "/v1.1/job-executions"),
        ("http://sahara.test/", {"api": "v1.1"}, "/v1.1/job-executions"),
        (f"http://sahara.test/v1.1/{PROJECT}", {}, f"/v1.1/{PROJECT}/job-executions"),
        ("http://sahara.test/v1.1", {"project_id": PROJECT}, f"/v1.1/{PROJECT}/job-executions"),
        ("http://sahara.test/v2", {}, "/v2/jobs"),
        ("http://sahara.test", {"api": "v2", "project_id": PROJECT}, "/v2/jobs"),
    ],
)
async def test_the_address_of_a_service_catalog_may_be_given(
    fake: SaharaFake, url: str, settings: dict[str, str], path: str
) -> None:
    async with opened(fake, url=url, **settings) as backend:
        await backend.jobs("")
    assert fake.asked[0].path == path


@pytest.mark.parametrize("api", ["v1.1", "v2"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "status:running",
        "status:failed",
        "native:TOBEKILLED",
        "cluster:runs !type:Spark name:night* created:24h",
    ],
)
async def test_no_filter_is_sent_that_a_server_might_not_know(fake: SaharaFake, api: str, query: str) -> None:
    """The first version fails with 500 on a name that it does not know, the second one refuses it."""
    fake.state.add("RUNNING")
    async with opened(fake, api=api) as backend:
        await backend.jobs(query)
    sent = {part.split("=")[0] for each in fake.asked for part in each.query.split("&") if part}
    assert sent <= {"limit", "marker", "status"}


async def test_every_request_carries_the_token_and_asks_for_json(fake: SaharaFake) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake) as backend:
        await backend.jobs("")
        await backend.job(job)
        await backend.workflows()
        await backend.identity()
        await backend.act(Action(Verb.CANCEL, job))
        await backend.start(StartRequest("nightly", {"cluster_id": "runs"}))
        await backend.delete(job)
    assert {(each.headers["accept"], each.headers["x-auth-token"]) for each in fake.asked} == {
        ("application/json", TOKEN)
    }
