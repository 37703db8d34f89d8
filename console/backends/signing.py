"""Huawei Cloud's request signature SDK-HMAC-SHA256, as the vendor's own SDK makes it.

Source: ``signer/signer.py`` of huaweicloudsdkcore 3.1, and recorded requests of it, whose signatures the
tests make again. One signer serves every backend of that cloud.
"""

import hashlib
import hmac
from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, quote, unquote

import httpx

from console.backends.base import Unauthorized
from console.core.clock import Clock
from console.wire.moment import header_moment

ALGORITHM: Final = "SDK-HMAC-SHA256"
"""The first word of the header, and the first line of what is signed."""

SIGNED: Final = (
    "content-type",
    "host",
    "user-agent",
    "x-auth-token",
    "x-project-id",
    "x-sdk-date",
    "x-security-token",
)
"""The headers that are signed where they are present, in the order of the signature."""

NOTABLE: Final = timedelta(seconds=60)
"""A difference of clocks below this is the network's. The server itself takes 15 minutes."""

REFUSALS: Final = 3
"""Refusals in a row after which a key is left alone; the vendor locks it after five."""

REST: Final = 300.0
"""Seconds that a refused key is left alone: as long as the vendor's lock."""

_UNAUTHORIZED: Final = 401
_DATE_FORMAT: Final = "%Y%m%dT%H%M%SZ"


class SdkHmacSha256(httpx.Auth):
    """Signs every request of a client with an access key and its secret.

    ``security_token`` goes with temporary keys. ``clock`` gives the moment that is signed. When the server
    refuses a signature (401) and its Date tells that the clocks differ by more than `NOTABLE`, its clock is
    taken from then on and the request is signed and sent once more: a request that was refused for its
    signature has done nothing. The difference is not taken from other answers, because they show that our
    own clock is good enough, and a Date of a cache would spoil it.

    After `REFUSALS` refusals in a row nothing is sent with the key for `REST` seconds: the vendor locks a key
    that fails more than five times in a row for everybody who uses it (its FAQ on APIG.0301), and a console
    that looks again by itself would do just that.
    """

    requires_request_body = True

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        *,
        project_id: str | None = None,
        security_token: str | None = None,
        clock: Clock,
    ) -> None:
        self._access_key = access_key
        self._secret_key = secret_key
        self._project_id = project_id
        self._security_token = security_token
        self._clock = clock
        self._correction = timedelta()
        self._refusals = 0
        self._refused_at = 0.0

    @property
    def correction(self) -> timedelta:
        """What is added to our clock before signing: theirs minus ours, zero until a 401 showed it."""
        return self._correction

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Sign the request; sign it once more if it was refused because the clocks differ.

        Raises Unauthorized, and sends nothing, while the key is left alone.
        """
        self._rest()
        self.sign(request)
        signed_at = self._now()
        response = yield request
        theirs = date_of(response)
        if response.status_code == _UNAUTHORIZED and theirs and abs(theirs - signed_at) >= NOTABLE:
            self._correction = theirs - self._clock.now()
            self.sign(request)
            response = yield request
        self._count(refused=response.status_code == _UNAUTHORIZED)

    def sign(self, request: httpx.Request) -> None:
        """Give ``request`` the headers of the signature, and its query the order that is signed."""
        query = canonical_query(request.url.query)
        if query != request.url.query.decode("ascii"):
            request.url = request.url.copy_with(query=query.encode())
        headers = request.headers
        headers.setdefault("Content-Type", "application/json")  # the vendor's SDK sends it with a GET, too
        if self._project_id is not None:
            headers["X-Project-Id"] = self._project_id
        if self._security_token is not None:
            headers["X-Security-Token"] = self._security_token
        headers["X-Sdk-Date"] = self._now().strftime(_DATE_FORMAT)
        names = [name for name in SIGNED if name in headers]
        signature = signature_of(self._secret_key, headers["X-Sdk-Date"], canonical_request(request, names))
        headers["Authorization"] = (
            f"{ALGORITHM} Access={self._access_key}, SignedHeaders={';'.join(names)}, Signature={signature}"
        )

    def _count(self, *, refused: bool) -> None:
        self._refusals = self._refusals + 1 if refused else 0
        self._refused_at = self._clock.monotonic()

    def _rest(self) -> None:
        left = self._refused_at + REST - self._clock.monotonic()
        if self._refusals >= REFUSALS and left > 0:
            raise Unauthorized(
                f"the access key {self._access_key} was refused {self._refusals} times in a row: "
                f"nothing is sent with it for {left:.0f} s",
                advice="put the keys right and open the context again; five refusals lock the key for all",
            )

    def _now(self) -> datetime:
        return self._clock.now() + self._correction


def canonical_request(request: httpx.Request, names: list[str]) -> str:
    """Return the text of ``request`` whose hash is signed; ``names`` are the headers in it, sorted."""
    return "\n".join(
        (
            request.method.upper(),
            canonical_path(request.url.raw_path),
            canonical_query(request.url.query),
            "".join(f"{name}:{request.headers[name].strip()}\n" for name in names),
            ";".join(names),
            hashlib.sha256(request.content).hexdigest(),
        )
    )


def canonical_path(raw_path: bytes) -> str:
    """Return the path as it is signed: decoded, encoded anew, and always with a slash at its end.

    A ``%2F`` in a segment is signed as a slash: so the SDK does it, and so the server checks it.
    """
    path = quote(unquote(raw_path.split(b"?")[0].decode("ascii")), safe="/~")
    return path if path.endswith("/") else f"{path}/"


def canonical_query(query: bytes) -> str:
    """Return the query sorted by name, then value, all encoded but letters, digits and ``-._~``."""
    pairs = sorted(parse_qsl(query.decode("ascii"), keep_blank_values=True))
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)


def signature_of(secret_key: str, date: str, canonical: str) -> str:
    """Return the signature, in hexadecimal, of a canonical request at ``date`` (the X-Sdk-Date header)."""
    to_sign = "\n".join((ALGORITHM, date, hashlib.sha256(canonical.encode()).hexdigest()))
    return hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def date_of(response: httpx.Response) -> datetime | None:
    """Return the moment in an answer's Date header, or None without one that can be read."""
    return header_moment(next(iter(response.headers.get_list("Date")), None))
