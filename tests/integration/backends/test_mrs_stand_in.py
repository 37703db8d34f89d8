"""The stand-in of MRS is strict: what a real server would not take, it does not take either."""

from __future__ import annotations

import httpx
import pytest
from fakes.mrs import CLUSTER, PROJECT, TOKEN, FakeMrs

V2 = f"/v2/{PROJECT}/clusters/{CLUSTER}/job-executions"
V1 = f"/v1.1/{PROJECT}"


async def ask(
    fake: FakeMrs, method: str, path: str, *, token: str | None = TOKEN, **others: object
) -> httpx.Response:
    headers = {} if token is None else {"X-Auth-Token": token}
    transport = httpx.ASGITransport(fake)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://mrs.example", headers=headers
    ) as client:
        return await client.request(method, path, **others)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"{V2}?page=1", 400, "12000002"),
        ("GET", f"{V2}?offset=0", 400, "12000002"),
        ("GET", f"{V2}?limit=10&limit=20", 400, "12000002"),
        ("GET", f"{V2}/none", 500, "0176"),
        ("GET", f"{V2}/a%2Fb", 500, "0176"),
        ("GET", V2.replace(CLUSTER, "another"), 400, "12000003"),
        ("GET", V2.replace(PROJECT, "another"), 403, "12000106"),
        ("DELETE", f"{V2}/none", 404, "APIGW.0101"),
        ("GET", f"{V1}/job-executions?limit=0", 400, "VALIDATION_ERROR"),
        ("GET", f"{V1}/job-executions?sort_by=created_at", 400, "VALIDATION_ERROR"),
        ("GET", f"{V1}/job-executions?marker=none", 404, "NOT_FOUND"),
        ("POST", f"{V1}/job-executions/none/cancel", 404, "APIGW.0101"),
        ("GET", f"{V1}/job-exes", 400, "12000002"),
        ("GET", f"{V1}/job-exes?cluster_id={CLUSTER}&page_size=101", 400, "12000002"),
    ],
)
async def test_a_request_that_is_amiss_is_refused(method: str, path: str, status: int, code: str) -> None:
    response = await ask(FakeMrs(), method, path)
    found = response.json()
    assert (response.status_code, code in found.values()) == (status, True)
    assert response.headers["x-request-id"]


@pytest.mark.parametrize("token", [None, "another"])
async def test_nobody_comes_in_without_the_right_token(token: str | None) -> None:
    assert (await ask(FakeMrs(), "GET", V2, token=token)).status_code == 401


async def test_a_kill_with_a_body_is_refused_and_one_without_is_taken_up_later() -> None:
    fake = FakeMrs(dies_after=1)
    job = fake.add("RUNNING")
    assert (await ask(fake, "POST", f"{V2}/{job.id}/kill", json={})).status_code == 400
    assert (await ask(fake, "POST", f"{V2}/{job.id}/kill")).status_code == 202
    states = [(await ask(fake, "GET", f"{V2}/{job.id}")).json()["job_detail"]["job_state"] for _ in range(3)]
    assert states == ["RUNNING", "RUNNING", "KILLED"]
    assert (await ask(fake, "POST", f"{V2}/{job.id}/kill")).json()["error_code"] == "0175"


@pytest.mark.parametrize(
    ("inclusive", "pages"),
    [
        (False, [(0, 5, 4), (5, 10, 9), (10, 12, None)]),
        (True, [(0, 5, 4), (4, 9, 9), (9, 12, None)]),
    ],
    ids=["exclusive", "inclusive"],
)
async def test_markers_are_those_of_mrs_or_of_sahara(
    inclusive: bool, pages: list[tuple[int, int, int | None]]
) -> None:
    fake = FakeMrs(inclusive=inclusive)
    ids = sorted(fake.add("RUNNING").id for _ in range(12))
    marker = None
    for first, end, following in pages:
        at = "" if marker is None else f"&marker={marker}"
        found = (await ask(fake, "GET", f"{V1}/job-executions?limit=5{at}")).json()
        assert [row["id"] for row in found["job_executions"]] == ids[first:end]
        marker = found["markers"]["next"]
        assert marker == (None if following is None else ids[following])
