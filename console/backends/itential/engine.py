"""The older generation: ``workflow_engine`` of 2020.2 to 2022.x. One job a request, bare answers."""

from collections.abc import Mapping, Sequence
from typing import Final

import httpx

from console.backends.base import BadRequest, ProtocolError
from console.backends.itential.api import answer_of, error_of, gone, is_gone, refusal_document
from console.backends.itential.filters import BEGAN, Filters
from console.backends.itential.session import Session
from console.backends.segment import segment
from console.model import Json
from console.wire.itential.envelope import Page, item_of, page_of
from console.wire.values import object_of

_ROOT: Final = "/workflow_engine"
_VERBS: Final = {"pause": "pauseJob", "resume": "resumeJob", "cancel": "cancelJob"}

ROW_FIELDS: Final = ("name", "description", "status", "type", "created", "last_updated", "metrics", "error")
_TASK_FIELDS: Final = (
    "tasks",
    "warnings",
    "validationErrors",
    "ancestors",
    "parent",
    "groups",
    "tags",
    "sla",
)


class WorkflowEngine:
    """The routes that were removed with 2023.1. Lists come with the tasks of each job."""

    name = "wfe"
    resumes_errors = True

    def __init__(self, session: Session) -> None:
        self._session = session

    async def jobs(self, filters: Filters, skip: int, limit: int) -> Page:
        """Return a page of jobs. Only plain equality is asked for: of other queries too little is known."""
        options: dict[str, Json] = {
            "query": _query(filters),
            "fields": dict.fromkeys((*ROW_FIELDS, *_TASK_FIELDS), 1),
            "sort": {filters.sort: -1 if filters.descending else 1},
            "limit": limit,
            "skip": skip,
        }
        return await self._list("/jobs/search", options, skip)

    async def _list(self, path: str, options: dict[str, Json], skip: int) -> Page:
        response = await self._session.search(f"{_ROOT}{path}", {"options": options})
        try:
            return page_of(answer_of(response, self._session, "the list"), skip=skip)
        except ValueError as error:
            raise ProtocolError(f"{self._session.who}: this is no list", detail=str(error)) from error

    async def job(self, job: str) -> dict[str, Json]:
        """Return one job. Raises NotFound."""
        response = await self._session.read(f"{_ROOT}/job/{segment(job)}/details")
        if not response.is_success:
            said = object_of(refusal_document(response))
            if is_gone(response, said):
                raise gone(response, self._session, job)
            raise error_of(response, self._session, f"job {job}")
        try:
            return item_of(answer_of(response, self._session))
        except ValueError:
            raise gone(response, self._session, job) from None

    async def iteration(self, iteration: str) -> dict[str, Json] | None:  # noqa: ARG002 - the protocol's
        """Return None: what is known of an iteration stands in the task itself."""
        return None

    async def manual_tasks(self) -> tuple[dict[str, Json], ...] | None:
        """Return None: the jobs of a list come with their tasks."""
        return None

    async def change_jobs(self, verb: str, jobs: Sequence[str]) -> httpx.Response:
        """Send a verb of one job once; this generation takes no more."""
        (job,) = jobs
        return await self._session.send(f"{_ROOT}/{_VERBS[verb]}", {"job_id": job})

    async def retry(self, job: str, task: str, variables: Mapping[str, Json]) -> httpx.Response:  # noqa: ARG002
        """Refuse: this generation retries no single task."""
        raise BadRequest(
            f"this generation of the API cannot run {task} of job {job} again by itself",
            advice="continue the job, which it takes for jobs in error, too",
        )

    async def go_on_from(self, job: str, task: str) -> httpx.Response:
        """Refuse: which task ``continueJob`` goes on from is not documented."""
        raise BadRequest(
            f"this generation of the API has no way to let job {job} go on from {task}",
            advice="take it back to a task that was completed (revert), or resume the job",
        )

    async def revert(self, job: str, from_task: str, to_task: str) -> httpx.Response:
        """Take an errored job back to a task."""
        asked: dict[str, Json] = {"job_id": job, "errored_task": from_task, "revert_task": to_task}
        return await self._session.send(f"{_ROOT}/fixJob", asked)

    async def claim(self, iteration: str) -> httpx.Response:
        """Refuse: a claim names the id of a user here, which the console does not know."""
        raise BadRequest(f"task {iteration} cannot be claimed: this generation wants the id of a user for it")

    async def release(self, iteration: str) -> httpx.Response:
        """Let go of a manual task."""
        return await self._session.send(f"{_ROOT}/tasks/release", {"task_id": iteration})

    async def finish(self, job: str, task: str, state: str, variables: Mapping[str, Json]) -> httpx.Response:
        """Finish a manual task."""
        data: dict[str, Json] = {"finish_state": state, "variables": {**variables}}
        asked: dict[str, Json] = {"task_id": task, "job_id": job, "task_data": data}
        return await self._session.send(f"{_ROOT}/finishTask", asked)

    async def start(self, workflow: str, options: Mapping[str, Json]) -> httpx.Response:
        """Start a job."""
        path = f"{_ROOT}/startJobWithOptions/{segment(workflow, 'workflow')}"
        return await self._session.send(path, {"options": {**options}})

    async def workflows(self, skip: int) -> Page:
        """Return a page of the workflows, with their inputs."""
        return await self._workflows({}, skip)

    async def workflow(self, name: str) -> dict[str, Json] | None:
        """Return a workflow by its name, None where there is none that we may see."""
        page = await self._workflows({"name": name}, 0)
        return next((each for each in page.items if each.get("name") == name), None)

    async def _workflows(self, query: dict[str, Json], skip: int) -> Page:
        options: dict[str, Json] = {
            "query": query,
            "fields": {"name": 1, "description": 1, "inputSchema": 1},
            "sort": {"name": 1},
            "limit": 100,
            "skip": skip,
        }
        return await self._list("/workflows/search", options, skip)


def _query(filters: Filters) -> dict[str, Json]:
    """Return what plain equality can ask. Raises BadRequest for what only the newer generation can."""
    own = {"type", "name"}
    several = [name for name, values in filters.among.items() if name in own and len(values) > 1]
    if several or own & filters.without.keys() or filters.contains:
        raise BadRequest(
            "this generation of the API can be asked for one type and one exact name only",
            advice="name:TEXT* is sifted here, and takes stars",
        )
    if filters.sort not in (BEGAN, "name"):
        raise BadRequest("this generation of the API orders by name and by when jobs began")
    return {name: values[0] for name, values in filters.among.items() if len(values) == 1}
