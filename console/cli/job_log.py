"""The logs of all nodes of a job as one, by time, as the console's screen of them has it."""

import asyncio

from console.cli.connection import Connection
from console.cli.exits import Exit, Failure
from console.cli.heading import counted, say_heading
from console.cli.log_text import printed
from console.client.job_logs import sources_of
from console.client.log_export import whole_log
from console.client.log_merge import MergedLog
from console.core.sanitize import sanitize
from console.core.times import utc_stamp
from console.model import JobDetail, LogLine, LogRef


async def print_whole(connection: Connection, detail: JobDetail, *, timestamps: bool, json: bool) -> int:
    """Print every line that there is now, each with what wrote it. Raises Failure where nothing has run."""
    from console.wire.local import log_line_item

    sources = sources_of(detail)
    if not sources:
        raise Failure(Exit.NOT_FOUND, f"no node of job {detail.job.id} has run yet: there is no log")
    merged = MergedLog(connection.backend, sources, sleep=asyncio.sleep)
    merged.update(sources, finished=detail.job.status.is_terminal)
    ref, terminal = LogRef(detail.job.id, "", 0), connection.terminal
    if json:
        found = [line async for lines in whole_log(merged, ref) for line in lines]
        terminal.items([log_line_item(line) for line in found])
        return Exit.DONE
    number = counted(len(sources), "execution")
    say_heading(connection, f"log of all nodes, {number}, of {detail.job.id} {detail.job.name}")
    async for lines in whole_log(merged, ref):
        terminal.say(*(_line(line, timestamps=timestamps) for line in lines))
    if merged.left_out:
        terminal.tell(f"missing: {counted(merged.left_out, 'execution')} without a log that can be read")
    return Exit.FAILED if merged.left_out else Exit.DONE


def _line(line: LogLine, *, timestamps: bool) -> str:
    time = f"{utc_stamp(line.time)} " if timestamps and line.time is not None else ""
    who = f"{sanitize(line.node)}#{line.execution} | " if line.node else ""
    return f"{time}{who}{printed(line)}"
