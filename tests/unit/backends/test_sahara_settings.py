"""What a context of Sahara may say, and addresses that a person pastes."""

from __future__ import annotations

import pytest

from console.backends.base import BadRequest
from console.backends.registry import create
from console.backends.sahara import SaharaBackend
from console.backends.sahara.settings import settings_of

ID = "554552ba-dee8-4ac5-b3dc-2ba08afc0f26"
PROJECT = "37caa80116e1403ab603e5eeb48a2f74"
GOOD = {"url": "https://sahara.example:8386", "token": "gAAAAAB-token"}


def test_the_first_version_is_the_default_since_it_can_refresh() -> None:
    found = settings_of("s", GOOD)
    assert found.dialect.version == "v1.1"
    assert found.dialect.refreshes
    assert found.address.headers["X-Auth-Token"] == "gAAAAAB-token"


def test_a_context_of_this_kind_is_made_by_the_registry() -> None:
    assert isinstance(create("sahara", "s", GOOD), SaharaBackend)


def test_the_end_of_a_catalogs_address_is_understood() -> None:
    found = settings_of("s", {**GOOD, "url": f"https://cloud.example/data-processing/v1.1/{PROJECT}"})
    assert found.address.url == "https://cloud.example/data-processing"
    assert found.project == PROJECT
    assert found.dialect.executions == f"/v1.1/{PROJECT}/job-executions"


def test_a_project_of_our_own_wins_over_the_addresses() -> None:
    found = settings_of("s", {**GOOD, "url": f"https://cloud.example/v1.1/{PROJECT}", "project_id": "f" * 32})
    assert found.project == "f" * 32


@pytest.mark.parametrize(
    ("wrong", "words", "advice"),
    [
        ({"url": None}, "has no url", "contexts.s.url"),
        ({"url": "sahara.example"}, "contexts.s.url", "https://"),
        ({"url": "http://["}, "contexts.s.url", "https://"),
        ({"token": None}, "has no token", "openstack token issue"),
        ({"token": "two words"}, "characters that none can have", "token_command"),
        ({"token": "line\nfeed"}, "characters that none can have", "token_command"),
        (
            {"token": None, "username": "u", "password": "p"},
            "not a user and a password",
            "contexts.s.token_command",
        ),
        ({"api": "v3"}, "contexts.s.api", "v1.1, v2"),
        ({"api": "v2", "url": "https://sahara.example/v1.1"}, "api is v2", "leave the version out"),
        ({"project_id": "a/b"}, "contexts.s.project_id", "openstack project show"),
    ],
)
def test_a_wrong_setting_is_told_by_the_name_of_its_key(
    wrong: dict[str, str], words: str, advice: str
) -> None:
    with pytest.raises(BadRequest, match=words) as caught:
        SaharaBackend.create("s", {**GOOD, **wrong})
    assert advice in caught.value.advice


def test_a_secret_is_in_no_message() -> None:
    with pytest.raises(BadRequest) as caught:
        SaharaBackend.create("s", {**GOOD, "token": "SECRET with a space"})
    assert "SECRET" not in f"{caught.value} {caught.value.advice} {caught.value.detail}"


LINKED = {**GOOD, "web_url": "https://horizon.example/dashboard"}


@pytest.mark.parametrize(
    "url",
    [
        f"https://sahara.example:8386/v1.1/{PROJECT}/job-executions/{ID}",
        f"https://sahara.example:8386/v1.1/job-executions/{ID}",
        f"https://sahara.example:8386/v1.1/{PROJECT}/job-executions/{ID}/refresh-status",
        f"https://sahara.example:8386/v2/jobs/{ID}",
        f"https://SAHARA.example:8386/v2/jobs/{ID}?x=1#y",
        f"https://horizon.example/dashboard/project/data_processing/jobs/job-execution/{ID}",
        f"https://horizon.example:443/dashboard/project/data_processing/job_executions/{ID}/",
    ],
)
def test_the_address_of_a_job_is_known(url: str) -> None:
    assert SaharaBackend.job_of_link(url, LINKED) == ID


@pytest.mark.parametrize(
    "url",
    [
        f"https://elsewhere.example:8386/v2/jobs/{ID}",
        f"http://sahara.example:8386/v2/jobs/{ID}",
        f"https://sahara.example/v2/jobs/{ID}",
        f"https://sahara.example:8386/v1.1/{PROJECT}/jobs/{ID}",  # a template
        f"https://sahara.example:8386/v1.1/{PROJECT}/clusters/{ID}",
        "https://sahara.example:8386/v2/jobs/7",
        f"https://horizon.example/project/data_processing/jobs/job-execution/{ID}",
        f"https://horizon.example/dashboard/project/data_processing/jobs/job-template/{ID}",
        "https://[",
        "",
    ],
)
def test_other_addresses_are_not(url: str) -> None:
    assert SaharaBackend.job_of_link(url, LINKED) is None


def test_a_dashboard_that_nobody_named_is_not_ours() -> None:
    url = f"https://horizon.example/dashboard/project/data_processing/jobs/job-execution/{ID}"
    assert SaharaBackend.job_of_link(url, GOOD) is None


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        (ID, True),
        (ID.replace("-", ""), True),
        ("7", False),
        ("", False),
        (f"{ID}/cancel", False),
        ("x" * 36, False),
    ],
)
def test_an_id_is_a_uuid(text: str, may_be: bool) -> None:
    assert SaharaBackend.may_be_id(text) is may_be
