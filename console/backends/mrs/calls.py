"""Requests to MRS: their paths, what their answers mean, and which of them may be sent twice."""

from collections.abc import Mapping
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel

from console.backends.answer import document
from console.backends.base import NotFound, OutcomeUnknown, ProtocolError
from console.backends.link import Link, Params
from console.backends.mrs.failing import error_of
from console.backends.mrs.place import is_segment
from console.backends.segment import segment
from console.core.clock import Clock
from console.model import Json

_DocumentT = TypeVar("_DocumentT", bound=BaseModel)

_JSON: Final[Mapping[str, str]] = {"Content-Type": "application/json"}


class Calls:
    """The requests of one context. ``link`` knows what may be sent twice."""

    def __init__(self, link: Link, clock: Clock) -> None:
        self.link = link
        self._clock = clock

    async def read(
        self, path: str, kind: type[_DocumentT], what: str, params: Params | None = None
    ) -> _DocumentT:
        """Get a document. MRS may answer a read with 202. Raises BackendError."""
        response = await self.link.read(path, params)
        return document(self._good(response, what), kind, self.link.who)

    async def send(
        self,
        path: str,
        what: str,
        content: Mapping[str, Json] | None = None,
        *,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a change, once. Any 2xx is an acceptance. Raises BackendError, OutcomeUnknown among them."""
        response = await self.link.send(path, content, method=method, headers={**_JSON, **(headers or {})})
        return self._good(response, what)

    def answer(self, response: httpx.Response, kind: type[_DocumentT]) -> _DocumentT:
        """Return the document in the answer to a change, which has been taken. Raises OutcomeUnknown."""
        try:
            return document(response, kind, self.link.who)
        except ProtocolError as error:
            raise OutcomeUnknown(
                f"{error}: it may have been done or not",
                advice="look at the newest jobs first",
                detail=error.detail,
            ) from error

    def _good(self, response: httpx.Response, what: str) -> httpx.Response:
        if response.is_success:
            return response
        raise error_of(response, self.link.who, what, self._clock)


def id_segment(id_: str, what: str = "job") -> str:
    """Return an id as a step of a path. Raises NotFound for what no id can be, so that it is not sent."""
    if not is_segment(id_):
        raise NotFound(f"there is no {what} {id_[:80]}", advice=f"list the {what}s to find its id")
    return segment(id_, what)
