"""Starting jobs: the job types that can be run, and what a new job is sent with."""

import asyncio
from collections.abc import Sequence
from typing import Final

from console.backends.answer import read_as
from console.backends.base import BackendError, BadRequest, Conflict, NotFound, OutcomeUnknown, ServerFault
from console.backends.scale.offers import not_addressable
from console.backends.scale.reading import Reader
from console.backends.scale.server import Server
from console.model import Json, StartRequest, WorkflowInfo
from console.wire.received import received
from console.wire.scale.job import JobDetailDocument
from console.wire.scale.job_type import JobTypeDetailDocument, JobTypeDocument
from console.wire.scale.start_form import read_input, to_workflow

AT_ONCE: Final = 6
"""Interfaces that are asked for at the same time."""

_STARTABLE: Final = (("is_active", "true"), ("is_system", "false"))
"""Scale's own types (ingest, strike, scan …) are started by Scale itself."""


class Starting:
    """Lists what can be started, and starts it. Every method raises BackendError."""

    def __init__(self, server: Server, reader: Reader) -> None:
        self._server = server
        self._reader = reader
        self._interfaces: dict[tuple[str, int | None, str | None], JobTypeDetailDocument] = {}

    async def workflows(self) -> Sequence[WorkflowInfo]:
        """Return the active job types, each with its interface as parameters.

        The list of types does not tell interfaces: each is asked for once, until its type changes.
        """
        types = await self._reader.all_rows("/job-types/", JobTypeDocument, _STARTABLE)
        known = [each for each in types if each.name]
        asked = asyncio.Semaphore(AT_ONCE)

        async def one(type_: JobTypeDocument) -> WorkflowInfo:
            async with asked:
                return to_workflow(type_, await self._interface(type_))

        found = await asyncio.gather(*(one(type_) for type_ in known))
        return tuple({each.id: each for each in found}.values())

    async def start(self, request: StartRequest) -> str:
        """Queue a new job and return its id.

        Raises BadRequest with every mistake in ``detail``, OutcomeUnknown where it may be there or not.
        """
        if request.text is not None or not request.workflow:
            raise BadRequest(
                "Scale runs job types, not workflow files", advice="`jobconsole workflows` lists them"
            )
        if request.name:
            raise BadRequest("a job of Scale has no name of its own", advice="leave the name away")
        type_ = await self._type(request.workflow)
        interface = await self._interface(type_)
        typed = read_input(interface, request.params)
        if typed.mistakes:
            raise BadRequest(
                f"job type {type_.words} cannot be started like this", detail="\n".join(typed.mistakes)
            )
        body: dict[str, Json] = {"job_type_id": type_.id, "input": typed.input}
        if request.priority is not None:
            if request.priority < 1:
                raise BadRequest("the priority must be 1 or more; a lower number is more urgent on Scale")
            body["configuration"] = {"priority": request.priority}
        return await self._post(body, type_)

    async def _post(self, body: dict[str, Json], type_: JobTypeDocument) -> str:
        try:
            response = await self._server.change("/jobs/", body, what=f"a new job of {type_.words}")
        except BadRequest as error:
            raise BadRequest(
                f"{self._server.who} does not start {type_.words} like this",
                advice="see what it says",
                detail=error.detail,
            ) from error
        except ServerFault as error:
            raise OutcomeUnknown(
                f"{self._server.who} failed at the new job of {type_.words}: it may be there or not",
                advice="look at the list; the usual cause is a file id that does not exist",
                detail=error.detail,
            ) from error
        try:
            answer = received(response.text)
        except (ValueError, RecursionError):
            answer = None
        try:
            return str(read_as(answer, JobDetailDocument, self._server.who).id)
        except BackendError as error:
            raise OutcomeUnknown(
                f"{self._server.who} has taken the job and does not tell its number",
                advice="it is the newest in the list; do not start it again",
                detail=error.detail,
            ) from error

    async def _type(self, key: str) -> JobTypeDocument:
        """Return the job type ``NAME/VERSION``, or with that id, that can be started."""
        name, _, version = key.partition("/")
        types = await self._reader.all_rows("/job-types/", JobTypeDocument)
        found = [each for each in types if key in (each.key, str(each.id))]
        if not found and not version:
            found = [each for each in types if each.name == name]
            if len(found) > 1:
                versions = ", ".join(each.key for each in found)
                raise BadRequest(f"{name} has several versions", advice=f"name one: {versions}")
        if not found or found[0].id is None:
            raise NotFound(f"there is no job type {key}", advice="`jobconsole workflows` lists them")
        if not found[0].is_active:
            raise Conflict(f"job type {key} is not active: Scale starts none of it")
        return found[0]

    async def _interface(self, type_: JobTypeDocument) -> JobTypeDetailDocument | None:
        """Return a job type with its interface, None where the API has no address for it."""
        if not_addressable(type_):
            return None
        modified = type_.last_modified.isoformat() if type_.last_modified else None
        key = (type_.key, type_.revision_num, modified)
        if key not in self._interfaces:
            path = f"/job-types/{type_.name}/{type_.version}/"
            found = await self._server.read(path, JobTypeDetailDocument, what=f"job type {type_.words}")
            self._interfaces[key] = found
        return self._interfaces[key]
