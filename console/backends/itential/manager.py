"""The newer generation: ``operations-manager``, from 2021.2 to Platform 6, with ``automation-studio``."""

from collections.abc import Mapping, Sequence
from typing import Final

import httpx

from console.backends.base import BadRequest, Forbidden, NotFound, ProtocolError, Unauthorized
from console.backends.itential.api import BAD_REQUEST, answer_of, error_of, gone, is_gone, refusal_document
from console.backends.itential.filters import Filters
from console.backends.itential.session import Session
from console.backends.segment import segment
from console.model import Json
from console.wire.itential.envelope import Page, item_of, page_of
from console.wire.values import object_of

_JOBS: Final = "/operations-manager/jobs"
_TASKS: Final = "/operations-manager/tasks"
_STUDIO: Final = "/automation-studio/workflows"
_TASK_PAGES: Final = 10  # of a hundred manual tasks each

ROW_FIELDS: Final = (
    "name",
    "description",
    "status",
    "type",
    "created",
    "last_updated",
    "metrics",
    "error",
    "warnings",
    "validationErrors",
    "ancestors",
    "parent",
    "groups",
    "tags",
    "sla",
)
"""What a row needs: a job's tasks and variables may be megabytes."""


class OperationsManager:
    """Bracketed filters, envelopes, bulk verbs, and refusals with status 500."""

    name = "om"
    resumes_errors = False

    def __init__(self, session: Session) -> None:
        self._session = session
        self._projects = True  # until the server refuses to send a part of a job

    async def jobs(self, filters: Filters, skip: int, limit: int) -> Page:
        """Return a page of jobs, without their tasks where the server can leave them out."""
        params = [("limit", limit), ("skip", skip), *_sorting(filters), *bracketed(filters)]
        if self._projects:
            wanted = [*params, ("include", ",".join(ROW_FIELDS))]
            response = await self._session.read(_JOBS, wanted)
            if response.status_code != BAD_REQUEST:
                return self._page(response, skip)
            # Which fields may be named differs by release: without a choice every release answers.
            page = self._page(await self._session.read(_JOBS, params), skip)
            self._projects = False
            return page
        return self._page(await self._session.read(_JOBS, params), skip)

    def _page(self, response: httpx.Response, skip: int) -> Page:
        try:
            return page_of(answer_of(response, self._session, "the list"), skip=skip)
        except ValueError as error:
            raise ProtocolError(f"{self._session.who}: this is no list", detail=str(error)) from error

    async def job(self, job: str) -> dict[str, Json]:
        """Return one job. Raises NotFound."""
        response = await self._session.read(f"{_JOBS}/{segment(job)}")
        if not response.is_success:
            said = object_of(refusal_document(response))
            if is_gone(response, said):
                raise gone(response, self._session, job)
            raise error_of(response, self._session, f"job {job}")
        try:
            return item_of(answer_of(response, self._session))
        except ValueError:
            raise gone(response, self._session, job) from None

    async def iteration(self, iteration: str) -> dict[str, Json] | None:
        """Return the document of a task's iteration, None where it is not there any more."""
        try:
            answer = answer_of(
                await self._session.read(f"{_TASKS}/{segment(iteration, 'task')}"), self._session
            )
            return item_of(answer)
        except (NotFound, ValueError):
            return None

    async def manual_tasks(self) -> tuple[dict[str, Json], ...] | None:
        """Return the iterations that wait for a person: manual ones that run, in no order."""
        params = [("limit", 100), ("skip", 0), ("equals[type]", "manual"), ("equals[status]", "running")]
        found: list[dict[str, Json]] = []
        skip = 0
        for _ in range(_TASK_PAGES):
            params[1] = ("skip", skip)
            page = self._page(await self._session.read(_TASKS, params), skip)
            found += page.items
            if page.following is None:
                break
            skip = page.following
        return tuple(found)

    async def change_jobs(self, verb: str, jobs: Sequence[str]) -> httpx.Response:
        """Send a bulk verb once."""
        return await self._session.send(f"{_JOBS}/{verb}", {"jobIds": [*jobs]})

    async def retry(self, job: str, task: str, variables: Mapping[str, Json]) -> httpx.Response:
        """Run a failed task again, with the variables that it had but for these."""
        return await self._session.send(_task(job, task, "retry"), {"variables": {**variables}})

    async def go_on_from(self, job: str, task: str) -> httpx.Response:
        """Let a job go on from a task, by the end that its last iteration had."""
        return await self._session.send(f"{_JOBS}/{segment(job)}/continue", {"fromTask": task})

    async def revert(self, job: str, from_task: str, to_task: str) -> httpx.Response:
        """Take a job back from a failed task to one that was completed."""
        asked: dict[str, Json] = {"fromTask": from_task, "toTask": to_task}
        return await self._session.send(f"{_JOBS}/{segment(job)}/revert", asked)

    async def claim(self, iteration: str) -> httpx.Response:
        """Take a manual task: by the id of its iteration, not by that of the task."""
        return await self._session.send(f"{_TASKS}/{segment(iteration, 'task')}/claim", {})

    async def release(self, iteration: str) -> httpx.Response:
        """Let go of a manual task."""
        return await self._session.send(f"{_TASKS}/{segment(iteration, 'task')}/release", {})

    async def finish(self, job: str, task: str, state: str, variables: Mapping[str, Json]) -> httpx.Response:
        """Finish a manual task: by the id of the task, not by that of its iteration."""
        data: dict[str, Json] = {"finish_state": state, "variables": {**variables}}
        return await self._session.send(_task(job, task, "finish"), {"taskData": data})

    async def start(self, workflow: str, options: Mapping[str, Json]) -> httpx.Response:
        """Start a job; the top level takes these two keys and no other."""
        return await self._session.send(f"{_JOBS}/start", {"workflow": workflow, "options": {**options}})

    async def workflows(self, skip: int) -> Page:
        """Return a page of the workflows with their inputs; of the automations where those are not shown."""
        params = [
            ("limit", 100),
            ("skip", skip),
            ("include", "name,description,inputSchema"),
            ("sort", "name"),
        ]
        try:
            return self._page(await self._session.read(_STUDIO, params), skip)
        except Unauthorized:
            raise
        except (Forbidden, NotFound, BadRequest):
            automations = "/operations-manager/automations"
            page = self._page(await self._session.read(automations, [("limit", 100), ("skip", skip)]), skip)
            kept = [each for each in page.items if each.get("componentType", "workflows") == "workflows"]
            named = [
                {"name": each.get("componentName"), "description": each.get("description")} for each in kept
            ]
            return Page(tuple(named), page.following, page.total)

    async def workflow(self, name: str) -> dict[str, Json] | None:
        """Return a workflow by its name, None where there is none that we may see."""
        params = [("equals[name]", name), ("include", "name,inputSchema"), ("limit", 10)]
        page = self._page(await self._session.read(_STUDIO, params), 0)
        exact = next((each for each in page.items if each.get("name") == name), None)
        if exact is not None:
            return exact
        # Names with brackets in them match nothing; this route takes any, and answers {} for what is not
        # ours.
        response = await self._session.read(f"{_STUDIO}/detailed/{segment(name, 'workflow')}")
        found = object_of(refusal_document(response)) if response.is_success else {}
        inner = object_of(found.get("data")) or found
        return inner if inner.get("name") == name else None


def bracketed(filters: Filters) -> list[tuple[str, str | int]]:
    """Return the filters as the platform takes them: ``equals[status]=running``, never ``status=running``."""
    params: list[tuple[str, str | int]] = []
    for name, values in filters.among.items():
        one = len(values) == 1
        params.append((f"{'equals' if one else 'in'}[{name}]", values[0] if one else ",".join(values)))
    params += [(f"not-in[{name}]", ",".join(values)) for name, values in filters.without.items()]
    params += [(f"contains[{name}]", text) for name, text in filters.contains.items()]
    params += [(f"gte[{name}]", moment) for name, moment in filters.least.items()]
    params += [(f"lt[{name}]", moment) for name, moment in filters.below.items()]
    return params


def _sorting(filters: Filters) -> list[tuple[str, str | int]]:
    return [("sort", filters.sort), ("order", -1 if filters.descending else 1)]


def _task(job: str, task: str, verb: str) -> str:
    return f"{_JOBS}/{segment(job)}/tasks/{segment(task, 'task')}/{verb}"
