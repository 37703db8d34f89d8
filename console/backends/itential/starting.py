"""Starting a job of a stored workflow: the form's variables checked against its inputs, sent once."""

from collections.abc import Mapping
from typing import Final

import httpx

from console.backends.base import (
    BackendError,
    BadRequest,
    Forbidden,
    NotFound,
    OutcomeUnknown,
    Unauthorized,
)
from console.backends.itential.api import REFUSED, error_of, refusal_document, said_in
from console.backends.itential.generation import Generation
from console.backends.itential.reading import Reader
from console.backends.itential.secrecy import without_secrets
from console.core.masking import SECRET_NAMES
from console.model import StartRequest, WorkflowInfo
from console.wire.itential.envelope import item_of
from console.wire.itential.workflow import DESCRIPTION, Inputs, inputs_of, start_options, workflow_of

_MOST_PAGES: Final = 20
"""Pages of workflows that are listed; one that is on none of them can still be started by its name."""


class Starter:
    """Lists and starts the workflows of one context."""

    def __init__(self, generation: Generation, reader: Reader) -> None:
        self._generation = generation
        self._reader = reader

    async def workflows(self) -> tuple[WorkflowInfo, ...]:
        """Return the workflows that we may see, each once, by name."""
        api = await self._generation.api()
        found: dict[str, WorkflowInfo] = {}
        skip = 0
        for _ in range(_MOST_PAGES):
            page = await api.workflows(skip)
            for item in page.items:
                info = workflow_of(item, lambda name: SECRET_NAMES.search(name) is not None)
                if info is not None:
                    found.setdefault(info.id, info)
            if page.following is None:
                break
            skip = page.following
        return tuple(found.values())

    async def start(self, request: StartRequest) -> str:
        """Start a job and return its id; what the server remarked is told with the job.

        Raises BadRequest with every error of the form, NotFound for a workflow that we may not see or that
        does not exist, OutcomeUnknown where nobody knows whether there is a job now.
        """
        name = _checked(request)
        started = start_options(_with_name(request), await self._inputs(name))
        if started.errors:
            raise BadRequest(
                f"{name} was not started: {len(started.errors)} of its variables cannot be sent",
                detail="\n".join(started.errors),
            )
        api = await self._generation.api()
        response = await api.start(name, started.options)
        return self._job_of(response, name)

    async def _inputs(self, name: str) -> Inputs | None:
        """Return what a workflow takes; None where we may not look, so that only the server can check."""
        api = await self._generation.api()
        try:
            workflow = await api.workflow(name)
        except Unauthorized:
            raise
        except Forbidden:
            return None
        if workflow is None:
            raise NotFound(
                f"there is no workflow {name}, or it is not shown to you",
                advice="list the workflows; one of a project is called @project: name, and needs its access",
            )
        return inputs_of(workflow)

    def _job_of(self, response: httpx.Response, name: str) -> str:
        """Return the id of the job that an answer tells of. Raises BackendError."""
        if not response.is_success:
            raise self._refused(response, name)
        try:
            document = self._reader.read(without_secrets(item_of(refusal_document(response))))
        except (ValueError, RecursionError, BackendError) as error:
            raise OutcomeUnknown(
                f"{self._generation.session.who} took the start of {name}, and does not say which job it is",
                advice="look at the list before starting it again",
                detail=str(error),
            ) from error
        self._reader.remember(document.id, document.remarks)
        return document.id

    def _refused(self, response: httpx.Response, name: str) -> BackendError:
        """Return why a start failed: errors of the workflow itself come with status 500 and a message."""
        refused = response.status_code == REFUSED
        if refused and refusal_document(response) is not None:
            return BadRequest(f"the server did not start {name}", detail=said_in(response))
        if refused:
            return OutcomeUnknown(
                f"the server failed while it started {name}: there may be a job or not",
                advice="look at the list before starting it again",
                detail=said_in(response),
            )
        return error_of(response, self._generation.session, f"starting {name}")


def _checked(request: StartRequest) -> str:
    if request.workflow is None:
        raise BadRequest(
            "Itential starts workflows that it has stored, not files",
            advice="name one of its workflows",
        )
    if request.priority is not None:
        raise BadRequest("Itential has no priorities", advice="start it without one")
    return request.workflow


def _with_name(request: StartRequest) -> Mapping[str, str]:
    """Return the form; a name for the run becomes its description: jobs are called as their workflows."""
    if not request.name or request.params.get(DESCRIPTION, "").strip():
        return request.params
    return {**request.params, DESCRIPTION: request.name}
