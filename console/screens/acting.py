"""From a key to its confirmation: reads the jobs it means, works out what it proposes, opens the dialog."""

import asyncio
from typing import TYPE_CHECKING

from console.actions import Focus, JobFocus, MarksFocus, NodeFocus
from console.client.proposal import Proposal, propose
from console.client.trouble import Trouble
from console.model import Job, JobDetail, Verb
from console.screens.confirm import ConfirmScreen
from console.screens.menu import MenuScreen
from console.screens.places import FormPlace, Go
from console.screens.results import Confirmed

if TYPE_CHECKING:
    from console.screens.base import ConsoleScreen

AT_ONCE = 8
"""Jobs read at the same time."""


def open_confirmation(screen: "ConsoleScreen", verb: Verb, focus: Focus) -> None:
    """Open the confirmation of ``verb`` on ``focus``, in a worker of the screen's."""
    screen.run_worker(_confirm(screen, verb, focus), name="propose", group="propose", exclusive=True)


def open_menu(screen: "ConsoleScreen", focus: Focus) -> None:
    """Open the menu of every other action."""

    def chosen(verb: Verb | None) -> None:
        if verb is Verb.START and isinstance(focus, JobFocus | NodeFocus):
            job = focus.job.id if isinstance(focus, JobFocus) else focus.detail.job.id
            screen.post_message(Go(FormPlace(like=job)))
        elif verb is not None:
            open_confirmation(screen, verb, focus)

    screen.open_dialog(MenuScreen(screen.desk, focus), chosen)


async def _confirm(screen: "ConsoleScreen", verb: Verb, focus: Focus) -> None:
    if focus is None:  # a view that is still being read has no row to act on yet
        screen.say(f"{verb}: there is no job under the cursor", "warning")
        return
    if isinstance(focus, NodeFocus):
        # On a node, too, the key of cancel says that it is the job's; a node is stopped by the menu.
        node = None if verb is Verb.CANCEL else focus.node.id
        _open(screen, propose(verb, [focus.detail], screen.desk.home, node=node))
        return
    jobs = (focus.job,) if isinstance(focus, JobFocus) else focus.jobs
    hidden = focus.hidden if isinstance(focus, MarksFocus) else 0
    details = await _read(screen, jobs)
    if isinstance(details, Trouble):
        screen.complain(details)
        return
    proposal = propose(verb, details, screen.desk.home, hidden=hidden)
    if isinstance(proposal, Proposal):
        proposal = _with_changes(proposal, jobs, details)
    _open(screen, proposal)


async def _read(screen: "ConsoleScreen", jobs: tuple[Job, ...]) -> list[JobDetail] | Trouble:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(job: Job) -> JobDetail | Trouble:
        async with gate:
            return await screen.desk.session.job(job.id)

    found: list[JobDetail] = []
    for answer in await asyncio.gather(*(one(job) for job in jobs)):
        if isinstance(answer, Trouble):
            return answer
        found.append(answer)
    return found


def _with_changes(proposal: Proposal, jobs: tuple[Job, ...], details: list[JobDetail]) -> Proposal:
    """Say which jobs are not any more what the list showed when the key was pressed."""
    from dataclasses import replace

    notes = tuple(
        f"{row.id} was {row.status} in the list and is {detail.job.status} now"
        for row, detail in zip(jobs, details, strict=True)
        if row.status is not detail.job.status
    )
    return replace(proposal, notes=(*notes[:3], *proposal.notes))


def _open(screen: "ConsoleScreen", proposal: Proposal | str) -> None:
    if isinstance(proposal, str):
        screen.say(proposal, "warning")
        return

    def closed(result: Confirmed | None) -> None:
        if result is not None:
            _tell(screen, result)

    screen.open_dialog(ConfirmScreen(screen.desk, proposal), closed)


def _tell(screen: "ConsoleScreen", result: Confirmed) -> None:
    failed = result.failed
    done = len(result.outcomes) - len(failed)
    if done == 1 and not failed:
        screen.say(f"{result.verb}: {result.outcomes[0].message}", "success")
    elif done:
        screen.say(
            f"{result.verb}: {done} of {len(result.outcomes)} done", "warning" if failed else "success"
        )
    screen.acted(frozenset(outcome.job for outcome in failed))
