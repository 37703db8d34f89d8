"""The way to one Scale server: who we are there, what is asked of it, and what its refusals mean."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

import httpx

from console.backends.answer import document, error_for, object_of, read_as
from console.backends.base import (
    BackendError,
    BadRequest,
    Forbidden,
    NotSent,
    OutcomeUnknown,
    ProtocolError,
    Unauthorized,
)
from console.backends.http import Link
from console.backends.link import retry_after
from console.backends.setting import body_text, header_text
from console.core.clock import Clock
from console.model import Json
from console.wire.scale.document import Document
from console.wire.scale.failure import words_of
from console.wire.scale.site import TokenDocument

API: Final = "/v6"
"""v7 is an alias with the same code (`scale/settings.py`)."""

LOGIN: Final = "/api-token-auth/"

_NO_CREDENTIALS: Final = "Authentication credentials were not provided."
_BAD_TOKEN: Final = "Invalid token"  # noqa: S105 - what a server says of one
_NOT_STAFF: Final = "You do not have permission to perform this action."

_DocumentT = TypeVar("_DocumentT", bound=Document)

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token, or a user name and password to get one by, or nothing (some servers let anybody read)."""

    token: str | None = field(default=None, repr=False)
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def can_login(self) -> bool:
        """Whether a token can be asked for."""
        return self.username is not None and self.password is not None

    @classmethod
    def of(cls, name: str, settings: Mapping[str, Json]) -> "Credentials":
        """Return the credentials of the context ``name``. Raises BadRequest for half of them."""
        token = header_text(name, settings, "token")
        username, password = (body_text(name, settings, key) for key in ("username", "password"))
        if token is None and (username is None) is not (password is None):
            missing = "username" if username is None else "password"
            keys = f"{missing}_env or {missing}_command" if missing == "password" else missing
            raise BadRequest(
                f"the context {name} has only half of a login: the {missing} is missing",
                advice=f"give contexts.{name} its {keys}, or a token",
            )
        return cls(token, username, password)


class Server:
    """One server. Every refusal comes as the error that it means, with the server's own words."""

    def __init__(self, link: Link, credentials: Credentials, clock: Clock) -> None:
        self.link = link
        self._clock = clock
        self._credentials = credentials
        self._token = credentials.token
        self._login = asyncio.Lock()

    @property
    def who(self) -> str:
        """Return what the server is called in sentences."""
        return self.link.who

    async def get(self, path: str, params: Pairs = (), *, what: str = "") -> dict[str, Json]:
        """Return an object. ``path`` begins after the API's version. Raises BackendError."""
        return object_of(await self.answer(path, params, what=what), self.who)

    async def read(
        self, path: str, kind: type[_DocumentT], params: Pairs = (), *, what: str = ""
    ) -> _DocumentT:
        """Return an object as a document. Raises BackendError."""
        return read_as(await self.get(path, params, what=what), kind, f"{self.who}: {path}")

    async def answer(self, path: str, params: Pairs = (), *, what: str = "") -> httpx.Response:
        """Return the answer to a read that went well, perhaps an empty one (204). Raises BackendError."""
        response = await self.link.read(f"{API}{path}", params, headers=await self._headers())
        if self._has_expired(response):
            await self._renew()
            response = await self.link.read(f"{API}{path}", params, headers=await self._headers())
        self._judge(response, what)
        return response

    async def change(
        self, path: str, body: Mapping[str, Json], *, method: str = "POST", what: str = ""
    ) -> httpx.Response:
        """Send a change once. Raises BackendError; after `Unauthorized` nothing was done.

        A token that has gone is renewed by the password and the change sent then: the first was refused
        before anything was looked at.
        """
        headers = await self._headers()
        response = await self.link.send(f"{API}{path}", body, method=method, headers=headers)
        if self._has_expired(response):
            await self._renew()
            headers = await self._headers()
            response = await self.link.send(f"{API}{path}", body, method=method, headers=headers)
        self._judge(response, what)
        return response

    async def close(self) -> None:
        """Close every connection."""
        await self.link.close()

    async def _headers(self) -> dict[str, str]:
        if self._token is None and self._credentials.can_login:
            await self._renew()
        return {"Authorization": f"Token {self._token}"} if self._token else {}

    def _has_expired(self, response: httpx.Response) -> bool:
        """Whether our token is not known any more and we can get another one."""
        can = self._credentials.can_login and self._token is not None
        return can and response.status_code == 403 and words_of(response.content).startswith(_BAD_TOKEN)

    async def _renew(self) -> None:
        """Log in. Raises Unauthorized where user name and password are not taken."""
        before = self._token
        async with self._login:
            if self._token is not None and self._token != before:
                return  # somebody else has just done it
            self._token = await self._new_token()

    async def _new_token(self) -> str:
        asked: dict[str, Json] = {
            "username": self._credentials.username,
            "password": self._credentials.password,
        }
        try:
            response = await self.link.send(LOGIN, asked)
        except OutcomeUnknown as error:
            # Whatever came of the login, what it was for has not been sent.
            raise NotSent(f"{self.who} did not answer the login", detail=error.detail) from error
        if response.status_code == 400:
            raise Unauthorized(
                f"{self.who} does not accept the user name and password",
                advice="see username and password of the context",
                detail=words_of(response.content),
            )
        self._judge(response, "a token for the user name and password")
        token = document(response, TokenDocument, self.who).token
        if not token:
            raise ProtocolError(f"{self.who} answered a login without a token")
        return token

    def _judge(self, response: httpx.Response, what: str) -> None:
        """Raise what a refusal means."""
        if response.is_success:
            return
        words = words_of(response.content)
        if response.status_code == 403:
            raise _forbidden(self.who, words)
        wait = retry_after(response, self._clock.now())
        raise error_for(response.status_code, self.who, message=words, retry_after=wait, what=what)


def _forbidden(who: str, words: str) -> BackendError:
    """Tell the three apart that Scale answers with 403: no credentials, a bad token, no staff account."""
    if words == _NO_CREDENTIALS:
        return Unauthorized(
            f"{who} wants credentials, and this context has none",
            advice="give the context a token_command, token_env, or username and password",
            detail=words,
        )
    if words.startswith(_BAD_TOKEN):
        return Unauthorized(
            f"{who} does not know this token",
            advice="get a new one from Scale, or use username and password",
            detail=words,
        )
    if words == _NOT_STAFF:
        return Forbidden(
            f"{who} lets only staff accounts change anything",
            advice="ask an administrator of Scale to mark the account as staff; reading goes on working",
            detail=words,
        )
    return error_for(403, who, message=words)
