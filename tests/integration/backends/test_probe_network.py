"""The steps to a server on real sockets: what is told of each thing that goes wrong, and how it ends."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from console.backends.base import BadRequest
from console.backends.http import Address
from console.backends.probe import Step, StepName, StepState, walk
from console.backends.probe_network import NetworkProbe, Target, target_of
from console.config.web import Origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(file)
    return file


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


async def _stays(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


async def _speaks_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    writer.close()


async def _hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(1)
    writer.transport.abort()


@asynccontextmanager
async def server(leaf: trustme.LeafCert | None = None, answer=_stays) -> AsyncIterator[int]:
    """Serve on a port of the loopback, with TLS where a certificate is given."""
    context = None
    if leaf is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
    listener = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    # A handshake that we refuse is no news of the server's.
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: None)
    async with listener:
        yield listener.sockets[0].getsockname()[1]


async def steps(target: Target) -> dict[StepName, Step]:
    probe = NetworkProbe(target)
    try:
        return {step.name: step async for step in walk(probe.checks())}
    finally:
        await probe.close()


def at(port: int, *, scheme: str = "https", host: str = "localhost", **more) -> Target:
    clear, proxy = more.pop("in_the_clear", False), more.pop("proxy", None)
    address = Address(f"{scheme}://{host}:{port}", connect_timeout=more.pop("timeout", 5.0), **more)
    return Target(address, Origin(scheme, host, port), proxy, clear)


def unused_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


async def test_a_good_server_passes_every_step(authority: trustme.CA, ca_file: Path) -> None:
    leaf = authority.issue_cert("localhost", "jobs.example", not_after=NOW + timedelta(days=57, hours=1))

    async with server(leaf) as port:
        found = await steps(at(port, tls_ca=ca_file))

    assert [step.state for step in found.values()] == [StepState.OK] * 3
    assert found[StepName.NAME].said.startswith("localhost is ")
    assert found[StepName.TCP].said == f"127.0.0.1 answers on port {port}"
    assert found[StepName.TLS].said == "TLSv1.3; the certificate is for localhost, jobs.example, 57 days left"


async def test_an_address_needs_no_name(authority: trustme.CA, ca_file: Path) -> None:
    async with server(authority.issue_cert("127.0.0.1")) as port:
        found = await steps(at(port, host="127.0.0.1", tls_ca=ca_file))

    assert found[StepName.NAME].said == "127.0.0.1 is an address already"
    assert found[StepName.TLS].state is StepState.OK


async def test_a_certificate_that_ends_soon_is_a_warning(authority: trustme.CA, ca_file: Path) -> None:
    async with server(authority.issue_cert("localhost", not_after=NOW + timedelta(days=3, hours=1))) as port:
        found = await steps(at(port, tls_ca=ca_file))

    assert found[StepName.TLS].state is StepState.WARNING
    assert "3 days left" in found[StepName.TLS].said


async def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*args: object, **more: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)

    found = await steps(at(443, host="nowhere.invalid"))

    assert found[StepName.NAME].state is StepState.FAILED
    assert "nowhere.invalid cannot be looked up: Name or service not known" in found[StepName.NAME].said
    assert "spelt right" in found[StepName.NAME].advice
    assert found[StepName.TCP].state is found[StepName.TLS].state is StepState.SKIPPED


async def test_a_port_where_nobody_listens() -> None:
    found = await steps(at(unused_port()))

    assert found[StepName.TCP].state is StepState.FAILED
    assert "nobody listens there" in found[StepName.TCP].said
    assert found[StepName.TLS].state is StepState.SKIPPED


async def test_a_queue_that_is_full_takes_no_connection() -> None:
    with socket.socket() as full, socket.socket() as first:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        first.connect(full.getsockname())  # the queue's only place: whoever comes now gets no answer
        found = await steps(at(full.getsockname()[1], host="127.0.0.1", timeout=0.2))

    assert found[StepName.TCP].state is StepState.FAILED
    assert "no answer within 0.2 s" in found[StepName.TCP].said
    assert "firewall" in found[StepName.TCP].advice


async def test_a_listener_that_never_speaks_tls() -> None:
    async with server() as port:
        found = await steps(at(port, timeout=0.2))

    assert found[StepName.TCP].state is StepState.OK
    assert found[StepName.TLS].state is StepState.FAILED
    assert "says nothing within 0.2 s when TLS begins" in found[StepName.TLS].said


async def test_a_server_that_speaks_http_where_tls_is_due() -> None:
    async with server(answer=_speaks_http) as port:
        found = await steps(at(port))

    assert found[StepName.TLS].state is StepState.FAILED
    assert "http://" in found[StepName.TLS].advice


async def test_a_server_that_hangs_up_when_tls_begins() -> None:
    async with server(answer=_hangs_up) as port:
        found = await steps(at(port))

    assert found[StepName.TLS].state is StepState.FAILED
    assert "broke off when TLS begins" in found[StepName.TLS].said


async def test_an_unknown_authority_is_told_with_the_key_that_names_one(authority: trustme.CA) -> None:
    async with server(authority.issue_cert("localhost")) as port:
        found = await steps(at(port))

    assert found[StepName.TLS].state is StepState.FAILED
    assert "nobody who is trusted here vouches for the certificate of localhost" in found[StepName.TLS].said
    assert "tls_ca" in found[StepName.TLS].advice


async def test_a_wrong_authority_is_told_with_its_file(authority: trustme.CA, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)

    async with server(authority.issue_cert("localhost")) as port:
        found = await steps(at(port, tls_ca=other))

    assert f"{other} does not hold the authority" in found[StepName.TLS].advice


async def test_a_certificate_of_another_name_is_told_with_its_names(
    authority: trustme.CA, ca_file: Path
) -> None:
    async with server(authority.issue_cert("jobs.example", "192.0.2.1")) as port:
        found = await steps(at(port, tls_ca=ca_file))

    assert found[StepName.TLS].state is StepState.FAILED
    assert found[StepName.TLS].said == (
        "the certificate is not for localhost, but for jobs.example, 192.0.2.1"
    )


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (NOW - timedelta(days=30), NOW - timedelta(days=2), "has expired"),
        (NOW + timedelta(days=2), NOW + timedelta(days=30), "is not valid yet"),
    ],
)
async def test_a_certificate_out_of_its_time(
    authority: trustme.CA, ca_file: Path, begins: datetime, ends: datetime, expected: str
) -> None:
    async with server(authority.issue_cert("localhost", not_before=begins, not_after=ends)) as port:
        found = await steps(at(port, tls_ca=ca_file))

    assert found[StepName.TLS].state is StepState.FAILED
    assert f"the certificate of localhost {expected}" in found[StepName.TLS].said


async def test_a_file_of_authorities_that_cannot_be_read(authority: trustme.CA, tmp_path: Path) -> None:
    async with server(authority.issue_cert("localhost")) as port:
        found = await steps(at(port, tls_ca=tmp_path / "none.pem"))

    assert found[StepName.TLS].state is StepState.FAILED
    assert f"{tmp_path}/none.pem cannot be read" in found[StepName.TLS].said


async def test_a_certificate_that_nobody_checks_is_a_warning(authority: trustme.CA) -> None:
    async with server(authority.issue_cert("jobs.example")) as port:
        found = await steps(at(port, tls_verify=False))

    assert found[StepName.TLS].state is StepState.WARNING
    assert "tls_verify = false: nobody checks who answers" in found[StepName.TLS].said


@pytest.mark.parametrize(
    ("clear", "state", "said"),
    [(True, StepState.WARNING, "for everybody to read"), (False, StepState.OK, "not used: http")],
)
async def test_http_is_a_warning_where_credentials_go_over_it(
    clear: bool, state: StepState, said: str
) -> None:
    async with server() as port:
        found = await steps(at(port, scheme="http", in_the_clear=clear))

    assert found[StepName.TLS].state is state
    assert said in found[StepName.TLS].said


async def test_through_a_proxy_nothing_is_claimed_that_was_not_tried() -> None:
    found = await steps(at(443, host="nowhere.invalid", proxy="proxy.example:3128"))

    assert [step.state for step in found.values()] == [StepState.SKIPPED] * 3
    assert "the proxy proxy.example:3128 does it" in found[StepName.NAME].said
    assert not any(step.error for step in found.values())


async def test_through_a_proxy_too_nobody_may_answer_unchecked() -> None:
    found = await steps(at(443, host="nowhere.invalid", proxy="proxy.example:3128", tls_verify=False))

    assert found[StepName.TLS].state is StepState.WARNING


def test_the_target_of_a_context(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://ada:s3cret@proxy.example:3128")
    settings = {"url": "http://Scale.example/api/", "tls_verify": False, "tls_ca": "/ca.pem", "timeout": 2.0}

    target = target_of("a", settings, in_the_clear=True)

    assert target.origin == Origin("http", "scale.example", 80)
    assert (target.proxy, target.in_the_clear, target.timeout) == ("proxy.example:3128", True, 2.0)
    assert (target.address.tls_verify, target.address.tls_ca) == (False, Path("/ca.pem"))


def test_a_context_without_an_address_has_no_target() -> None:
    with pytest.raises(BadRequest, match="the context a has no url"):
        target_of("a", {})
