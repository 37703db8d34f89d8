"""What the job screen shows besides the job, as text: why it stands there, its relatives, its log's end."""

from datetime import datetime, tzinfo
from typing import Final

from console.backends.base import BackendError
from console.cli.connection import Connection
from console.cli.log_text import LogPrinter
from console.client.trouble import trouble_of
from console.core.explain import explain_job
from console.core.outline import first_to_see
from console.core.standing import job_word
from console.model import JobDetail, LogRef

_TAIL: Final = 20
"""Lines of the log that are printed."""


async def say_rest(
    connection: Connection, detail: JobDetail, now: datetime, zone: tzinfo, node: str | None = None
) -> None:
    """Print it, with the log of ``node``, else of what is to be seen first.

    What cannot be read is said in its place, and keeps nothing else away.
    """
    terminal = connection.terminal
    terminal.say("", "why it stands there:")
    terminal.say(*(f"  {why.sentence}" for why in explain_job(detail, now=now, zone=zone)))
    await _say_related(connection, detail.job.id)
    node = node or first_to_see(detail.nodes)
    if node is None:
        return
    executions = [each.number for each in detail.executions if each.node == node]
    number = max(executions, default=detail.nodes[node].execution)
    if number:
        await _say_log(connection, LogRef(detail.job.id, node, number))
    else:
        terminal.say("", f"{node} has not run yet, so it has no log")


async def _say_related(connection: Connection, job: str) -> None:
    try:
        related = await connection.backend.related(job)
    except BackendError as error:
        connection.terminal.say("", *(f"related jobs: {line}" for line in trouble_of(error).lines[:1]))
        return
    if related:
        lines = (
            f"  {each.relation}: {each.job.id} {each.job.name}, {job_word(each.job)}" for each in related
        )
        connection.terminal.say("", "related jobs:", *lines)


async def _say_log(connection: Connection, ref: LogRef) -> None:
    terminal = connection.terminal
    title = f"the end of the log of {ref.node}, execution {ref.execution}:"
    try:
        window = await connection.backend.log(ref, first=-_TAIL, count=_TAIL)
    except BackendError as error:
        terminal.say("", title, *(f"  {line}" for line in trouble_of(error).lines))
        return
    terminal.say("", title)
    if not window.lines:
        terminal.say("  it wrote nothing" if window.ended else "  it has written nothing yet")
    printer = LogPrinter(terminal, prefix="  ")
    printer.print(window.lines)
    printer.end()
