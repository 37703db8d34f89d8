"""What the platform can do to a task that the console has no verb for: revert, continue-from, claim, release.

Each is a method of the backend, for programs; the keys of the console are the same for every backend and do
not reach them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from console.backends.acting import ended
from console.backends.base import BackendError, NotFound
from console.backends.itential.acts import Actor, outcome_of
from console.backends.itential.api import REFUSED, Api, refusal_document
from console.backends.itential.reading import Reader
from console.model import Action, Outcome, OutcomeKind, Verb
from console.wire.itential.document import TaskDocument
from console.wire.itential.envelope import message_of


@dataclass(frozen=True, slots=True)
class OwnAction:
    """One of them, on one task of one job."""

    job: str
    task: str

    async def carried_out(self, api: Api, actor: Actor, reader: Reader) -> Outcome:
        """Look, send once, look again. Errors are outcomes; nothing is sent for a task that is not there."""
        action = Action(Verb.RESTART, self.job, self.task)  # only its target is told
        try:
            task = (await reader.document(self.job)).tasks.get(self.task)
        except NotFound:
            return ended(action, OutcomeKind.NOT_FOUND, f"there is no job {self.job}")
        if task is None:
            return ended(action, OutcomeKind.NOT_FOUND, f"job {self.job} has no task {self.task}")
        try:
            return await self._sent(action, api, actor, task)
        except BackendError as error:
            return outcome_of(action, error)

    async def _sent(self, action: Action, api: Api, actor: Actor, task: TaskDocument) -> Outcome:
        raise NotImplementedError(f"{type(self).__name__} does not say how it is sent")


@dataclass(frozen=True, slots=True)
class Revert(OwnAction):
    """Back from a failed task (``task``) to one that was completed."""

    to_task: str

    async def _sent(self, action: Action, api: Api, actor: Actor, task: TaskDocument) -> Outcome:  # noqa: ARG002
        response = await api.revert(self.job, self.task, self.to_task)
        return await actor.after(self.job, self.task, response, task, f"reverted to {self.to_task}")


@dataclass(frozen=True, slots=True)
class GoOnFrom(OwnAction):
    """On from a task, by the end that its last iteration had."""

    async def _sent(self, action: Action, api: Api, actor: Actor, task: TaskDocument) -> Outcome:  # noqa: ARG002
        response = await api.go_on_from(self.job, self.task)
        if not response.is_success:
            return _refused(action, response, actor)
        # The task itself does not move by it, so only the job can be told of.
        return ended(
            action,
            OutcomeKind.REQUESTED,
            f"the server took it; see whether job {self.job} goes on from {self.task}",
        )


@dataclass(frozen=True, slots=True)
class Claim(OwnAction):
    """Take a manual task."""

    async def _sent(self, action: Action, api: Api, actor: Actor, task: TaskDocument) -> Outcome:
        return await _of_iteration(action, task, actor, api.claim, "claimed")


@dataclass(frozen=True, slots=True)
class Release(OwnAction):
    """Let go of a manual task."""

    async def _sent(self, action: Action, api: Api, actor: Actor, task: TaskDocument) -> Outcome:
        return await _of_iteration(action, task, actor, api.release, "released")


async def _of_iteration(
    action: Action,
    task: TaskDocument,
    actor: Actor,
    send: Callable[[str], Awaitable[httpx.Response]],
    done: str,
) -> Outcome:
    """Claim or release: by the id of the iteration, and believed when its owner is seen to have changed."""
    if not task.iterations:
        return ended(action, OutcomeKind.ILLEGAL, f"{action.node} has not begun: nobody can claim it")
    response = await send(task.iterations[-1])
    if not response.is_success:
        return _refused(action, response, actor)
    owner = await actor.owner_of(task)
    if (owner is not None) is (done == "claimed"):
        return ended(action, OutcomeKind.DONE, f"{action.node} is {done}" + (f" by {owner}" if owner else ""))
    return ended(action, OutcomeKind.REQUESTED, f"the server took it; {action.node} is not seen to be {done}")


def _refused(action: Action, response: httpx.Response, actor: Actor) -> Outcome:
    words = message_of(refusal_document(response)) or ""
    if response.status_code == REFUSED and words:
        return ended(action, OutcomeKind.REFUSED, f"the server refused: {words}")
    return outcome_of(action, actor.error_of(response))
