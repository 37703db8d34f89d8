"""Ending what runs: cancel every job with a command, start nothing else, wait until nothing runs."""

from console.engine.actions import Actions
from console.engine.machine import Machine
from console.model import Action, JobStatus, Verb


async def cancel_all(machine: Machine, actions: Actions, actor: str, reason: str | None) -> int:
    """Cancel every job that has a command running and wait for their ends; return how many they were.

    Finally nodes of canceled jobs still run. Nothing else is started from now on.
    """
    machine.draining = True
    canceled = 0
    for live in machine.jobs:
        if live.active and live.detail.job.status is not JobStatus.CANCELING:
            action = Action(Verb.CANCEL, str(live.id), actor=actor, reason=reason)
            canceled += (await actions.act(action, None)).ok
    async for _ in machine.watchers.listen():
        if not any(live.active or _is_ending(live.detail.job.status) for live in machine.jobs):
            break
    await machine.journal.drain()
    return canceled


def _is_ending(status: JobStatus) -> bool:
    return status is JobStatus.CANCELING
