"""`wait`: until jobs have ended."""

import asyncio
from argparse import ArgumentParser

from console.cli.connection import Connection, connected
from console.cli.exits import Exit, usage
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal
from console.model import Job, JobStatus


class Options(CommonOptions):
    """What `wait` is told."""

    jobs: list[str]
    timeout: str | None = None
    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `wait`."""
    parser.add_argument("jobs", nargs="+", metavar="JOB", help="the ids of jobs")
    parser.add_argument("--timeout", metavar="TIME", help="such as 30s or 2h; then the code is 1")
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Wait. Returns 0 if all jobs succeeded; 1 if one did not, or has not ended in time."""
    return connected(options, terminal, lambda connection: _wait(connection, options))


async def _wait(connection: Connection, options: Options) -> int:
    ids = list(dict.fromkeys(options.jobs))
    jobs: dict[str, Job] = {}
    try:
        async with asyncio.timeout(_seconds(options.timeout)):
            await _until_ended(connection, ids, jobs)
        in_time = True
    except TimeoutError:
        in_time = False
    _tell(connection, [jobs[id_] for id_ in ids if id_ in jobs], json=options.json)
    if not in_time:
        left = [id_ for id_ in ids if id_ not in jobs or not jobs[id_].has_ended]
        connection.terminal.tell(f"not ended within {options.timeout}: {', '.join(left)}")
    all_succeeded = all(id_ in jobs and jobs[id_].status is JobStatus.SUCCEEDED for id_ in ids)
    return Exit.DONE if all_succeeded else Exit.FAILED


def _seconds(text: str | None) -> float | None:
    if text is None:
        return None
    from console.core.duration import parse_duration

    try:
        return parse_duration(text)
    except ValueError as error:
        raise usage(f"--timeout: {error}") from None


async def _until_ended(connection: Connection, ids: list[str], jobs: dict[str, Job]) -> None:
    """Read the jobs when they change, into ``jobs``, until all have ended. Raises NotFound."""
    async for changed in connection.backend.watch():
        for id_ in ids:
            ended = id_ in jobs and jobs[id_].has_ended
            if not ended and (not changed or id_ in changed):
                jobs[id_] = (await connection.backend.job(id_)).job
        if all(jobs[id_].has_ended for id_ in ids):
            return


def _tell(connection: Connection, jobs: list[Job], *, json: bool) -> None:
    if json:
        from console.wire.local import job_item

        connection.terminal.items([job_item(job) for job in jobs])
        return
    for job in jobs:
        why = f": {job.reason}" if job.reason else ""
        connection.terminal.say(f"{job.id}: {job.status}{why}")
