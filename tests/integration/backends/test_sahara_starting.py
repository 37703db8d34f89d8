"""Starting Sahara's job templates, and forgetting executions: each is sent once."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
import pytest
from fakes.sahara import SaharaFake, answers
from fakes.sahara.opening import Cut, answering, opened

from console.backends.base import BadRequest, NotFound, OutcomeUnknown, Unsupported
from console.core.clock import FixedClock
from console.model import ParamKind, StartRequest


@pytest.fixture
def fake() -> SaharaFake:
    return SaharaFake()


# --- start ------------------------------------------------------------------------------------------


async def test_templates_can_be_started_on_the_clusters_that_run(fake: SaharaFake) -> None:
    fake.state.template("spark").interface = [
        {"name": "Day", "mapping_type": "args", "location": "0", "value_type": "string", "required": True}
    ]
    async with opened(fake) as backend:
        nightly, spark = await backend.workflows()
    assert [nightly.name, spark.name] == ["nightly", "spark"]
    cluster = nightly.params[0]
    assert (cluster.name, cluster.kind, cluster.required) == ("cluster_id", ParamKind.CHOICE, True)
    assert cluster.options == ("ends", "runs", "fails")  # the dead one runs nothing
    assert [param.name for param in spark.params][:3] == ["cluster_id", "interface.Day", "input_id"]
    assert spark.params[1].required
    assert {param.name for param in spark.params if param.secret} == {"configs", "params", "args"}


async def test_a_start_returns_the_new_job(fake: SaharaFake) -> None:
    async with opened(fake) as backend:
        job = await backend.start(StartRequest("nightly", {"cluster_id": "runs", "is_protected": "true"}))
        rows = (await backend.jobs("")).items
    assert [row.id for row in rows] == [job]
    assert rows[0].tags == ("protected",)


async def test_what_we_started_is_in_the_list_at_once(fake: SaharaFake) -> None:
    """Though the list was read a moment ago, and is kept for one."""
    async with opened(fake, clock=FixedClock(datetime(2026, 11, 20, tzinfo=UTC))) as backend:
        assert (await backend.jobs("")).items == ()
        job = await backend.start(StartRequest("nightly", {"cluster_id": "runs"}))
        assert [row.id for row in (await backend.jobs("")).items] == [job]


async def test_a_template_with_arguments_gets_a_table_even_if_none_is_given(fake: SaharaFake) -> None:
    """Without one Sahara refuses; where it has no arguments, it takes none."""
    fake.state.template("spark").interface = [{"name": "Hour", "required": False}]
    async with opened(fake) as backend:
        for template in ("spark", "nightly"):
            await backend.start(StartRequest(template, {"cluster_id": "runs"}))
    sent = [json.loads(each.body) for each in fake.asked if each.method == "POST"]
    assert [each.get("interface") for each in sent] == [{}, None]


async def test_the_arguments_of_a_template_are_sent_by_name(fake: SaharaFake) -> None:
    template = fake.state.template("nightly")
    template.interface = [{"name": "Day", "required": True}, {"name": "Hour", "required": False}]
    async with opened(fake) as backend:
        await backend.start(StartRequest(template.id, {"cluster_id": "runs", "interface.Day": "monday"}))
    [execute] = [each for each in fake.asked if each.method == "POST"]
    assert json.loads(execute.body)["interface"] == {"Day": "monday"}


async def test_every_mistake_of_a_form_is_told_and_nothing_is_sent(fake: SaharaFake) -> None:
    fake.state.template("nightly").interface = [{"name": "Day", "required": True}]
    params = {
        "cluster_id": "nowhere",
        "configs": "[1]",
        "is_public": "maybe",
        "stranger": "1",
    }
    async with opened(fake) as backend:
        with pytest.raises(BadRequest) as caught:
            await backend.start(StartRequest("nightly", params))
    mistakes = caught.value.detail.splitlines()
    assert [line.split(":")[0] for line in mistakes] == [
        "stranger",
        "cluster_id",
        "is_public",
        "configs",
        "interface.Day",
    ]
    assert 'there is no cluster "nowhere"; there are dead, ends, fails, runs' in mistakes[1]
    assert all(each.method == "GET" for each in fake.asked)


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        (StartRequest("nowhere", {}), NotFound),
        (StartRequest(None, {}, text="version: 1"), Unsupported),
        (StartRequest("nightly", {"cluster_id": "runs"}, name="mine"), BadRequest),
        (StartRequest("nightly", {"cluster_id": "runs"}, priority=3), BadRequest),
        (StartRequest("nightly", {}), BadRequest),
    ],
)
async def test_what_cannot_be_started_is_not_sent(
    fake: SaharaFake, request_: StartRequest, error: type[Exception]
) -> None:
    async with opened(fake) as backend:
        with pytest.raises(error):
            await backend.start(request_)
    assert all(each.method == "GET" for each in fake.asked)


async def test_two_clusters_of_one_name_are_told_apart_by_id(fake: SaharaFake) -> None:
    for cluster in fake.state.clusters.values():
        cluster.name = "same"
    first = next(iter(fake.state.clusters))
    async with opened(fake) as backend:
        with pytest.raises(BadRequest) as caught:
            await backend.start(StartRequest("nightly", {"cluster_id": "same"}))
        assert "4 clusters are called" in caught.value.detail
        await backend.start(StartRequest("nightly", {"cluster_id": first}))


@pytest.mark.parametrize("lost", [True, False])
async def test_a_start_whose_answer_is_lost_is_unknown_and_sent_once(fake: SaharaFake, lost: bool) -> None:
    if not lost:
        fake.instead = answering("/execute", lambda: answers.answer("no object", 202))
    cut = Cut(fake, "/execute" if lost else "never", httpx.RemoteProtocolError("Server disconnected"))
    async with opened(fake, cut=cut) as backend:
        with pytest.raises(OutcomeUnknown):
            await backend.start(StartRequest("nightly", {"cluster_id": "runs"}))
    assert len(fake.reads("/execute")) == 1


# --- delete -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", ["v1.1", "v2"])
async def test_a_delete_lets_the_row_go_later(fake: SaharaFake, api: str) -> None:
    job = fake.state.add("RUNNING")
    async with opened(fake, api=api) as backend:
        await backend.delete(job)
        with pytest.raises(NotFound):
            await backend.job(job)


async def test_a_protected_job_is_not_deleted(fake: SaharaFake) -> None:
    job = fake.state.add("SUCCEEDED", is_protected=True)
    async with opened(fake) as backend:
        with pytest.raises(BadRequest) as caught:
            await backend.delete(job)
    assert "marked as protected (DELETION_FAILED)" in caught.value.detail
    assert job in fake.state.executions
