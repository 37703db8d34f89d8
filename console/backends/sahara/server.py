"""The requests that are made of a Sahara server, and its refusals as errors."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel

from console.backends.answer import check_job, document, error_for, json_of, read_as
from console.backends.base import NotFound, OutcomeUnknown, ProtocolError
from console.backends.link import Link, retry_after
from console.backends.sahara.dialect import Dialect
from console.core.clock import Clock
from console.model import Json
from console.wire.sahara.catalog import ClusterPage, TemplatePage
from console.wire.sahara.execution import ExecutionAnswer, ExecutionDocument, ExecutionPage
from console.wire.sahara.refusal import REQUEST_ID, words_of
from console.wire.sahara.versions import VersionsDocument

_D = TypeVar("_D", bound=BaseModel)

# A read that races with a delete is answered with 200 and the representation of a response as JSON text.
_GONE: Final = "[404 NOT FOUND]"


class Server:
    """A Sahara server in one of its versions. Everything here raises BackendError and nothing else."""

    def __init__(self, link: Link, dialect: Dialect, clock: Clock) -> None:
        self.link = link
        self.dialect = dialect
        self._clock = clock

    # --- reads ------------------------------------------------------------------------------------

    async def execution(self, id_: str) -> ExecutionDocument:
        """Return an execution as the server has stored it. Raises NotFound."""
        response = await self.link.read(self.dialect.execution(id_))
        return self._execution(self._accepted(response, f"job {id_}"), id_)

    async def refreshed(self, id_: str) -> ExecutionDocument:
        """Return an execution after its cluster's engine was asked; v1.1 only. Safe to repeat.

        Where the cluster is not Active, or its engine says nothing, it is what is stored.
        """
        response = await self.link.read(self.dialect.refresh(id_))
        return self._execution(self._accepted(response, f"the status of job {id_}"), id_)

    async def page(self, *, limit: int, marker: str | None, status: str | None) -> ExecutionPage:
        """Return one page of the executions, in the order of their ids, which is none.

        No other filter is ever sent: v1.1 fails with 500 on a name that it does not know, v2 refuses it.
        """
        params: list[tuple[str, str | int]] = [("limit", limit)]
        if marker is not None:
            params.append(("marker", marker))
        if status is not None:
            params.append(("status", status))
        return await self._read(self.dialect.executions, ExecutionPage, "the list of jobs", params)

    async def templates(self) -> TemplatePage:
        """Return the job templates."""
        return await self._read(self.dialect.templates, TemplatePage, "the job templates")

    async def clusters(self) -> ClusterPage:
        """Return the clusters."""
        return await self._read(self.dialect.clusters, ClusterPage, "the clusters")

    async def versions(self) -> VersionsDocument:
        """Return the versions that the server speaks. It answers this with 300, and without a token."""
        response = await self.link.read("/")
        if response.status_code != 300:
            self._accepted(response, "its versions")
        return document(response, VersionsDocument, self.link.who)

    async def _read(
        self, path: str, kind: type[_D], what: str, params: Sequence[tuple[str, str | int]] | None = None
    ) -> _D:
        response = self._accepted(await self.link.read(path, params), what)
        return document(response, kind, self.link.who)

    # --- changes: each is sent once ---------------------------------------------------------------

    async def cancel(self, id_: str) -> None:
        """Ask for a cancel. What the server answers is the execution from before it, hence nothing new."""
        method, path, body = self.dialect.cancel(id_)
        response = await self.link.send(path, body, method=method)
        self._execution(self._accepted(response, f"cancel job {id_}"), id_)

    async def delete(self, id_: str) -> None:
        """Ask for an execution to be canceled and then forgotten, which happens after the answer.

        The answer carries a chunk too many (eventlet 0.33), which breaks the next request on the same
        connection: so it is the connection's last.
        """
        path = self.dialect.execution(id_)
        response = await self.link.send(path, method="DELETE", headers={"Connection": "close"})
        self._accepted(response, f"delete job {id_}")

    async def start(self, template: str, request: Mapping[str, Json]) -> str:
        """Execute a template and return the new execution's id."""
        path, body = self.dialect.start(template, request)
        response = self._accepted(await self.link.send(path, body), "start a job")
        try:
            return document(response, ExecutionAnswer, self.link.who).execution.id
        except ProtocolError as error:
            raise OutcomeUnknown(
                f"{self.link.who} accepted the start and does not say which job it became",
                advice="look at the list before starting it again",
                detail=error.detail,
            ) from error

    # --- answers ----------------------------------------------------------------------------------

    def _accepted(self, response: httpx.Response, what: str) -> httpx.Response:
        """Return an answer of success. Raises the error that any other status means."""
        if response.is_success:
            return response
        raise error_for(
            response.status_code,
            self.link.who,
            message=words_of(response.content),
            request_id=response.headers.get(REQUEST_ID),
            retry_after=retry_after(response, self._clock.now()),
            what=what,
        )

    def _execution(self, response: httpx.Response, id_: str) -> ExecutionDocument:
        """Return the execution of an answer: of the one asked for, and of no other."""
        who = self.link.who
        said = json_of(response, who)
        if isinstance(said, str) and _GONE in said:
            raise NotFound(f"{who} is just deleting job {id_}", detail=said)
        if not isinstance(said, dict):
            kind = (
                "a text" if isinstance(said, str) else "a list" if isinstance(said, list) else "a bare value"
            )
            raise ProtocolError(
                f"{who} answered with {kind} where job {id_} is due",
                advice="look again: what it says of this job cannot be told now",
                detail=f"HTTP {response.status_code}: {str(said)[:200]}",
            )
        found = read_as(said, ExecutionAnswer, f"{who}: job {id_}").execution
        check_job(found.id, id_, who)
        return found
