"""Carrying out an action: one request, and one look afterwards at what it did."""

from typing import Final

from console.backends.acting import ended
from console.backends.aom.api import AomApi
from console.backends.aom.survey import Surveyor
from console.backends.base import BackendError, Unsupported
from console.model import Action, JobDetail, Node, Outcome, OutcomeKind, Verb
from console.wire.aom.job_id import join_id, split_id

_OPERATIONS: Final = {Verb.RESTART: "restart", Verb.SKIP: "skip", Verb.CONTINUE: "continue"}
_GOOD: Final = frozenset({"", "success"})


class Carrier:
    """Sends what was asked for of an execution or of one of its nodes."""

    def __init__(self, api: AomApi, survey: Surveyor) -> None:
        self._api = api
        self._survey = survey

    async def carry_out(self, detail: JobDetail, action: Action) -> Outcome:
        """Send one request and say what came of it. Raises BackendError where nothing good did."""
        ids = split_id(detail.job.id)
        if ids is None:
            raise Unsupported(f"{detail.job.id} is no execution of AOM")
        try:
            return await self._send(*ids, detail, action)
        finally:
            # Afterwards, because somebody may have read the list meanwhile.
            self._survey.forget(ids[0])

    async def _send(self, workflow: str, execution: str, detail: JobDetail, action: Action) -> Outcome:
        if action.node is not None and action.verb in _OPERATIONS:
            return await self._operate(workflow, execution, detail.nodes[action.node], action)
        if action.verb is Verb.CANCEL:
            return await self._terminate(workflow, execution, action)
        if action.verb in (Verb.REQUEUE, Verb.RESTART):
            started = join_id(workflow, await self._api.start(workflow))
            message = f"a new execution was started, {started}; {action.job} stays as it is"
            return ended(action, OutcomeKind.DONE, message, version=detail.job.version)
        raise Unsupported(f"AOM has nothing like {action.verb} here")

    async def _operate(self, workflow: str, execution: str, node: Node, action: Action) -> Outcome:
        said = await self._api.operate(workflow, execution, node.id, _OPERATIONS[action.verb])
        answer = f"AOM took the {action.verb} of {node.name}{_quoted(said)}"
        after = await self._look(workflow, execution)
        found = after.nodes.get(node.id) if after is not None else None
        if found is None or found.version == node.version:
            return ended(action, OutcomeKind.REQUESTED, f"{answer}; it stands as it did so far")
        return ended(
            action, OutcomeKind.DONE, f"{answer}; it is {found.native_status} now", version=found.version
        )

    async def _terminate(self, workflow: str, execution: str, action: Action) -> Outcome:
        said = await self._api.terminate(workflow, execution)
        answer = f"AOM took the end of {action.job}{_quoted(said)}"
        after = await self._look(workflow, execution)
        if after is None:
            return ended(action, OutcomeKind.REQUESTED, answer)
        kind = OutcomeKind.DONE if after.job.native_status == "cancel" else OutcomeKind.REQUESTED
        message = f"{answer}; it is {after.job.native_status} now"
        return ended(action, kind, message, version=after.job.version)

    async def _look(self, workflow: str, execution: str) -> JobDetail | None:
        """Return how the execution stands now, None if that cannot be seen: the action has been taken."""
        try:
            return await self._survey.one(workflow, await self._api.execution(workflow, execution))
        except BackendError:
            return None


def _quoted(said: str) -> str:
    """Return an answer that is not the documented one, to be told as it is."""
    return "" if said in _GOOD else f" and answered {said[:200]}"
