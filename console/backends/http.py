"""The one way of a backend to its HTTP server: time-outs, TLS, proxies, and what may be tried twice.

A read is repeated once when its connection breaks. A change is sent once: if the connection breaks after
sending, nobody knows what came of it, and `OutcomeUnknown` says so.
"""

import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import httpx

from console.backends.base import BackendError, OutcomeUnknown, ProtocolError, Unreachable
from console.backends.trust import trust
from console.model import Json

Params: TypeAlias = Mapping[str, str | int]

KEEP_ALIVE: Final = 30.0
"""Seconds that an idle connection is kept. Servers keep theirs longer, so that none is cut in use."""

_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


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


class NotSent(Unreachable):
    """No connection could be made: whatever was asked has not been asked of anybody."""


def open_client(address: Address, *, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
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
        verify=False if local else _trust(address),
        trust_env=not local,
        follow_redirects=False,
    )


def _trust(address: Address) -> ssl.SSLContext | bool:
    if not address.tls_verify or address.url.startswith("http:"):
        return False
    return trust(tls_verify=True, tls_ca=address.tls_ca)


class Link:
    """A client with the rules of what may be sent twice. ``who`` names the server in sentences."""

    def __init__(self, client: httpx.AsyncClient, who: str, *, silence: float = 45.0) -> None:
        self._client = client
        self._who = who
        self._silence = silence

    async def read(self, path: str, params: Params | None = None) -> httpx.Response:
        """Get a path, once more if the connection breaks. Raises NotSent, Unreachable or ProtocolError."""
        request = self._client.build_request("GET", path, params=params)
        try:
            return await self._client.send(request)
        except _NOT_SENT as error:
            raise self._not_sent(error) from error
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            return await self._read_again(path, params)
        except httpx.HTTPError as error:
            raise self._broken(error) from error

    async def _read_again(self, path: str, params: Params | None) -> httpx.Response:
        try:
            return await self._client.get(path, params=params)
        except _NOT_SENT as error:
            raise self._not_sent(error) from error
        except httpx.HTTPError as error:
            raise self._broken(error) from error

    async def send(self, path: str, document: Mapping[str, Json], *, patience: float) -> httpx.Response:
        """Post a document once, and wait ``patience`` seconds for the answer.

        Raises NotSent, or OutcomeUnknown when the connection breaks after sending or the time is over.
        """
        limits = httpx.Timeout(patience, connect=self._client.timeout.connect)
        try:
            return await self._client.post(path, json=document, timeout=limits)
        except _NOT_SENT as error:
            raise self._not_sent(error) from error
        except httpx.HTTPError as error:
            late = isinstance(error, httpx.TimeoutException)
            what = f"{self._who} has not answered in time" if late else f"{self._who} broke off after sending"
            raise OutcomeUnknown(
                f"{what}: it may have been done or not",
                advice="look at the job before asking again",
                detail=_said(error),
            ) from error

    @asynccontextmanager
    async def stream(self, path: str, params: Params | None = None) -> AsyncGenerator[httpx.Response]:
        """Open a stream and give its answer, whose body is not read yet.

        Raises NotSent, Unreachable or ProtocolError, from inside the block too.
        """
        limits = httpx.Timeout(self._client.timeout.read, read=self._silence)
        try:
            async with self._client.stream("GET", path, params=params, timeout=limits) as response:
                yield response
        except _NOT_SENT as error:
            raise self._not_sent(error) from error
        except httpx.HTTPError as error:
            raise self._broken(error) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def _not_sent(self, error: httpx.HTTPError) -> NotSent:
        return NotSent(f"{self._who} cannot be reached", detail=_said(error))

    def _broken(self, error: httpx.HTTPError) -> BackendError:
        if isinstance(error, httpx.TimeoutException):
            return Unreachable(
                f"{self._who} does not answer in time",
                advice="see whether it is suspended or its machine is overloaded, then try again",
                detail=_said(error),
            )
        if isinstance(error, httpx.NetworkError) or _is_cut(error):
            return Unreachable(f"{self._who} broke the connection off", detail=_said(error))
        return ProtocolError(f"{self._who} does not speak HTTP as it should", detail=_said(error))


def _is_cut(error: httpx.HTTPError) -> bool:
    """Whether a protocol error only says that the answer ended too early (httpcore and h11 know no type)."""
    text = str(error)
    return isinstance(error, httpx.RemoteProtocolError) and (
        text.startswith(("Server disconnected", "peer closed connection"))
    )


def _said(error: httpx.HTTPError) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
