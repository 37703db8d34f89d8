"""What a context of MRS must be configured with, and which addresses and ids belong to it."""

from __future__ import annotations

import pytest
from fakes.mrs import CLUSTER, PROJECT, settings

from console.backends.base import BadRequest
from console.backends.mrs import MrsBackend

UUID = "431b135e-c090-489f-b1db-0abe3822b855"
KEYS = {"token": None, "access_key": "AK", "secret_key": "SK"}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"url": None}, "url"),
        ({"project_id": None}, "project_id"),
        ({"cluster_id": None}, "cluster_id"),
        ({"cluster_id": None, "api": "v1.1-job-exes"}, "cluster_id"),
        ({"project_id": "a/b"}, "project_id"),
        ({"cluster_id": ".."}, "cluster_id"),
        ({"api": "v3"}, "api"),
        ({"token": None}, "token_env"),
        ({"token": None, "username": "me", "password": "x"}, "a user name and a password are not enough"),
        ({"token": None, "access_key": "AK"}, "secret_key"),
        ({"token": None, "secret_key": "SK"}, "access_key"),
        ({"access_key": "AK", "secret_key": "SK"}, "one of them is to be used"),
    ],
)
def test_what_is_missing_or_amiss_is_named(changes: dict[str, str | None], named: str) -> None:
    with pytest.raises(BadRequest) as caught:
        MrsBackend.create("prod", settings(**changes))
    assert named in f"{caught.value} {caught.value.advice}"
    assert "prod" in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        KEYS,
        {**KEYS, "security_token": "x"},
        {"api": None},
        {"api": "v1.1", "cluster_id": None},
        {"api": "v1.1-job-exes"},
    ],
)
async def test_what_is_enough_makes_a_backend_that_has_asked_nobody(changes: dict[str, str | None]) -> None:
    backend = MrsBackend.create("prod", settings(**changes))
    assert backend.context == "prod"
    await backend.close()


BASE = f"https://mrs.example/v2/{PROJECT}/clusters/{CLUSTER}/job-executions"


@pytest.mark.parametrize(
    ("url", "job"),
    [
        (f"{BASE}/{UUID}", UUID),
        (f"{BASE}/{UUID}/kill", UUID),
        (f"{BASE}/{UUID}?x=1", UUID),
        (f"https://MRS.example:443/v1.1/{PROJECT}/job-executions/{UUID}", UUID),
        (f"https://mrs.example/v1.1/{PROJECT}/job-exes/{UUID}", UUID),
        (BASE, None),
        (f"{BASE}/batch-delete", None),
        (f"{BASE}/..%2f{UUID}", None),
        (f"http://mrs.example/v1.1/{PROJECT}/job-exes/{UUID}", None),
        (f"https://mrs.example.evil/v1.1/{PROJECT}/job-exes/{UUID}", None),
        (f"https://mrs.example/v1.1/another-project/job-exes/{UUID}", None),
        (f"https://mrs.example/v2/{PROJECT}/clusters/another/job-executions/{UUID}", None),
        (f"https://console.example/mrs/#/job?jobId={UUID}", UUID),
        (f"https://console.example/mrs/?job_id={UUID}", UUID),
        ("https://console.example/mrs/?job_id=7", None),
        (f"https://console.example/other/?job_id={UUID}", None),
        ("https://mrs.example:x/", None),
        ("no address", None),
    ],
)
def test_an_address_names_a_job_only_in_its_own_context(url: str, job: str | None) -> None:
    assert MrsBackend.job_of_link(url, settings(web_url="https://console.example/mrs")) == job


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        (UUID, True),
        (UUID.upper(), True),
        (UUID.replace("-", ""), True),
        ("4127", False),
        ("nightly", False),
        ("", False),
    ],
)
def test_an_id_of_mrs_is_a_uuid(text: str, may_be: bool) -> None:
    assert MrsBackend.may_be_id(text) is may_be
