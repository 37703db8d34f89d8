"""The one HTTP client of every backend: where it goes, whom it trusts, and how long it waits."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx

from console.backends.base import BackendError, BadRequest
from console.backends.link import Link, Params
from console.model import Json

__all__ = ["KEEP_ALIVE", "Address", "Link", "Params", "address_of", "open_client", "trust"]

KEEP_ALIVE: Final = 30.0
"""Seconds that an idle connection is kept. Servers keep theirs longer, so that none is cut in use."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is and how it is spoken to. Times are seconds.

    ``socket`` is a Unix socket to connect to instead of the URL's host; proxies of the environment do not
    apply to it. ``silence`` is how long a stream may be silent before it is taken to be dead.
    """

    url: str
    socket: Path | None = None
    timeout: float = 10.0
    connect_timeout: float = 5.0
    silence: float = 45.0
    tls_ca: Path | None = None
    tls_verify: bool = True
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def address_of(
    name: str, settings: Mapping[str, Json], *, headers: Mapping[str, str] | None = None
) -> Address:
    """Return the address that the common keys of the context ``name`` describe.

    ``headers`` go with every request: a token belongs there, since no request leaves the address's origin.
    Raises BadRequest without a usable ``url``.
    """
    url = settings.get("url")
    if not isinstance(url, str) or not url:
        raise BadRequest(
            f"the context {name} has no url", advice=f"give contexts.{name}.url the API's address"
        )
    wrong = _wrong_url(url)
    if wrong:
        raise BadRequest(f"contexts.{name}.url: {wrong}", advice="such as https://jobs.example/api")
    timeout, tls_ca = settings.get("timeout"), settings.get("tls_ca")
    seconds = float(timeout) if isinstance(timeout, int | float) and timeout > 0 else 10.0
    return Address(
        url.rstrip("/"),
        timeout=seconds,
        connect_timeout=min(5.0, seconds),
        tls_ca=Path(tls_ca).expanduser() if isinstance(tls_ca, str) else None,
        tls_verify=settings.get("tls_verify") is not False,
        headers=headers or {},
    )


def _wrong_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - it is read to be checked
    except ValueError as error:
        return f"this is no address: {error}"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "an address begins with https:// or http:// and names a host"
    if parts.username or parts.password:
        return "an address must not hold a user or a password: they would be shown; use the keys for them"
    if parts.query or parts.fragment:
        return "an address ends with its path, without ? and #"
    return ""


def open_client(
    address: Address,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    auth: httpx.Auth | None = None,
) -> httpx.AsyncClient:
    """Return a client of ``address``. ``transport`` replaces the network, for tests.

    Raises BackendError if the certificates that it names cannot be read.
    """
    # Every log that is followed holds a connection: on our own socket there may be one for each slot.
    most = None if address.socket is not None else 20
    limits = httpx.Limits(max_connections=most, max_keepalive_connections=5, keepalive_expiry=KEEP_ALIVE)
    if transport is None and address.socket is not None:
        # Nothing is encrypted on a socket of ours: reading the system's certificates would take 30 ms.
        transport = httpx.AsyncHTTPTransport(uds=str(address.socket), limits=limits, verify=False)
    local = address.socket is not None
    return httpx.AsyncClient(
        base_url=address.url,
        headers=dict(address.headers),
        timeout=httpx.Timeout(address.timeout, connect=address.connect_timeout),
        transport=transport,
        limits=limits,
        verify=False if local else trust(address),
        trust_env=not local,
        follow_redirects=False,
        auth=auth,
    )


def trust(address: Address) -> ssl.SSLContext | bool:
    """Return what ``address`` lets us trust: the system's authorities, its own, or anybody (False).

    Raises BackendError if the certificates that it names cannot be read.
    """
    if not address.tls_verify or address.url.startswith("http:"):
        return False
    if address.tls_ca is None:
        return True
    try:
        return ssl.create_default_context(cafile=str(address.tls_ca))
    except OSError as error:  # ssl.SSLError is one
        raise BackendError(
            f"the certificates in {address.tls_ca} cannot be read: {error.strerror or error}",
            advice="name a PEM file in tls_ca",
        ) from error
