"""The one HTTP client: what it trusts, and what it leaves alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from console.backends.base import BackendError, NotSent, OutcomeUnknown, ProtocolError, Unreachable
from console.backends.http import Address, Link, open_client


class Failing(httpx.AsyncBaseTransport):
    """Fails each request with the next of the errors, then answers."""

    def __init__(self, *errors: type[httpx.HTTPError]) -> None:
        self._errors = list(errors)
        self.count = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        if self._errors:
            raise self._errors.pop(0)("it broke", request=request)  # type: ignore[call-arg]
        return httpx.Response(200, text="fine")


def link_over(*errors: type[httpx.HTTPError]) -> tuple[Link, Failing]:
    transport = Failing(*errors)
    return Link(open_client(Address("http://server"), transport=transport), "the server"), transport


@pytest.mark.parametrize("error", [httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError])
async def test_a_read_is_repeated_once(error: type[httpx.HTTPError]) -> None:
    link, transport = link_over(error)

    assert (await link.read("/")).text == "fine"
    assert transport.count == 2
    await link.close()


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ([httpx.ConnectError], NotSent),
        ([httpx.ConnectTimeout], NotSent),
        ([httpx.ReadTimeout], Unreachable),
        ([httpx.ReadError, httpx.ReadError], Unreachable),
        ([httpx.ReadError, httpx.ConnectError], NotSent),
        ([httpx.RemoteProtocolError, httpx.RemoteProtocolError], ProtocolError),
    ],
)
async def test_a_read_that_fails_says_how(
    errors: list[type[httpx.HTTPError]], expected: type[BackendError]
) -> None:
    link, _ = link_over(*errors)

    with pytest.raises(expected, match="the server"):
        await link.read("/")
    await link.close()


@pytest.mark.parametrize(
    "error", [httpx.ReadError, httpx.WriteError, httpx.ReadTimeout, httpx.RemoteProtocolError]
)
async def test_a_change_whose_connection_breaks_is_unknown_and_not_repeated(
    error: type[httpx.HTTPError],
) -> None:
    link, transport = link_over(error)

    with pytest.raises(OutcomeUnknown):
        await link.send("/", {}, patience=1)
    assert transport.count == 1
    await link.close()


async def test_a_change_that_was_never_sent_says_so() -> None:
    link, _ = link_over(httpx.ConnectError)

    with pytest.raises(NotSent):
        await link.send("/", {}, patience=1)
    await link.close()


async def test_a_unix_socket_knows_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("ALL_PROXY", "http://proxy.invalid:3128")
    link = Link(open_client(Address("http://here", socket=Path("/nowhere/x.sock"))), "the host")

    with pytest.raises(NotSent) as caught:
        await link.read("/")
    assert "proxy" not in caught.value.detail
    await link.close()


def test_certificates_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "not.pem").write_text("no certificate")
    for name in ("missing.pem", "not.pem"):
        with pytest.raises(BackendError, match=name) as caught:
            open_client(Address("https://server", tls_ca=tmp_path / name))
        assert caught.value.advice


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("console.wire.local", {"pydantic", "httpx"}),
        ("console.config.state", {"pydantic", "httpx", "platformdirs"}),
        ("console.backends.registry", {"pydantic", "httpx"}),
        ("console.backends.local", {"rich", "click", "starlette", "uvicorn", "sqlite3"}),
    ],
)
def test_what_a_verb_imports_is_no_more_than_it_needs(module: str, absent: set[str]) -> None:
    code = f"import {module}, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert absent & set(loaded.split()) == set()
