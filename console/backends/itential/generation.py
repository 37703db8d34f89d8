"""Which generation of the API a platform speaks: as the context says, or as the first answer shows."""

import asyncio
from collections.abc import Mapping
from enum import StrEnum
from typing import Self

import httpx

from console.backends.answer import json_of
from console.backends.base import BackendError, BadRequest, NotFound, ProtocolError
from console.backends.itential.api import MISSING, Api, error_of
from console.backends.itential.engine import WorkflowEngine
from console.backends.itential.filters import Filters
from console.backends.itential.manager import OperationsManager
from console.backends.itential.session import Session
from console.model import Json
from console.wire.itential.envelope import is_envelope


class Dialect(StrEnum):
    """The setting ``dialect`` of a context."""

    AUTO = "auto"
    OM = "om"  # operations-manager: 2021.2 to Platform 6
    WFE = "wfe"  # workflow_engine: 2020.2 to 2022.x

    @classmethod
    def of(cls, name: str, settings: Mapping[str, Json]) -> Self:
        """Return the dialect of the context ``name``. Raises BadRequest for what is none."""
        value = settings.get("dialect") or cls.AUTO
        if value not in tuple(cls):
            raise BadRequest(
                f"contexts.{name}.dialect: there is no dialect {value}",
                advice=f"it is one of {', '.join(cls)}; {cls.AUTO} asks the server",
            )
        return cls(str(value))


class Generation:
    """Finds out once which generation answers, and keeps it for as long as the backend lives."""

    def __init__(self, session: Session, dialect: Dialect) -> None:
        self.session = session
        self._known: Api | None = None
        self._asking = asyncio.Lock()
        if dialect is Dialect.OM:
            self._known = OperationsManager(session)
        elif dialect is Dialect.WFE:
            self._known = WorkflowEngine(session)

    async def api(self) -> Api:
        """Return what to ask. Raises BackendError, and asks again at the next call."""
        if self._known is None:
            async with self._asking:
                self._known = self._known or await self._found()
        return self._known

    async def _found(self) -> Api:
        """Ask for one job as the newer generation is asked; where that is no list of it, as the older one."""
        response = await self.session.read("/operations-manager/jobs", [("limit", 1)])
        if response.is_success and self._is_list(response):
            return OperationsManager(self.session)
        if not response.is_success and response.status_code != MISSING:
            raise error_of(response, self.session)
        older = WorkflowEngine(self.session)
        try:
            await older.jobs(Filters(), 0, 1)
        except (NotFound, ProtocolError, BadRequest) as error:
            raise _neither(self.session, error) from error
        return older

    def _is_list(self, response: httpx.Response) -> bool:
        """Whether this is the envelope of a list: an unknown route answers with the web interface's page."""
        try:
            return is_envelope(json_of(response, self.session.who))
        except ProtocolError:
            return False


def _neither(session: Session, error: BackendError) -> ProtocolError:
    return ProtocolError(
        f"{session.who} answers as neither generation of the Itential API",
        advice="see that url names the platform itself, such as https://iap.example:3443",
        detail=f"{error}: {error.detail}".removesuffix(": "),
    )
