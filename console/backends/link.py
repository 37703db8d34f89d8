"""What may be sent, how often, and how much is taken in: the rules of every connection to a server.

A read is repeated when its connection breaks or the server is busy. A change is sent once: if the
connection breaks after sending, nobody knows what came of it, and `OutcomeUnknown` says so. Nothing is
sent to another origin than the context's: redirects are not followed, and addresses in answers are not
taken for paths.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, TypeAlias, cast

import httpx

from console.backends.base import (
    BadRequest,
    OutcomeUnknown,
    ProtocolError,
    Redirected,
)
from console.backends.link_failure import NEVER_SENT, broken, late, not_sent, said, unknown
from console.core.clock import Clock, SystemClock
from console.model import Json
from console.wire.moment import header_moment

Params: TypeAlias = Mapping[str, str | int] | Sequence[tuple[str, str | int]]
"""Query parameters; pairs where a name is repeated."""

MOST_BYTES: Final = 32 * 1024 * 1024
"""Bytes of one answer, unpacked: what is longer is no answer that a console can use."""

REPEATS: Final = 2
"""How often a read is repeated because the server is busy."""

LONGEST_WAIT: Final = 20.0
"""Seconds that a busy server may ask us to wait within one read; longer is told to the person."""

_BUSY: Final = frozenset({429, 502, 503, 504})
_WIRE_HEADERS: Final = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class Link:
    """A client with the rules of what may be sent twice. ``who`` names the server in sentences.

    ``ours`` is a host of our own: its answers may be of any length and as late as they need, and it is
    never busy. ``silence`` is how many seconds a stream may say nothing.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        who: str,
        *,
        silence: float = 45.0,
        ours: bool = False,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Clock | None = None,
    ) -> None:
        self._client = client
        self.who = who
        self._silence = silence
        self._ours = ours
        self._sleep = sleep
        self._clock: Clock = clock or SystemClock()
        self.clock_difference: float | None = None
        """Seconds, the server's clock minus ours, by its last answer; None where it does not say."""

    async def read(
        self,
        path: str,
        params: Params | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        search: Mapping[str, Json] | bytes | None = None,
    ) -> httpx.Response:
        """Get a path: again if the connection breaks, and after a pause if the server is busy.

        ``search`` is posted instead, for a question that an API wants asked so; it must change nothing.
        Every status but a redirect is returned. Raises NotSent, Unreachable, Redirected or ProtocolError.
        """

        def made() -> httpx.Request:
            method = "GET" if search is None else "POST"
            raw = search if isinstance(search, bytes) else None
            document = None if isinstance(search, bytes) else search
            return self._request(method, path, params=params, headers=headers, json=document, content=raw)

        response = await self._read_whole(made)
        for turn in range(0 if self._ours else REPEATS):
            if response.status_code not in _BUSY:
                break
            wait = retry_after(response, self._clock.now())
            wait = 0.5 * 2**turn if wait is None else wait
            if wait > LONGEST_WAIT:
                break
            await self._sleep(wait)
            response = await self._read_whole(made)
        return response

    async def _read_whole(self, made: Callable[[], httpx.Request]) -> httpx.Response:
        patience = (self._client.timeout.read or 10.0) * 3
        try:
            try:
                return await self._ask(made(), patience)
            except NEVER_SENT:
                raise
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                return await self._ask(made(), patience)
        except NEVER_SENT as error:
            raise not_sent(self.who, error) from error
        except httpx.HTTPError as error:
            raise broken(self.who, error) from error
        except TimeoutError as error:
            raise late(self.who, f"it was still sending after {patience:.0f} s") from error

    async def send(
        self,
        path: str,
        document: Mapping[str, Json] | None = None,
        *,
        method: str = "POST",
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        patience: float = 30.0,
    ) -> httpx.Response:
        """Send a change once, and wait ``patience`` seconds for the whole answer, whatever its status.

        ``document`` is sent as JSON, ``content`` as it is. Raises NotSent or Redirected, after which
        nothing was done, and OutcomeUnknown when the connection breaks after sending, the time is over, or
        a web page says that all is fine: who answers so may be a proxy or a login.
        """
        limits = httpx.Timeout(patience, connect=self._client.timeout.connect)
        request = self._request(
            method, path, params=params, headers=headers, json=document, content=content, timeout=limits
        )
        try:
            response = await self._ask(request, patience)
        except NEVER_SENT as error:
            raise not_sent(self.who, error) from error
        except httpx.LocalProtocolError as error:
            raise not_sent(self.who, error) from None
        except httpx.HTTPError as error:
            raise unknown(self.who, isinstance(error, httpx.TimeoutException), said(error)) from error
        except TimeoutError as error:
            raise unknown(self.who, True, f"nothing whole after {patience:.0f} s") from error
        except ProtocolError as error:
            raise unknown(self.who, False, str(error)) from error
        if response.is_success and response.content.lstrip()[:1] == b"<":
            raise OutcomeUnknown(
                f"a web page answered in place of {self.who}: it may have been done or not",
                advice="see that url names the API and that no login stands before it, and look at the job",
                detail=f"HTTP {response.status_code}",
            )
        return response

    @asynccontextmanager
    async def stream(self, path: str, params: Params | None = None) -> AsyncGenerator[httpx.Response]:
        """Open a stream and give its answer, whose body is not read yet.

        Raises NotSent, Unreachable or ProtocolError, from inside the block too.
        """
        limits = httpx.Timeout(self._client.timeout.read, read=self._silence)
        request = self._request("GET", path, params=params, timeout=limits)
        try:
            response = await self._client.send(request, stream=True)
            try:
                yield response
            finally:
                await response.aclose()
        except NEVER_SENT as error:
            raise not_sent(self.who, error) from error
        except httpx.HTTPError as error:
            raise broken(self.who, error) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    # --- one request ------------------------------------------------------------------------------

    def _request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
        json: Mapping[str, Json] | None = None,
        content: bytes | None = None,
        timeout: httpx.Timeout | None = None,
    ) -> httpx.Request:
        """Return a request to a path below the context's address, and to nowhere else."""
        if not path.startswith("/") or path.startswith("//"):
            raise BadRequest(f"{path}: this is not a path of {self.who}")
        try:
            return self._client.build_request(
                method,
                path,
                params=cast("httpx._types.QueryParamTypes", params),  # pyright: ignore[reportPrivateUsage]
                headers=headers,
                json=json,
                content=content,
                timeout=timeout or self._client.timeout,
            )
        except (ValueError, httpx.InvalidURL):
            # Half a character, a number without end, an address too long. What they say would quote it.
            raise BadRequest(
                f"what is to be asked of {self.who} holds something that cannot be sent: nothing was sent",
                advice="see the characters and the length of what was given; numbers must be finite",
            ) from None

    async def _ask(self, request: httpx.Request, patience: float) -> httpx.Response:
        """Send a request and take its answer in. Raises httpx.HTTPError, TimeoutError or BackendError."""
        async with asyncio.timeout(None if self._ours else patience):
            response = await self._client.send(request, stream=True)
            try:
                whole = await self._whole(response)
            finally:
                await response.aclose()
        self._note_clock(response)
        if whole.has_redirect_location:
            raise Redirected(
                f"{self.who} sends us to another address, which is not followed",
                advice="put the address that it means into url, with its https and its path",
                detail=f"HTTP {whole.status_code} to {whole.headers['location'][:200]}",
            )
        return whole

    async def _whole(self, response: httpx.Response) -> httpx.Response:
        """Take the body in, as long as it is no longer than it may be."""
        if "," in response.headers.get("content-encoding", ""):
            # One packing makes a thousand bytes of one, two a million: no limit below would hold.
            raise ProtocolError(
                f"{self.who} packed its answer more than once, which is not taken in",
                detail=response.request.url.path,
            )
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MOST_BYTES and not self._ours:
                raise ProtocolError(
                    f"{self.who} answered with more than {MOST_BYTES // 1024**2} MiB, which is not taken in",
                    advice="narrow what is asked for",
                    detail=response.request.url.path,
                )
        headers = [(k, v) for k, v in response.headers.multi_items() if k.lower() not in _WIRE_HEADERS]
        return httpx.Response(
            response.status_code, headers=headers, content=bytes(body), request=response.request
        )

    def _note_clock(self, response: httpx.Response) -> None:
        dates = response.headers.get_list("date")  # a proxy may add its own: the first is the server's
        when = header_moment(dates[0] if dates else None)
        if when is not None:
            self.clock_difference = (when - self._clock.now()).total_seconds()


def retry_after(response: httpx.Response, now: datetime) -> float | None:
    """Return the seconds that a server asks us to wait, None where it does not say or not plainly."""
    text = response.headers.get("retry-after", "").strip()
    if text.isdecimal() and len(text) < 8:
        return float(text)
    when = header_moment(text)
    return None if when is None else max(0.0, (when - now).total_seconds())
