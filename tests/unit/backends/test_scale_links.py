"""Which job an address of Scale is about."""

from __future__ import annotations

import pytest

from console.backends.scale import ScaleBackend

API = {"url": "https://scale.example/service/scale/api"}


@pytest.mark.parametrize(
    ("url", "job"),
    [
        ("https://scale.example/service/scale/api/v6/jobs/12/", "12"),
        ("https://scale.example/service/scale/api/v6/jobs/12", "12"),
        ("https://scale.example/service/scale/api/v7/jobs/12/executions/2/", "12"),
        ("https://scale.example/service/scale/api/v6/recipes/3/", "recipe-3"),
        ("https://scale.example/processing/jobs/12", "12"),
        ("https://scale.example:443/service/scale/processing/jobs/12/", "12"),
        ("https://scale.example/processing/recipes/3", "recipe-3"),
        ("  https://SCALE.example/processing/jobs/12  ", "12"),
        ("https://other.example/processing/jobs/12", None),
        ("http://scale.example/processing/jobs/12", None),
        ("https://scale.example:8443/processing/jobs/12", None),
        ("https://scale.example@evil.example/processing/jobs/12", None),
        ("https://u:p@scale.example/processing/jobs/12", None),
        ("https://scale.example/processing/jobs/0", None),
        ("https://scale.example/processing/jobs/99999999999", None),
        ("https://scale.example/processing/jobs/x", None),
        ("https://scale.example/processing/jobs/12/../13", None),
        ("https://[::1/processing/jobs/12", None),
        ("not a url", None),
        ("", None),
    ],
)
def test_an_address_is_of_this_context_or_not(url: str, job: str | None) -> None:
    assert ScaleBackend.job_of_link(url, API) == job


def test_pages_of_another_host_are_named_by_web_url() -> None:
    settings = {**API, "web_url": "https://ui.example/scale/"}
    assert ScaleBackend.job_of_link("https://ui.example/scale/processing/jobs/12", settings) == "12"
    assert ScaleBackend.job_of_link("https://ui.example/processing/jobs/12", settings) is None
    assert ScaleBackend.job_of_link("https://scale.example/processing/jobs/12", settings) is None
    assert ScaleBackend.job_of_link("https://scale.example/service/scale/api/v6/jobs/12/", settings) == "12"


def test_an_address_with_the_version_means_the_same() -> None:
    settings = {"url": f"{API['url']}/v6/"}
    assert ScaleBackend.job_of_link(f"{API['url']}/v6/jobs/12/", settings) == "12"


def test_without_an_address_nothing_is_ours() -> None:
    assert ScaleBackend.job_of_link("https://scale.example/processing/jobs/12", {}) is None


@pytest.mark.parametrize(
    ("text", "may"),
    [
        *((good, True) for good in ("7", "recipe-7", "2147483647")),
        *((bad, False) for bad in ("2147483648", "0", "07", "a", "recipe-", "recipe-x", "", "٣")),
    ],
)
def test_ids_are_numbers_or_recipes(text: str, may: bool) -> None:
    assert ScaleBackend.may_be_id(text) is may
