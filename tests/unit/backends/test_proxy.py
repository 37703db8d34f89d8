"""The proxy that is told is the one that httpx takes."""

from __future__ import annotations

import itertools

import httpx
import pytest

from console.backends.proxy import proxy_for

URLS = [
    "http://127.0.0.1:80/x",
    "https://127.0.0.1/x",
    "http://localhost:8000",
    "https://jobs.example",
    "https://a.jobs.example:8443/api",
    "https://otherjobs.example",
    "https://[::1]:9/",
]
PROXIES = [
    {},
    {"HTTP_PROXY": "proxy.example:3128"},
    {"HTTPS_PROXY": "http://ada:s3cret@proxy.example:3128"},
    {"ALL_PROXY": "http://all.example:1"},
    {"ALL_PROXY": "http://all.example:1", "HTTPS_PROXY": "http://proxy.example:2"},
]
EXCEPTIONS = ["", "*", "jobs.example", ".jobs.example", "localhost, 127.0.0.1,::1", "https://jobs.example"]


@pytest.mark.parametrize(("proxies", "exceptions"), itertools.product(PROXIES, EXCEPTIONS))
def test_it_is_the_one_that_httpx_takes(
    monkeypatch: pytest.MonkeyPatch, proxies: dict[str, str], exceptions: str
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in {**proxies, "NO_PROXY": exceptions}.items():
        monkeypatch.setenv(name, value)
    client = httpx.AsyncClient(trust_env=True)

    for url in URLS:
        taken = client._transport_for_url(httpx.URL(url))  # the only way to ask; in a test it may be private
        expected = None if taken is client._transport else taken._pool._proxy_url.host.decode()

        told = proxy_for(url)

        assert (told and told.partition(":")[0]) == expected, url


def test_a_proxys_password_is_not_told() -> None:
    assert proxy_for("https://x", {"https": "http://ada:s3cret@proxy.example:3128"}) == "proxy.example:3128"
