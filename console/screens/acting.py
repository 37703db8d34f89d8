"""From a key to its confirmation: reads the jobs it means, works out what it proposes, opens the dialog."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from console.actions import Focus, JobFocus, MarksFocus, NodeFocus
from console.client.proposal import Proposal, propose
from console.client.trouble import Trouble, TroubleKind
from console.model import Job, JobDetail, Verb
from console.screens.confirm import ConfirmScreen
from console.screens.menu import MenuScreen
from console.screens.results import Confirmed

if TYPE_CHECKING:
    from console.screens.base import ConsoleScreen

AT_ONCE = 8
"""Jobs read at the same time."""

MANY_READS = 40
"""Jobs from which it is said that they are being read."""


def open_confirmation(screen: "ConsoleScreen", verb: Verb, focus: Focus) -> None:
    """Open the confirmation of ``verb`` on ``focus``, in a worker of the screen's."""
    screen.run_worker(_confirm(screen, verb, focus), name="propose", group="propose", exclusive=True)


def open_menu(screen: "ConsoleScreen", focus: Focus) -> None:
    """Open the menu of every other action."""

    def chosen(verb: Verb | None) -> None:
        if verb is not None:
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
    if len(jobs) > MANY_READS:
        screen.say(f"reading {len(jobs)} jobs …", "muted")
    read = await _read(screen, jobs)
    if isinstance(read, Trouble):
        screen.complain(read)
        return
    if len(jobs) > 1:
        _open(screen, _of_marks(screen, verb, read, hidden))
        return
    proposal = propose(verb, [detail for _, detail in read if detail], screen.desk.home, hidden=hidden)
    if isinstance(proposal, Proposal):
        proposal = _with_changes(proposal, read)
    _open(screen, proposal)


_Read: TypeAlias = list[tuple[Job, JobDetail | None]]
"""Jobs as they were seen in the list, and as they are now; None of one that is gone."""


def _of_marks(screen: "ConsoleScreen", verb: Verb, read: _Read, hidden: int) -> Proposal | str:
    """Return the proposal for the marked jobs that are as they were when they were last seen."""
    same: list[JobDetail] = []
    others: list[tuple[str, str]] = []
    for seen, detail in read:
        if detail is None or _changed(seen, detail.job):
            others.append((f"{seen.id} {seen.name}", _change(seen, detail)))
        else:
            same.append(detail)
    if not same:
        name, change = others[0]
        return f"every marked job has changed since it was seen here; {name}: {change}"
    proposal = propose(verb, same, screen.desk.home, hidden=hidden)
    if isinstance(proposal, str):
        return proposal
    return replace(proposal, left_out=(*others, *proposal.left_out))


def _changed(seen: Job, now: Job) -> bool:
    """Whether a job is another one to act on. A version is compared where it is the engine's own."""
    if (seen.status, seen.waiting_node) != (now.status, now.waiting_node):
        return True
    return now.offers is None and seen.version != now.version


def _change(seen: Job, detail: JobDetail | None) -> str:
    if detail is None:
        return "it is gone"
    if seen.status is detail.job.status:
        return "it has changed since it was seen here"
    return f"it was {seen.status} when it was seen here and is {detail.job.status} now"


async def _read(screen: "ConsoleScreen", jobs: tuple[Job, ...]) -> _Read | Trouble:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(job: Job) -> JobDetail | Trouble:
        async with gate:
            return await screen.desk.session.job(job.id)

    found: _Read = []
    for job, answer in zip(jobs, await asyncio.gather(*(one(job) for job in jobs)), strict=True):
        if not isinstance(answer, Trouble):
            found.append((job, answer))
        elif len(jobs) > 1 and answer.kind is TroubleKind.NOT_FOUND:
            found.append((job, None))
        else:
            return answer
    return found


def _with_changes(proposal: Proposal, read: _Read) -> Proposal:
    """Say that a job is not any more what the list showed when the key was pressed."""
    notes = tuple(
        f"{row.id} was {row.status} in the list and is {detail.job.status} now"
        for row, detail in read
        if detail is not None and row.status is not detail.job.status
    )
    return replace(proposal, notes=(*notes[:3], *proposal.notes))


def _open(screen: "ConsoleScreen", proposal: Proposal | str) -> None:
    if not screen.is_active:  # one has gone elsewhere while it was read
        return
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
    screen.acted(
        frozenset(outcome.job for outcome in failed),
        frozenset(outcome.job for outcome in result.outcomes if outcome.ok),
    )
