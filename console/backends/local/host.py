"""The connection to one host: found or started, of our version, and its answers as documents or errors."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import TypeVar
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from console.backends.base import NotSent, ProtocolError, Unreachable, VersionMismatch
from console.backends.http import Address, Link, Params, open_client
from console.backends.lines import split_lines
from console.backends.local.failing import error_of, folder_error_of
from console.backends.local.launch import LaunchOptions, ensure_host
from console.config.paths import STATE_VARIABLE
from console.config.state import StateError, StateFolder
from console.model import Json
from console.version import VERSION
from console.wire.local.document import (
    API_HEADER,
    API_VERSION,
    SSH_HEADER,
    SUDO_HEADER,
    VERSION_HEADER,
    Document,
)
from console.wire.local.failure import RESTART, FailureDocument

_DocumentT = TypeVar("_DocumentT", bound=Document)
_T = TypeVar("_T")


class HostConnection:
    """Asks one host, and starts it where nobody listens and that is wanted.

    A host that a person has stopped is not started again by whoever was connected to it: else a console
    in another window would undo the stop at once.
    """

    def __init__(
        self,
        folder: StateFolder,
        *,
        start_host: bool,
        options: LaunchOptions,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.folder = folder
        self._start_host = start_host
        self._options = options
        self._connected = False
        self._transport = transport
        self._link: Link | None = None

    async def read(
        self, path: str, kind: type[_DocumentT], params: Params | None = None, *, as_is: bool = False
    ) -> _DocumentT:
        """Get a document. Raises BackendError.

        ``as_is`` takes the host that there is: one of any version, and none is started.
        """
        response = await self._reached(lambda: self._open_link().read(path, params), as_is=as_is)
        return self._document(response, kind, any_version=as_is)

    async def send(
        self,
        path: str,
        document: Mapping[str, Json],
        kind: type[_DocumentT],
        *,
        patience: float,
        as_is: bool = False,
    ) -> _DocumentT:
        """Post a document once, and return the answer's. Raises BackendError, OutcomeUnknown among them.

        ``as_is`` takes the host that there is: one of any version, and none is started.
        """
        link = self._open_link()
        response = await self._reached(lambda: link.send(path, document, patience=patience), as_is=as_is)
        return self._document(response, kind, any_version=as_is)

    async def documents(
        self, path: str, kind: type[_DocumentT], params: Params | None = None
    ) -> AsyncGenerator[_DocumentT]:
        """Yield the documents of a stream. It just ends where the stream was cut. Raises BackendError."""
        async with self._open_link().stream(path, params) as response:
            self._connected = True
            if not response.is_success:
                await response.aread()
            self._check(response, any_version=False)
            async with aclosing(split_lines(response.aiter_bytes())) as lines:
                async for line in lines:
                    yield _read(kind, line, path)

    async def start(self) -> None:
        """Start the host if nobody listens, because a person wants it. Raises BackendError."""
        await asyncio.to_thread(ensure_host, self.folder, self._options)

    async def start_again(self) -> None:
        """Start the host because a request needs it, unless it is wanted stopped. Raises BackendError."""
        if not self._start_host:
            raise self._nobody()
        if self._connected and self.folder.stopped.exists():
            raise Unreachable(
                f"the host of {self.folder.path} was stopped", advice="start the console or any command again"
            )
        await self.start()

    async def close(self) -> None:
        """Close every connection; the host goes on."""
        if self._link is not None:
            await self._link.close()
            self._link = None

    def _nobody(self) -> Unreachable:
        return Unreachable(f"no host runs for {self.folder.path}", advice="any command about jobs starts it")

    async def _reached(self, ask: Callable[[], Awaitable[_T]], *, as_is: bool) -> _T:
        try:
            found = await ask()
        except NotSent as error:
            if as_is:
                raise self._nobody() from error
            try:
                await self.start_again()
            except NotSent:
                raise
            except Unreachable as failure:  # there is no host, so nobody has been asked anything
                raise NotSent(str(failure), advice=failure.advice, detail=failure.detail) from failure
            found = await ask()
        self._connected = True
        return found

    def _open_link(self) -> Link:
        if self._link is None:
            self._check_folder()
            address = Address("http://jobconsole", socket=self.folder.socket, headers=_headers())
            client = open_client(address, transport=self._transport)
            who = f"the host of {self.folder.path}"
            self._link = Link(client, who, silence=address.silence, ours=True)
        return self._link

    def _check_folder(self) -> None:
        """Refuse a socket that others may have put there. Raises BackendError."""
        if not self.folder.path.is_symlink() and not self.folder.path.exists():
            return
        try:
            self.folder.check_socket_path()
            self.folder.check()
        except StateError as error:
            raise folder_error_of(error) from error

    def _document(self, response: httpx.Response, kind: type[_DocumentT], any_version: bool) -> _DocumentT:
        self._check(response, any_version)
        return _read(kind, response.content, response.url.path)

    def _check(self, response: httpx.Response, any_version: bool) -> None:
        """Raise what the answer says went wrong, or that it is no answer of a host of ours."""
        api = response.headers.get(API_HEADER)
        if api is None:
            raise ProtocolError(
                f"something else than a Job Console host answers on {self.folder.socket}",
                advice=f"see who listens there, or name another folder in {STATE_VARIABLE}",
                detail=f"HTTP {response.status_code} {response.headers.get('content-type', '')}",
            )
        version = response.headers.get(VERSION_HEADER, "unknown")
        if not any_version and (api, version) != (API_VERSION, VERSION):
            raise VersionMismatch(
                f"the host of {self.folder.path} is Job Console {version}, and this is {VERSION}",
                advice=RESTART,
            )
        if not response.is_success:
            raise error_of(_read(FailureDocument, response.content, response.url.path).error)


def _read(kind: type[_DocumentT], data: bytes, path: str) -> _DocumentT:
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise ProtocolError(
            f"the host's answer to {path} is not what it should be",
            advice=RESTART,
            detail=f"{place}: {first['msg']}" if place else first["msg"],
        ) from error


def _headers() -> dict[str, str]:
    """Return both sides' first word, and what we say of ourselves: recorded as claimed, never trusted."""
    headers = {API_HEADER: API_VERSION, VERSION_HEADER: VERSION}
    for name, header in (("SUDO_USER", SUDO_HEADER), ("SSH_CONNECTION", SSH_HEADER)):
        if value := os.environ.get(name):
            headers[header] = quote(value[:200], safe=" .:@-_")
    return headers
