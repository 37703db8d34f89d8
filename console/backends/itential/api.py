"""What the backend asks of the platform, whichever generation of its API answers."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import httpx

from console.backends.answer import error_for, json_of, words_of
from console.backends.base import BackendError, NotFound, ProtocolError
from console.backends.itential.filters import Filters
from console.backends.itential.session import Session
from console.model import Json
from console.wire.itential.envelope import Page, message_of

MOST: Final = 100
"""Jobs of one page, and of one bulk action: the platform takes no more."""


REFUSED: Final = 500
"""The status with which the platform says no: its pages document 200 and 500 for every change."""

BAD_REQUEST: Final = 400
UNAUTHORIZED: Final = 401
MISSING: Final = 404
BUSY: Final = 429


class Api(Protocol):
    """One generation. Documents come as they are, without envelopes; errors are of the backend protocol."""

    name: str
    resumes_errors: bool

    async def jobs(self, filters: Filters, skip: int, limit: int) -> Page:
        """Return a page of jobs."""
        ...

    async def job(self, job: str) -> dict[str, Json]:
        """Return one job. Raises NotFound."""
        ...

    async def iteration(self, iteration: str) -> dict[str, Json] | None:
        """Return the document of a task's iteration; None where this generation has none to ask for."""
        ...

    async def manual_tasks(self) -> tuple[dict[str, Json], ...] | None:
        """Return the iterations that wait for a person; None where the jobs of a list tell it themselves."""
        ...

    async def change_jobs(self, verb: str, jobs: Sequence[str]) -> httpx.Response:
        """Send ``pause``, ``resume`` or ``cancel`` of up to `MOST` jobs once; return the answer as it is."""
        ...

    async def retry(self, job: str, task: str, variables: Mapping[str, Json]) -> httpx.Response:
        """Run a failed task again, with the variables that it had but for these."""
        ...

    async def go_on_from(self, job: str, task: str) -> httpx.Response:
        """Let a job go on from a task, by the end that its last iteration had."""
        ...

    async def revert(self, job: str, from_task: str, to_task: str) -> httpx.Response:
        """Take a job back from a failed task to one that was completed."""
        ...

    async def claim(self, iteration: str) -> httpx.Response:
        """Take a manual task, so that nobody else does."""
        ...

    async def release(self, iteration: str) -> httpx.Response:
        """Let go of a manual task."""
        ...

    async def finish(self, job: str, task: str, state: str, variables: Mapping[str, Json]) -> httpx.Response:
        """Finish a manual task as ``success`` or ``failure``."""
        ...

    async def start(self, workflow: str, options: Mapping[str, Json]) -> httpx.Response:
        """Start a job of a workflow."""
        ...

    async def workflows(self, skip: int) -> Page:
        """Return a page of the workflows, with their inputs."""
        ...

    async def workflow(self, name: str) -> dict[str, Json] | None:
        """Return a workflow by its name, None where there is none that we may see."""
        ...


def answer_of(response: httpx.Response, session: Session, what: str = "") -> Json:
    """Return the JSON of an answer to a read. Raises the error that a status other than success means."""
    if response.is_success:
        return json_of(response, session.who)
    raise error_of(response, session, what)


def error_of(response: httpx.Response, session: Session, what: str = "") -> BackendError:
    """Return the error that an answer means, with the server's own words."""
    return error_for(response.status_code, session.who, message=said_in(response), what=what)


def said_in(response: httpx.Response) -> str:
    """Return what an answer says in words: the message of its JSON, or its text."""
    said = refusal_document(response)
    return (message_of(said) if said is not None else None) or words_of(response)


def refusal_document(response: httpx.Response) -> Json:
    """Return the JSON of a refusal, None where it is none: a gateway's page, a text, nothing."""
    try:
        return json_of(response, "")
    except ProtocolError:
        return None


def is_gone(response: httpx.Response, said: Mapping[str, Json]) -> bool:
    """Whether an answer says that there is no such job: 404, an id it does not take, or 500 and no data."""
    nothing = response.status_code == REFUSED and "data" in said and said["data"] is None
    return nothing or response.status_code in (BAD_REQUEST, MISSING)


def gone(response: httpx.Response, session: Session, job: str) -> NotFound:
    """Return the error for a job that is not there: 404, or 500 with an envelope and no data in it."""
    return NotFound(
        f"{session.who} has no job {job}",
        advice="list the jobs to find its id; a job of a group that is not yours is not shown to you",
        detail=f"{said_in(response)} (HTTP {response.status_code})",
    )
