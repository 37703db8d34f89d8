"""Actions on jobs and tasks: sent once, and believed only when the job is seen to have followed.

The platform refuses with status 500 and a message; that is a no, not a fault. A 200 of a bulk verb says
little of the single job, so each is looked at again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

import httpx

from console.backends.acting import ended
from console.backends.base import BackendError, BadRequest, OutcomeUnknown
from console.backends.itential.api import BUSY, MOST, REFUSED, Api, error_of, refusal_document
from console.backends.itential.iterations import iteration_of
from console.backends.itential.seen import Said, has_changed, moved, outcome_of, remarks_of, unseen, word_of
from console.backends.itential.session import Session
from console.model import Action, Job, JobDetail, JobStatus, Json, NodeStatus, Outcome, OutcomeKind, Verb
from console.wire.itential.document import JobDocument, TaskDocument
from console.wire.itential.envelope import message_of, refusal_of
from console.wire.itential.statuses import job_status
from console.wire.itential.workflow import variable_of

Look = Callable[[str], Awaitable[JobDocument]]
Me = Callable[[], Awaitable[frozenset[str]]]
Sleep = Callable[[float], Awaitable[None]]

ENGINE: Final = "Pronghorn"
"""The owner of what no person has claimed: the platform itself, by its old name."""

BULK: Final = {Verb.PAUSE: "pause", Verb.CONTINUE: "resume", Verb.CANCEL: "cancel"}
"""What the platform calls the verbs that it takes for many jobs."""

_LOOKS: Final = (0.0, 0.3, 1.0)
"""Seconds before each look at what came of an action: most are seen at once, some after a moment."""

_FOLLOWED: Final = {
    Verb.PAUSE: frozenset({JobStatus.PAUSED}),
    Verb.CANCEL: frozenset({JobStatus.CANCELED}),
    # It may have gone on to its end, or to its next error, before it was looked at.
    Verb.CONTINUE: frozenset({JobStatus.RUNNING, JobStatus.SUCCEEDED, JobStatus.FAILED}),
}
_DONE: Final = {Verb.PAUSE: "paused", Verb.CANCEL: "canceled", Verb.CONTINUE: "resumed"}


class Actor:
    """Sends actions to one generation of the API.

    ``look`` reads a job anew, its secrets masked; ``me`` tells by which names the server knows us.
    """

    def __init__(self, api: Api, session: Session, look: Look, me: Me, sleep: Sleep = asyncio.sleep) -> None:
        self._api = api
        self._session = session
        self._look = look
        self._me = me
        self._sleep = sleep

    async def carry_out(self, detail: JobDetail, action: Action) -> Outcome:
        """Send an action that is on offer, and say what came of it. Raises BackendError."""
        if action.verb is Verb.PAUSE and detail.job.status is JobStatus.PAUSED:
            return ended(action, OutcomeKind.DONE, f"job {action.job} is paused already; nothing was sent")
        if action.node is None:
            return await self._of_job(action, detail.job)
        document = await self._look(action.job)
        task = document.tasks.get(action.node)
        if task is None:
            return ended(action, OutcomeKind.NOT_FOUND, f"job {action.job} has no task {action.node}")
        if action.verb is Verb.RESTART:
            variables = {name: variable_of(text) for name, text in action.inputs.items()}
            response = await self._api.retry(action.job, action.node, variables)
            return await self._after_task(action, response, task, "retried")
        state = "success" if action.verb is Verb.APPROVE else "failure"
        return await self.finish(action, task, state)

    # --- whole jobs ---------------------------------------------------------------------------------

    async def _of_job(self, action: Action, before: Job) -> Outcome:
        response = await self._api.change_jobs(BULK[action.verb], (action.job,))
        return await self._after_job(action, response, before)

    async def many(self, verb: Verb, jobs: Sequence[str]) -> tuple[Outcome, ...]:
        """Pause, resume or cancel many jobs, at most `MOST` in a request, and look at each of them again.

        Raises BadRequest for another verb. What goes wrong is told in each job's outcome.
        """
        if verb not in BULK:
            raise BadRequest(f"{verb} is no action on many jobs", advice="pause, continue or cancel them")
        names = list(dict.fromkeys(jobs))
        size = 1 if self._api.resumes_errors else MOST
        found: list[Outcome] = []
        for at in range(0, len(names), size):
            found += await self._chunk(verb, names[at : at + size])
        return tuple(found)

    async def _chunk(self, verb: Verb, jobs: Sequence[str]) -> list[Outcome]:
        actions = [Action(verb, job) for job in jobs]
        try:
            response = await self._api.change_jobs(BULK[verb], jobs)
        except BackendError as error:
            return [outcome_of(action, error) for action in actions]
        found: list[Outcome] = []
        for action in actions:
            try:
                found.append(await self._after_job(action, response, None))
            except BackendError as error:
                found.append(outcome_of(action, error))
        return found

    async def _after_job(self, action: Action, response: httpx.Response, before: Job | None) -> Outcome:
        """Say what came of a verb on a job by looking at it, whatever the answer said."""
        said = self._judged(response, action.job)
        document: JobDocument | None = None
        try:
            for wait in _LOOKS:
                await self._pause(wait)
                document = await self._look(action.job)
                if said.refused or job_status(document.status) in _FOLLOWED[action.verb]:
                    break
        except BackendError as error:
            return ended(action, *unseen(said, error))
        return self._seen(action, document, said, before)

    def _seen(self, action: Action, document: JobDocument | None, said: Said, before: Job | None) -> Outcome:
        status = job_status(document.status) if document is not None else JobStatus.UNKNOWN
        native = document.status if document is not None else None
        words = f" ({said.words})" if said.words else ""
        if said.refused:
            return ended(
                action, OutcomeKind.REFUSED, f"the server refused: {said.words}; the job is {native}"
            )
        if status in _FOLLOWED[action.verb] and has_changed(document, before):
            more = "" if status in (JobStatus.PAUSED, JobStatus.CANCELED) else f", and is {native} now"
            return ended(action, OutcomeKind.DONE, f"{_DONE[action.verb]}{more}{remarks_of(document)}")
        if status in (JobStatus.SUCCEEDED, JobStatus.CANCELED):
            what = f"the server took it, but the job had ended as {native} before{words}"
            return ended(action, OutcomeKind.REFUSED, what)
        return ended(action, OutcomeKind.REQUESTED, f"the server took it; the job is still {native}{words}")

    # --- tasks --------------------------------------------------------------------------------------

    async def finish(self, action: Action, task: TaskDocument, state: str) -> Outcome:
        """Finish a manual task, claimed first where nobody has it; one that another person has is left alone.

        A claim that is refused is told, and the finish is tried all the same: the platform asks for a claim
        in some releases and not in others.
        """
        owner = await self.owner_of(task)
        me = await self._me() if owner else frozenset[str]()
        if owner and me and owner not in me:
            message = f"{owner} has claimed {action.node}; nothing was sent: ask them to finish or release it"
            return ended(action, OutcomeKind.REFUSED, message)
        claimed = "" if owner else await self._claimed(task)
        mine = (
            "; it is claimed by you now" if not owner and not claimed and not self._api.resumes_errors else ""
        )
        variables: dict[str, Json] = {name: variable_of(text) for name, text in action.inputs.items()}
        response = await self._api.finish(action.job, str(action.node), state, variables)
        outcome = await self._after_task(action, response, task, f"finished as {state}", claimed)
        return outcome if outcome.ok else replace(outcome, message=f"{outcome.message}{mine}")

    async def owner_of(self, task: TaskDocument) -> str | None:
        """Return who has claimed a manual task, by its iteration's own document; None for nobody."""
        owner = task.metrics.owner
        if owner is None and task.iterations:
            found = await iteration_of(self._api, task.iterations[-1])
            owner = found.metrics.owner if found is not None else None
        return None if owner in (None, ENGINE) else owner

    async def _claimed(self, task: TaskDocument) -> str:
        """Claim a manual task; return what is to be told if that was refused."""
        if self._api.resumes_errors or not task.iterations:
            return ""
        try:
            response = await self._api.claim(task.iterations[-1])
        except OutcomeUnknown as error:
            raise OutcomeUnknown(
                f"whether {task.name} was claimed is not known; it was not finished: {error}",
                advice=error.advice,
                detail=error.detail,
            ) from error
        if response.is_success:
            return ""
        return f"the claim was refused: {message_of(refusal_document(response)) or response.status_code}"

    async def _after_task(
        self, action: Action, response: httpx.Response, before: TaskDocument, done: str, note: str = ""
    ) -> Outcome:
        """Say what came of an action on a task by looking whether it moved."""
        said = self._judged(response, action.job)
        told = f"; {note}" if note else ""
        if said.refused:
            return ended(action, OutcomeKind.REFUSED, f"the server refused: {said.words}{told}")
        document: JobDocument | None = None
        try:
            for wait in _LOOKS:
                await self._pause(wait)
                document = await self._look(action.job)
                after = document.tasks.get(str(action.node))
                if after is None or moved(before, after):
                    message = f"{action.node} {done}; the job is {word_of(document)}"
                    return ended(action, OutcomeKind.DONE, f"{message}{remarks_of(document)}{told}")
        except BackendError as error:
            return ended(action, *unseen(said, error))
        native = before.status or NodeStatus.UNKNOWN
        return ended(
            action, OutcomeKind.REQUESTED, f"the server took it; {action.node} is still {native}{told}"
        )

    async def after(
        self, job: str, task: str, response: httpx.Response, before: TaskDocument, done: str
    ) -> Outcome:
        """Say what came of one of the platform's own actions, which the console has no verb for."""
        return await self._after_task(Action(Verb.RESTART, job, task), response, before, done)

    # --- answers ------------------------------------------------------------------------------------

    def _judged(self, response: httpx.Response, job: str) -> Said:
        """Return what an answer says. Raises the error of one that is neither a yes nor a no in words."""
        said = refusal_document(response)
        words = (refusal_of(said, job) if said is not None else None) or ""
        if response.is_success:
            # The message of a success is the same for all; only what is said of this very job is news.
            own = words if said is not None and words != message_of(said) else ""
            return Said(False, own)
        if response.status_code == REFUSED and words:
            return Said(True, words)
        if response.status_code == BUSY:
            return Said(True, f"it is asked too much and has done nothing ({words or 'HTTP 429'})")
        raise error_of(response, self._session)

    def error_of(self, response: httpx.Response) -> BackendError:
        """Return the error that an answer means which is neither a yes nor a refusal in words."""
        return error_of(response, self._session)

    async def _pause(self, seconds: float) -> None:
        if seconds:
            await self._sleep(seconds)


__all__ = ["BULK", "Actor", "outcome_of"]
