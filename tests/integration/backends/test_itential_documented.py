"""What is sent is what the vendor's own pages document: their schemas, and their example answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from fakes.itential import FakeItential, Flow, Step
from fakes.itential.context import on
from starlette.responses import JSONResponse

from console.model import Action, JobStatus, LogRef, OutcomeKind, StartRequest, Verb

RECORDINGS = Path(__file__).parents[2] / "recordings" / "itential"
PAUSE = json.loads((RECORDINGS / "documented_pause_job.json").read_text())
START = json.loads((RECORDINGS / "documented_start_job.json").read_text())
KINDS = {"string": str, "object": dict, "array": list}


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a body fits a schema, as far as these two pages use the language."""
    if "type" in schema and not isinstance(value, KINDS[schema["type"]]):
        return False
    if not isinstance(value, dict) or "properties" not in schema:
        return True
    known = schema["properties"]
    extra = schema.get("additionalProperties") is False and value.keys() - known.keys()
    missing = set(schema.get("required", ())) - value.keys()
    return (
        not extra and not missing and all(fits(value[key], known[key]) for key in value.keys() & known.keys())
    )


def platform(generation: str) -> FakeItential:
    fake = FakeItential(generation)
    fake.add(Flow("Runs", [Step("work", "runs")]))
    return fake


def test_the_check_itself_refuses_what_the_pages_refuse() -> None:
    assert fits(PAUSE["request"], PAUSE["request_schema"])
    assert fits(START["request"], START["request_schema"])
    assert not fits({"jobIds": ["a"]}, PAUSE["request_schema"])
    assert not fits({"workflow": "W", "options": {}, "variables": {}}, START["request_schema"])


async def test_a_pause_of_the_older_generation_fits_its_page() -> None:
    fake = platform("wfe")
    job = fake.start("Runs")
    async with on(fake) as backend:
        await backend.act(Action(Verb.PAUSE, job))
    (sent,) = fake.sent("POST", "/pauseJob")
    assert (sent.method, sent.path) == ("POST", "/workflow_engine/pauseJob")
    assert fits(sent.body, PAUSE["request_schema"])


async def test_the_answer_of_that_page_is_not_believed() -> None:
    fake = platform("wfe")
    job = fake.start("Runs")
    # The page's example answers a pause with a canceled job: random values in the right places.
    fake.fault("POST", "/pauseJob", lambda: JSONResponse(PAUSE["answer"]), after=True)
    async with on(fake) as backend:
        outcome = await backend.act(Action(Verb.PAUSE, job))
    assert (outcome.kind, outcome.message) == (OutcomeKind.DONE, "paused")


@pytest.mark.parametrize(
    "params", [{}, {"options.description": "d", "options.groups": "da23d9115cbc466bc5010486"}]
)
async def test_a_start_fits_its_page(params: dict[str, str]) -> None:
    fake = platform("om")
    async with on(fake) as backend:
        await backend.start(StartRequest("Runs", params))
    (sent,) = fake.sent("POST", "/jobs/start")
    assert fits(sent.body, START["request_schema"])


async def test_the_answer_of_that_page_names_the_job_and_its_warnings_are_kept() -> None:
    fake = platform("om")
    fake.fault("POST", "/jobs/start", lambda: JSONResponse(START["answer"]))
    async with on(fake) as backend:
        job = await backend.start(StartRequest("Runs", {}))
        bare = {key: START["answer"]["data"][key] for key in ("_id", "name", "status")}
        fake.fault("GET", "/operations-manager/jobs/", lambda: JSONResponse({"data": bare}))
        detail = await backend.job(job)
    assert job == START["answer"]["data"]["_id"]
    assert detail.job.status is JobStatus.RUNNING
    assert "warning: workflow_start: voluptate proident id cillum Ut" in (detail.job.reason or "")
    assert list(detail.nodes) == ["job"]


async def test_a_job_without_tasks_has_one_node_with_its_log() -> None:
    fake = platform("om")
    async with on(fake, dialect="om") as backend:
        bare = JSONResponse({"data": {"_id": "a", "name": "Deploy", "status": "complete"}})
        fake.fault("GET", "/operations-manager/jobs/", lambda: bare, times=2)
        detail = await backend.job("a")
        window = await backend.log(LogRef("a", "job", 1), first=0, count=10)
    assert [(each.node, each.number) for each in detail.executions] == [("job", 1)]
    assert window.lines[-1].text == "job complete"
