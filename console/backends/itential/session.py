"""Who we are, with every request: logged in when needed, and once again when the server has forgotten us.

A session that has expired answers 401, or with an empty page and 200 (the vendor's operator notes). A read is
then repeated once; a change only after 401, which says that nothing was done.
"""

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import httpx

from console.backends.answer import error_for, object_of, words_of
from console.backends.base import BackendError, NotSent, OutcomeUnknown, ProtocolError, Unauthorized
from console.backends.itential.credentials import Credentials, Login
from console.backends.link import Link, Params
from console.core.clock import Clock
from console.model import Json
from console.wire.itential.envelope import message_of
from console.wire.received import received
from console.wire.values import number_of, text_of

REFUSAL_HOLDS: Final = 60.0
"""Seconds for which a refused login is not tried again: who tries again and again locks the account."""

_EARLY: Final = 30.0
"""Seconds before its end that an OAuth token is renewed."""


class Session:
    """A link with a login. ``client`` is the link's own, for the cookies that a balancer may set."""

    def __init__(self, client: httpx.AsyncClient, link: Link, credentials: Credentials, clock: Clock) -> None:
        self._client = client
        self._link = link
        self._credentials = credentials
        self._clock = clock
        self._token: str | None = credentials.token or None
        self._expires: float | None = None
        self._turn = 0
        self._renewing = asyncio.Lock()
        self._refused: tuple[float, BackendError] | None = None

    @property
    def who(self) -> str:
        """What the server is called in sentences."""
        return self._link.who

    @property
    def clock_difference(self) -> float | None:
        """Seconds, the server's clock minus ours, None where it does not say."""
        return self._link.clock_difference

    async def read(self, path: str, params: Params | None = None) -> httpx.Response:
        """Get a path, logged in. A 401 is returned only after a new login. Raises BackendError."""
        turn = await self._ready()
        response = await self._link.read(path, params, headers=self._headers())
        if await self._was_forgotten(response, turn):
            response = await self._link.read(path, params, headers=self._headers())
        return response

    async def search(self, path: str, document: Mapping[str, Json]) -> httpx.Response:
        """Post a question that changes nothing, as the old generation asks for lists. Raises BackendError."""
        turn = await self._ready()
        response = await self._link.read(path, headers=self._headers(), search=document)
        if await self._was_forgotten(response, turn):
            response = await self._link.read(path, headers=self._headers(), search=document)
        return response

    async def _was_forgotten(self, response: httpx.Response, turn: int) -> bool:
        """Whether a read must be repeated because the server had forgotten us; we are logged in anew then."""
        if not (_is_expired(response) or _is_empty(response)):
            return False
        if self._credentials.can_renew:
            await self._renew(turn)
            return True
        if _is_empty(response) and self._credentials.login in (Login.TOKEN, Login.COOKIE):
            raise Unauthorized(
                f"{self.who} answered with an empty page, as it does when a token has expired",
                advice="get a new token, or let the context log in by itself",
            )
        return False

    async def send(self, path: str, document: Mapping[str, Json]) -> httpx.Response:
        """Post a change once. After 401, which means that nothing was done, it is sent once more, logged in.

        Raises NotSent if there was no way to log in, OutcomeUnknown if nobody knows what came of it: also
        where the answer is an empty page, as of a session that has expired.
        """
        turn = await self._ready()
        response = await self._link.send(path, document, headers=self._headers())
        if _is_expired(response) and self._credentials.can_renew:
            await self._renew(turn)
            response = await self._link.send(path, document, headers=self._headers())
        if _is_empty(response):
            if self._credentials.can_renew:
                await self._renew(self._turn)
            raise OutcomeUnknown(
                f"{self.who} answered with an empty page, as it does when a session has expired: "
                "it may have been done or not",
                advice="look at the job before asking again",
            )
        return response

    async def close(self) -> None:
        """Close every connection. The session is left to expire, as the vendor's own clients do."""
        await self._link.close()

    # --- who we are ---------------------------------------------------------------------------------

    def _headers(self) -> dict[str, str]:
        match self._credentials.login:
            case Login.BASIC:
                return {"Authorization": self._credentials.basic}
            case Login.OAUTH | Login.TOKEN:
                return {"Authorization": f"Bearer {self._token}"}
            case Login.SESSION | Login.COOKIE:
                # The client speaks to one origin only, so its other cookies (of a balancer) go there, too.
                others = [
                    f"{each.name}={each.value}" for each in self._client.cookies.jar if each.name != "token"
                ]
                return {"Cookie": "; ".join([f"token={self._token}", *others])}
            case Login.NONE:
                return {}

    async def _ready(self) -> int:
        """Log in if that is needed before anything can be asked; return the number of the login."""
        if self._credentials.can_renew:
            late = self._expires is not None and self._clock.monotonic() >= self._expires
            if self._token is None or late:
                await self._renew(self._turn)
        return self._turn

    async def _renew(self, turn: int) -> None:
        """Log in again, unless somebody else has done it since ``turn``."""
        async with self._renewing:
            if self._turn != turn:
                return
            if self._refused is not None:
                since, error = self._refused
                if self._clock.monotonic() - since < REFUSAL_HOLDS:
                    raise error
            try:
                await (self._log_in() if self._credentials.login is Login.SESSION else self._fetch_token())
            except Unauthorized as error:
                self._refused = (self._clock.monotonic(), error)
                raise
            self._refused = None
            self._turn += 1

    async def _log_in(self) -> None:
        """Open a session. Its token is the body, and a cookie: clients rely on the one or on the other."""
        user: dict[str, Json] = {
            "username": self._credentials.username,
            "password": self._credentials.password,
        }
        response = await self._login_request("/login", document={"user": user})
        token = self._cookie() or _bare_token(response)
        if not token:
            raise ProtocolError(
                f"{self.who} answered the login without a token", advice="see that url names the platform"
            )
        self._token = token

    def _cookie(self) -> str | None:
        """Return the session's cookie; of several (of other paths) the last that was set."""
        found = [each.value for each in self._client.cookies.jar if each.name == "token"]
        return found[-1] if found else None

    def _forget_cookie(self) -> None:
        """Let go of the session's cookie, so that the next one is the new one. A balancer's stays."""
        for each in list(self._client.cookies.jar):
            if each.name == "token":
                self._client.cookies.jar.clear(each.domain, each.path, each.name)

    async def _fetch_token(self) -> None:
        """Get a bearer token: form-encoded, since JSON is refused there."""
        form = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self._credentials.client_id,
                "client_secret": self._credentials.client_secret,
            }
        )
        response = await self._login_request("/oauth/token", content=form.encode())
        answer = object_of(response, self.who)
        token = text_of(answer.get("access_token"))
        if token is None:
            raise ProtocolError(f"{self.who} answered the login without an access_token")
        seconds = number_of(answer.get("expires_in"))
        self._token = token
        self._expires = None
        if seconds is not None and seconds > 2 * _EARLY:
            self._expires = self._clock.monotonic() + seconds - _EARLY

    async def _login_request(
        self, path: str, *, document: Mapping[str, Json] | None = None, content: bytes | None = None
    ) -> httpx.Response:
        """Send a login. It changes nothing that is shown, so a break is that the server was not reached."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if content is not None else None
        self._forget_cookie()
        try:
            response = await self._link.send(path, document, content=content, headers=headers)
        except NotSent:
            raise
        except OutcomeUnknown as error:
            raise NotSent(
                f"there was no answer to the login: {error}", advice=error.advice, detail=error.detail
            ) from error
        if response.is_success:
            return response
        if response.status_code in (400, 401, 403):
            raise Unauthorized(
                f"{self.who} does not accept the login",
                advice="they are wrong, or the account is locked: see the context's user and secret",
                detail=_told(response),
            )
        raise error_for(response.status_code, self.who, message=_told(response), what="logging in")


def _is_expired(response: httpx.Response) -> bool:
    return response.status_code == 401


def _is_empty(response: httpx.Response) -> bool:
    return response.is_success and not response.content.strip()


def _bare_token(response: httpx.Response) -> str | None:
    """Return the token of a login's body: bare text, or the same in quotes."""
    text = response.text.strip()
    if text.startswith('"'):
        try:
            return text_of(received(text))
        except ValueError:
            return None
    return None if not text or text.startswith(("{", "[", "<")) or len(text.split()) > 1 else text


def _told(response: httpx.Response) -> str:
    """Return what a refusal says: the message of its JSON, or its text."""
    try:
        return message_of(received(response.text)) or ""
    except (ValueError, RecursionError):
        return words_of(response)
