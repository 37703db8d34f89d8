"""What is changed on Scale: one request for each action, after which the job is looked at again.

Cancel and requeue are answered with 202 and an empty body whatever comes of them, nothing too: so their
outcome is never more than requested.
"""

from collections.abc import Sequence
from typing import Final

from console.backends.acting import ended
from console.backends.base import BadRequest, Conflict, Unsupported
from console.backends.scale.offers import cancelable, requeueable
from console.backends.scale.reading import Reader, job_number
from console.backends.scale.recipes import Recipes, recipe_number, recipe_version
from console.backends.scale.selection import Selection, batches, by_ids, change_body
from console.backends.scale.server import Server
from console.model import Action, JobDetail, Outcome, OutcomeKind, Verb
from console.wire.scale.job import JobDetailDocument, JobDocument

_CANCEL: Final = "/jobs/cancel/"
_REQUEUE: Final = "/jobs/requeue/"


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
            job = await self._recipes.job_of_node(number, action.node)
            status = detail.nodes[action.node].native_status
        else:
            job, status = job_number(action.job), detail.job.native_status
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
            case Verb.PAUSE | Verb.CONTINUE:
                return await self._set_paused(job, action.verb is Verb.PAUSE, action)
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

    async def _set_paused(self, job: int, paused: bool, action: Action) -> Outcome:
        """Pause or un-pause the job's type, and see that it is so: the flag changes at once, in every job."""
        before, _ = await self._reader.job(job)
        type_ = before.job_type
        if type_.is_paused is not paused:
            path = f"/job-types/{type_.name}/{type_.version}/"
            what = f"job type {type_.words}"
            await self._server.change(path, {"is_paused": paused}, method="PATCH", what=what)
        after, _ = await self._reader.job(job)
        kind = OutcomeKind.DONE if after.job_type.is_paused is paused else OutcomeKind.REQUESTED
        return ended(action, kind, _paused_words(after, paused, kind))

    async def _on_recipe(self, number: int, detail: JobDetail, action: Action) -> Outcome:
        recipe, _ = await self._recipes.document(number)
        jobs = tuple((await self._recipes.jobs(recipe)).values())
        if recipe_version(recipe, jobs) != detail.job.version:
            raise Conflict(f"recipe {number} has changed just now; nothing was sent", advice="look again")
        if action.verb is Verb.CANCEL:
            meant = cancelable(jobs)
            await self._send(_CANCEL, by_ids(_ids(meant)), f"cancel recipe {number}")
            words = f"Scale has taken the request to cancel {len(meant)} jobs of recipe {number}"
        elif action.verb in (Verb.REQUEUE, Verb.RESTART):
            meant = requeueable(jobs)
            status = meant[0].status if meant else None
            await self._send(
                _REQUEUE, by_ids(_ids(meant), status), f"requeue recipe {number}", action.priority
            )
            words = (
                f"Scale has taken the request to queue {len(meant)} {status} jobs of recipe {number} again"
            )
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

    async def cancel_matching(self, selection: Selection) -> None:
        """Ask for the cancel of the jobs that are selected. Raises BadRequest where none is."""
        await self._send(_CANCEL, selection, "cancel")

    async def requeue_matching(self, selection: Selection, priority: int | None = None) -> None:
        """Ask for the requeue of the jobs that are selected. Raises BadRequest where none is."""
        await self._send(_REQUEUE, selection, "requeue", priority)

    async def _in_batches(self, path: str, ids: Sequence[int], priority: int | None) -> int:
        # Every body is made before the first is sent: a wrong id among them stops all.
        bodies = [change_body(by_ids(part), priority=priority) for part in batches(ids)]
        for body in bodies:
            await self._server.change(path, body, what="jobs by their ids")
        return len(bodies)

    async def _send(self, path: str, selection: Selection, what: str, priority: int | None = None) -> None:
        body = change_body(selection, priority=priority)
        await self._server.change(path, body, what=what)


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


def _ids(jobs: tuple[JobDocument, ...]) -> list[int]:
    return [job.id for job in jobs]
