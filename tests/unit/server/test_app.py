"""The routes: what they ask of the engine, what they answer, and the one form of their errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from engine_double import JOB, EngineDouble

from console.engine.errors import (
    BadQuery,
    Closed,
    Fault,
    InvalidWorkflow,
    StoreError,
    StoreFault,
)
from console.engine.log_search import END
from console.model import LogRef, Scope, Verb
from console.server.reading import LARGEST_BODY
from console.version import VERSION
from console.wire.local import job_item

if TYPE_CHECKING:
    import httpx

    from console.server.life import Life

LOG = {"node": "check[a/b]", "execution": 2}


def error(response: httpx.Response) -> dict[str, Any]:
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"kind", "message", "advice", "detail"}
    return body["error"]


async def test_a_page_of_jobs(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    params = {"query": "status:running name:'a b'", "cursor": "c", "limit": 5}

    response = await client.get("/v1/jobs", params=params)

    assert response.json() == {"items": [job_item(JOB)], "next": "after-1", "total": None}
    assert engine.asked == [("status:running name:'a b'", "c", 5, "ann")]


async def test_one_job(client: httpx.AsyncClient) -> None:
    document = (await client.get("/v1/jobs/1")).json()

    assert document["id"] == 1
    assert [node["id"] for node in document["nodes"]] == ["only"]


@pytest.mark.parametrize(
    "path",
    ["/v1/counts", "/v1/paused", "/v1/workflows", "/v1/audit", "/v1/jobs/1/related", "/v1/capabilities"],
)
async def test_it_answers(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 200


async def test_every_answer_says_who_answers(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    engine.raises = ZeroDivisionError()
    for path in ("/v1/health", "/v1/nothing", "/v1/counts"):
        headers = (await client.get(path)).headers
        assert (headers["jobconsole-api"], headers["jobconsole-version"]) == ("1", VERSION)


async def test_a_window_of_a_log(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    response = await client.get("/v1/jobs/1/log", params={**LOG, "first": -50, "count": 50})

    assert response.json()["first"] == -50
    assert engine.asked == [(LogRef("1", "check[a/b]", 2), -50, 50)]


async def test_a_window_is_never_larger_than_the_most(
    client: httpx.AsyncClient, engine: EngineDouble
) -> None:
    await client.get("/v1/jobs/1/log", params={**LOG, "count": 10**9})

    assert engine.asked == [(LogRef("1", "check[a/b]", 2), 0, 10_000)]


async def test_the_end_of_a_log_that_is_being_counted(
    client: httpx.AsyncClient, engine: EngineDouble
) -> None:
    response = await client.get("/v1/jobs/1/log/end", params={**LOG, "count": 10**9})

    assert response.json()["counted"] == 0.37
    assert [line["text"] for line in response.json()["lines"]] == ["the last"]
    assert engine.asked == [(LogRef("1", "check[a/b]", 2), 10_000)]


async def test_a_search_of_a_log(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    response = await client.get("/v1/jobs/1/log/search", params={**LOG, "pattern": "a+b", "first": 7})

    assert response.json() == {"lines": [3]}
    assert engine.asked == [(LogRef("1", "check[a/b]", 2), "a+b", 7, END, 1000)]


async def test_a_followed_log_is_a_document_a_line(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/jobs/1/log/follow", params={**LOG, "first": 4})

    assert response.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [(run["first"], len(run["texts"])) for run in lines[0]["runs"]] in ([(4, 2)], [(4, 1), (5, 1)])
    assert lines[-1] == {"end": True}


async def test_the_stream_of_changes(client: httpx.AsyncClient) -> None:
    response = await client.get("/v1/watch")

    assert response.text == '{"changed":[]}\n{"changed":[1,2]}\n{"end":true}\n'


async def test_a_plan(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/plan", json={"verb": "restart", "job": 1, "node": "only"})

    assert response.json()["will_run"] == ["only"]


async def test_the_plan_of_a_start(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    asked = {"workflow": "ingest", "params": {"day": "2026-11-19"}, "reason": "late"}

    response = await client.post("/v1/start-plan", json=asked)

    assert (response.status_code, response.json()["name"]) == (200, "ingest 2026-11-19")
    assert engine.started == []


async def test_an_action_is_asked_by_who_is_connected(
    client: httpx.AsyncClient, engine: EngineDouble
) -> None:
    item = {"verb": "restart", "job": 1, "node": "only", "expected_version": 3, "scope": "node"}

    response = await client.post("/v1/actions", json={"items": [{**item, "request_id": "r"}]})

    assert response.json()["items"] == [
        {"job": 1, "node": "only", "outcome": "done", "message": "done", "version": 2, "request_id": "r"}
    ]
    action = engine.acted[0][0]
    assert (action.verb, action.job, action.node) == (Verb.RESTART, "1", "only")
    assert (action.actor, action.actor_groups) == ("ann", ("dba",))
    assert (action.expected_version, action.scope) == (3, Scope.NODE)


async def test_outcomes_stand_in_the_order_of_the_actions(client: httpx.AsyncClient) -> None:
    jobs = [*range(100), 3, 3, 5]
    items = [{"verb": "pause", "job": job} for job in jobs]

    response = await client.post("/v1/actions", json={"items": items})

    assert [outcome["job"] for outcome in response.json()["items"]] == jobs


async def test_what_cannot_be_written_is_told_of_each_action(
    client: httpx.AsyncClient, engine: EngineDouble
) -> None:
    engine.raises = StoreError(StoreFault.FULL, "the disk is full", "make room")

    response = await client.post("/v1/actions", json={"items": [{"verb": "pause", "job": n} for n in (1, 2)]})

    assert [(item["outcome"], item["message"]) for item in response.json()["items"]] == [
        ("done", "done"),
        ("refused", "the disk is full; make room"),
    ]


async def test_a_start(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    response = await client.post("/v1/jobs", json={"text": "version: 1", "params": {"day": "x"}})

    assert (response.status_code, response.json()) == (201, {"id": 7})
    request, actor, _ = engine.started[0]
    assert (request.text, request.params, actor) == ("version: 1", {"day": "x"}, "ann")


async def test_a_bad_file_is_told_with_all_its_errors(
    client: httpx.AsyncClient, engine: EngineDouble
) -> None:
    engine.raises = InvalidWorkflow(
        [Fault("a.yaml", 3, 5, "nodes.a", "no"), Fault("a.yaml", 9, 1, "", "ring")]
    )

    response = await client.post("/v1/jobs", json={"text": "x"})

    assert response.status_code == 400
    assert error(response)["kind"] == "bad_request"
    assert error(response)["detail"] == "a.yaml:3:5: nodes.a: no\na.yaml:9:1: ring"


async def test_the_status_of_the_engine(client: httpx.AsyncClient) -> None:
    document = (await client.get("/v1/engine")).json()

    assert {"pid", "version", "socket", "slots", "running", "queued"} <= document.keys()
    assert (document["socket"], document["slots"]) == ("/s/host.sock", 2)


async def test_the_host_stops_when_nothing_runs(client: httpx.AsyncClient, life: Life) -> None:
    assert (await client.post("/v1/engine/stop", json={})).json()["stopping"] is True
    assert life.stopping.is_set()
    assert life.deliberate


async def test_the_host_does_not_stop_while_commands_run(
    client: httpx.AsyncClient, engine: EngineDouble, life: Life
) -> None:
    engine.running = 2

    response = await client.post("/v1/engine/stop", json={})

    assert (response.status_code, error(response)["kind"]) == (409, "conflict")
    assert "2 commands run" in error(response)["message"]
    assert not life.stopping.is_set()


async def test_force_leaves_commands_running(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    engine.running = 2

    document = (await client.post("/v1/engine/stop", json={"force": True})).json()

    assert (document["left_running"], document["canceled"]) == (2, 0)


async def test_kill_cancels_them_first(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    engine.running = 2

    document = (await client.post("/v1/engine/stop", json={"kill": True})).json()

    assert (document["left_running"], document["canceled"]) == (0, 2)
    assert engine.canceled_by == ["ann"]


async def test_who_comes_while_the_host_stops_is_told(client: httpx.AsyncClient, life: Life) -> None:
    life.stop(deliberate=True)

    response = await client.get("/v1/jobs")

    assert (response.status_code, error(response)["kind"]) == (503, "stopping")


@pytest.mark.parametrize(
    ("raised", "status", "kind"),
    [
        (BadQuery("unknown field x", 3, "did you mean y?"), 400, "bad_request"),
        (Closed(), 503, "stopping"),
        (StoreError(StoreFault.BROKEN, "it is broken", "restore it"), 507, "storage"),
        (ZeroDivisionError("secret detail"), 500, "internal"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_errors_have_one_form(
    client: httpx.AsyncClient, engine: EngineDouble, raised: Exception, status: int, kind: str
) -> None:
    engine.raises = raised

    response = await client.get("/v1/jobs")

    assert (response.status_code, error(response)["kind"]) == (status, kind)
    assert "secret detail" not in response.text


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/v1/jobs/99", 404, "not_found"),
        ("/v1/no/such/thing", 404, "not_found"),
        ("/v1/jobs?limit=many", 400, "bad_request"),
        (f"/v1/jobs?limit={10**30}", 400, "bad_request"),
        (f"/v1/jobs/1/log?node=a&execution={2**63}", 400, "bad_request"),
        ("/v1/jobs/1/log?node=a", 400, "bad_request"),
        ("/v1/jobs/1/log?execution=1", 400, "bad_request"),
        ("/v1/plan", 405, "bad_request"),
    ],
)
async def test_bad_requests_are_told(client: httpx.AsyncClient, path: str, status: int, kind: str) -> None:
    response = await client.get(path)

    assert (response.status_code, error(response)["kind"]) == (status, kind)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b'{"items": []}',
        b'{"items": [{"verb": "dance", "job": 1}]}',
        b'{"items": [{"verb": "pause"}]}',
        b'{"items": [{"verb": "pause", "job": 1, "actor": "root"}]}',
        b'{"items": [{"verb": "pause", "job": 1}], "other": 1}',
        b'{"items": [{"verb": "pause", "job": "\\ud800"}]}',
    ],
)
async def test_a_body_that_is_not_what_it_should_be_is_refused(
    client: httpx.AsyncClient, engine: EngineDouble, body: bytes
) -> None:
    response = await client.post("/v1/actions", content=body)

    assert (response.status_code, error(response)["kind"]) == (400, "bad_request")
    assert error(response)["detail"]
    assert engine.acted == []


async def test_a_body_that_is_too_large_is_refused(client: httpx.AsyncClient, engine: EngineDouble) -> None:
    response = await client.post("/v1/jobs", content=b" " * (LARGEST_BODY + 1))

    assert (response.status_code, error(response)["kind"]) == (400, "bad_request")
    assert engine.started == []


@pytest.mark.parametrize("headers", [{"Jobconsole-Api": "2"}, {"Jobconsole-Version": "9.9.9"}])
async def test_a_client_of_another_version_is_refused(
    client: httpx.AsyncClient, engine: EngineDouble, headers: dict[str, str]
) -> None:
    response = await client.post(
        "/v1/actions", json={"items": [{"verb": "pause", "job": 1}]}, headers=headers
    )

    assert error(response)["kind"] == "version"
    assert "jobconsole engine stop" in error(response)["advice"]
    assert engine.acted == []


@pytest.mark.parametrize("path", ["/v1/health", "/v1/engine"])
async def test_a_client_of_another_version_may_look_at_the_host(client: httpx.AsyncClient, path: str) -> None:
    headers = {"Jobconsole-Api": "2", "Jobconsole-Version": "9.9.9"}

    assert (await client.get(path, headers=headers)).status_code == 200


async def test_a_client_of_another_version_may_stop_the_host(client: httpx.AsyncClient, life: Life) -> None:
    headers = {"Jobconsole-Version": "9.9.9"}

    assert (await client.post("/v1/engine/stop", json={}, headers=headers)).status_code == 200
    assert life.stopping.is_set()


async def test_text_that_is_no_unicode_is_answered_all_the_same(
    client: httpx.AsyncClient, engine: EngineDouble
) -> None:
    engine.raises = BadQuery("lone \udc80 surrogate")

    assert error(await client.get("/v1/jobs"))["message"] == "lone ? surrogate"
