"""What is changed on Scale: one request for each action, after which the job is looked at again.

Cancel and requeue are answered with 202 and an empty body whatever comes of them, nothing too: so their
outcome is never more than requested.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from console.backends.acting import ended
from console.backends.base import (
    BackendError,
    BadRequest,
    Conflict,
    NotSent,
    OutcomeUnknown,
    ServerFault,
    Unreachable,
    Unsupported,
)
from console.backends.scale.offers import cancelable, requeueable
from console.backends.scale.reading import Reader, job_number
from console.backends.scale.recipes import Recipes, recipe_number, recipe_version
from console.backends.scale.selection import Selection, batches, by_ids, change_body, list_params
from console.backends.scale.server import Server
from console.model import Action, JobDetail, Json, Outcome, OutcomeKind, Verb
from console.wire.scale.job import JobDetailDocument, JobDocument
from console.wire.scale.job_type import JobTypeDocument
from console.wire.values import object_of

_CANCEL: Final = "/jobs/cancel/"
_REQUEUE: Final = "/jobs/requeue/"
_ACCEPTED: Final = 202


class Changes:
    """Sends changes. Every method raises BackendError."""

    def __init__(self, server: Server, reader: Reader, recipes: Recipes) -> None:
        self._server = server
        self._reader = reader
        self._recipes = recipes

    async def carry_out(self, detail: JobDetail, action: Action) -> Outcome:
        """Send what ``action`` means for the job that was just read, and say what is known of it."""
        number = recipe_number(action.job)
        if number is not None and action.node is None:
            return await self._on_recipe(number, detail, action)
        if number is not None and action.node is not None:
            async with nothing_sent():
                job = await self._recipes.job_of_node(number, action.node)
            status = detail.nodes[action.node].native_status
        else:
            job, status = job_number(action.job), detail.job.native_status
        if action.verb in (Verb.PAUSE, Verb.CONTINUE):
            type_ = JobTypeDocument.model_validate(object_of(detail.raw.get("job_type")))
            return await self._set_paused(job, type_, action.verb is Verb.PAUSE, action)
        return await self._on_job(job, status or "", action)

    async def _on_job(self, job: int, status: str, action: Action) -> Outcome:
        match action.verb:
            case Verb.CANCEL | Verb.STOP:
                return await self._cancel(job, status, action)
            case Verb.REQUEUE | Verb.RESTART:
                return await self._requeue(job, status, action)
            case Verb.PRIORITY if action.priority is None:
                raise BadRequest("say which priority: on Scale 1 is the most urgent")
            case Verb.PRIORITY:
                return await self._requeue(job, status, action)
            case _:
                raise Unsupported(f"Scale has no {action.verb}")

    async def _cancel(self, job: int, status: str, action: Action) -> Outcome:
        # A failed job that was requeued meanwhile is not what the person saw; it is left alone.
        guard = status if status == "FAILED" else None
        await self._send(_CANCEL, by_ids([job], guard), f"cancel job {job}")
        return ended(
            action,
            OutcomeKind.REQUESTED,
            f"Scale has taken the request to cancel job {job}; it is watched until it is CANCELED",
        )

    async def _requeue(self, job: int, status: str, action: Action) -> Outcome:
        # The status goes with it: if it has changed meanwhile, the request matches nothing.
        await self._send(_REQUEUE, by_ids([job], status), f"requeue job {job}", action.priority)
        urgency = f" with priority {action.priority}" if action.priority is not None else ""
        return ended(
            action,
            OutcomeKind.REQUESTED,
            f"Scale has taken the request to queue job {job} again{urgency}; it is watched until it is",
        )

    async def _set_paused(self, job: int, type_: JobTypeDocument, paused: bool, action: Action) -> Outcome:
        """Pause or un-pause the job's type, and see that it is so: the flag changes at once, in every job."""
        if type_.is_paused is not paused:
            path = f"/job-types/{type_.name}/{type_.version}/"
            what = f"job type {type_.words}"
            await self._server.change(path, {"is_paused": paused}, method="PATCH", what=what)
        try:
            after, _ = await self._reader.job(job)
        except BackendError as error:
            words = f"Scale has taken the request for job type {type_.words}; the job cannot be read: {error}"
            return ended(action, OutcomeKind.REQUESTED, words)
        kind = OutcomeKind.DONE if after.job_type.is_paused is paused else OutcomeKind.REQUESTED
        return ended(action, kind, _paused_words(after, paused, kind))

    async def _on_recipe(self, number: int, detail: JobDetail, action: Action) -> Outcome:
        async with nothing_sent():
            recipe, _ = await self._recipes.document(number)
            jobs = tuple((await self._recipes.jobs(recipe)).values())
        if recipe_version(recipe, jobs) != detail.job.version:
            raise Conflict(f"recipe {number} has changed just now; nothing was sent", advice="look again")
        if action.verb is Verb.CANCEL:
            meant = cancelable(jobs)
            await self._send(_CANCEL, by_ids(_ids(meant)), f"cancel recipe {number}")
            words = f"Scale has taken the request to cancel {_counted(meant)} of recipe {number}"
        elif action.verb in (Verb.REQUEUE, Verb.RESTART):
            meant = requeueable(jobs)
            status = meant[0].status if meant else None
            await self._send(
                _REQUEUE, by_ids(_ids(meant), status), f"requeue recipe {number}", action.priority
            )
            words = f"Scale has taken the request to queue {_counted(meant)} of recipe {number} again"
        else:
            raise Unsupported(f"a recipe of Scale has no {action.verb}; try it on one of its jobs")
        return ended(action, OutcomeKind.REQUESTED, f"{words}; they are watched")

    # --- many at once -----------------------------------------------------------------------------

    async def cancel_jobs(self, ids: Sequence[int]) -> int:
        """Ask for the cancel of these jobs, in parts; return how many requests were taken."""
        return await self._in_batches(_CANCEL, ids, None)

    async def requeue_jobs(self, ids: Sequence[int], priority: int | None = None) -> int:
        """Ask for the requeue of these jobs, in parts; return how many requests were taken."""
        return await self._in_batches(_REQUEUE, ids, priority)

    async def count_matching(self, selection: Selection) -> int:
        """Return how many jobs are selected now. Raises BadRequest where none is named."""
        return await self._reader.count(list_params(selection))

    async def cancel_matching(self, selection: Selection, *, at_most: int) -> None:
        """Ask for the cancel of the jobs that are selected, if they are no more than were agreed to.

        Raises BadRequest where none is named, Conflict where there are more; then nothing was sent.
        """
        await self._agreed(selection, at_most)
        await self._send(_CANCEL, selection, "cancel")

    async def requeue_matching(
        self, selection: Selection, *, at_most: int, priority: int | None = None
    ) -> None:
        """Ask for the requeue of the jobs that are selected, if they are no more than were agreed to.

        Raises BadRequest where none is named, Conflict where there are more; then nothing was sent.
        """
        change_body(selection, priority=priority)
        await self._agreed(selection, at_most)
        await self._send(_REQUEUE, selection, "requeue", priority)

    async def _agreed(self, selection: Selection, at_most: int) -> None:
        async with nothing_sent():
            count = await self.count_matching(selection)
        if count > at_most:
            raise Conflict(f"{count} jobs match now, not {at_most}; nothing was sent", advice="look again")

    async def _in_batches(self, path: str, ids: Sequence[int], priority: int | None) -> int:
        # Every body is made before the first is sent: a wrong id among them stops all.
        bodies = [change_body(by_ids(part), priority=priority) for part in batches(ids)]
        for body in bodies:
            await self._post(path, body, "jobs by their ids")
        return len(bodies)

    async def _send(self, path: str, selection: Selection, what: str, priority: int | None = None) -> None:
        await self._post(path, change_body(selection, priority=priority), what)

    async def _post(self, path: str, body: dict[str, Json], what: str) -> None:
        """Send a body that `change_body` made. Raises OutcomeUnknown for any answer but the one it gives."""
        response = await self._server.change(path, body, what=what)
        if response.status_code != _ACCEPTED:
            raise OutcomeUnknown(
                f"{self._server.who} answered {response.status_code} where it says {_ACCEPTED}: "
                "it may have been done or not",
                advice="look at the job before asking again; see what stands between you and Scale",
            )


def _paused_words(job: JobDetailDocument, paused: bool, kind: OutcomeKind) -> str:
    type_ = job.job_type.words
    if kind is not OutcomeKind.DONE:
        return f"Scale has taken the request, but job type {type_} does not show it yet"
    if paused:
        return (
            f"job type {type_} is paused: no queued job of it starts (the scheduler heeds it within 10 s), "
            f"running ones continue, this one stays {job.status}"
        )
    return f"job type {type_} is not paused any more: its queued jobs start as nodes are free"


@asynccontextmanager
async def nothing_sent() -> AsyncGenerator[None]:
    """Look at something before a change: if that fails, nothing has been asked for, and the error says so."""
    try:
        yield
    except (Unreachable, ServerFault) as error:
        raise NotSent(f"nothing was sent: {error}", advice=error.advice, detail=error.detail) from error


def _counted(jobs: tuple[JobDocument, ...]) -> str:
    return f"{len(jobs)} job{'s' * (len(jobs) != 1)}"


def _ids(jobs: tuple[JobDocument, ...]) -> list[int]:
    return [job.id for job in jobs]
