"""Addresses that a person pastes: whose they are is compared the same way on every remote backend."""

from __future__ import annotations

import pytest

from console.backends.recognition import job_of_link

PROJECT = "37caa80116e1403ab603e5eeb48a2f74"
JOB = "11111111-2222-3333-4444-555555555555"
API = "https://api.example/api"
CONTEXTS: dict[str, tuple[dict[str, str], str]] = {
    "scale": ({}, "/v6/jobs/7/"),
    "itential": ({}, f"/operations-manager/jobs/{'a' * 24}"),
    "aom": ({"project_id": PROJECT}, f"/v1/{PROJECT}/cms/workflow/w/executions/e"),
    "mrs": (
        {"project_id": PROJECT, "cluster_id": "c"},
        f"/v2/{PROJECT}/clusters/c/job-executions/{JOB}",
    ),
    "sahara": ({}, f"/v1.1/job-executions/{JOB}"),
}


def found(kind: str, url: str) -> str | None:
    return job_of_link(kind, url, {"url": API, **CONTEXTS[kind][0]})


@pytest.mark.parametrize("kind", CONTEXTS)
def test_an_address_below_that_of_the_context_is_known(kind: str) -> None:
    path = CONTEXTS[kind][1]
    for url in (f"{API}{path}", f" {API}{path}\n", f"HTTPS://API.example:443/api{path}"):
        assert found(kind, url) is not None


@pytest.mark.parametrize("kind", CONTEXTS)
@pytest.mark.parametrize(
    "base",
    [
        "http://api.example/api",
        "https://api.example:444/api",
        "https://api.example:999999/api",
        "https://api.example.evil.example/api",
        "https://api.example@evil.example/api",
        "https://api.example\\@evil.example/api",
        "https://user:word@api.example/api",
        "https://api.example/apis",
        "https://api.example",
        "https:///api.example/api",
        "https://[api.example/api",
    ],
)
def test_an_address_of_another_place_is_of_none(kind: str, base: str) -> None:
    assert found(kind, f"{base}{CONTEXTS[kind][1]}") is None


@pytest.mark.parametrize("kind", CONTEXTS)
def test_bytes_that_are_no_text_are_no_fault_of_ours(kind: str) -> None:
    """A shell passes them on as halves of characters."""
    found(kind, f"{API}{CONTEXTS[kind][1]}\udcff")
