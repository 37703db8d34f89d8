"""The backend of `docs/writing-a-backend.md` works; what it tells of errors and scenarios is whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from console.backends.base import BackendError, BadRequest
from console.backends.http import Address, Link, open_client
from console.model import JobStatus
from console.testing import BackendContract, Scenario

if TYPE_CHECKING:
    from starlette.requests import Request

    from console.backends.base import Backend

TEXT = (Path(__file__).parents[3] / "docs" / "writing-a-backend.md").read_text(encoding="utf-8")
FIRST, SUITE = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


async def runs(request: Request) -> JSONResponse:
    assert request.query_params["limit"] == "2"
    states = [("7", "OK"), ("8", "ON_ICE")]
    return JSONResponse(
        {
            "runs": [{"id": id_, "title": "t", "recipe": "r", "state": state} for id_, state in states],
            "after": "8",
        }
    )


@pytest.fixture
def module() -> dict[str, object]:
    names: dict[str, object] = {"__name__": "jobconsole_acme"}
    exec(compile(FIRST, "jobconsole_acme", "exec", dont_inherit=True), names)
    return names


async def test_the_first_backend_lists_jobs(module: dict[str, object]) -> None:
    transport = httpx.ASGITransport(Starlette(routes=[Route("/runs", runs)]))
    link = Link(open_client(Address("http://acme"), transport=transport), "the API of acme")
    backend = cast("Backend", module["AcmeBackend"]("acme", link))  # type: ignore[operator]

    page = await backend.jobs("", limit=2)

    assert [(job.id, job.status, job.native_status) for job in page.items] == [
        ("7", JobStatus.SUCCEEDED, "OK"),
        ("8", JobStatus.UNKNOWN, "ON_ICE"),
    ]
    assert page.next == "8"
    with pytest.raises(BadRequest):
        await backend.jobs("status:failed")
    await backend.close()


async def test_it_is_made_from_a_table_and_connects_to_nothing(module: dict[str, object]) -> None:
    create = module["AcmeBackend"].create  # type: ignore[attr-defined]

    backend = create("acme", {"url": "http://localhost:1"})

    assert backend.context == "acme"
    await backend.close()
    with pytest.raises(BadRequest, match="the context acme has no url"):
        create("acme", {})


def test_its_suite_is_the_contract(module: dict[str, object]) -> None:
    names = dict(module)

    exec(SUITE.replace("from jobconsole_acme import AcmeBackend\n", ""), names)

    assert issubclass(cast("type", names["TestAcme"]), BackendContract)
    assert issubclass(cast("type", names["AcmeScenario"]), Scenario)


def test_every_error_and_every_scenario_is_told() -> None:
    children = {kind.__name__ for kind in BackendError.__subclasses__() if kind.__module__.endswith(".base")}
    methods = {name for name, each in vars(Scenario).items() if not name.startswith("_") and callable(each)}

    assert {name for name in children if f"| `{name}` |" not in TEXT} == set()
    assert {name for name in methods if f"| `{name}(" not in TEXT} == set()
