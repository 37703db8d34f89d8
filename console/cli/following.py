"""Following a job to its end: the log lines of its nodes as they run, and what it waits for."""

import asyncio
import contextlib

from console.backends.base import NotFound, Unreachable, Unsupported
from console.cli.connection import Connection
from console.cli.log_text import LogPrinter
from console.model import JobDetail, LogRef, Node, NodeKind


class JobFollower:
    """Prints what a job does until it has ended."""

    def __init__(self, connection: Connection, job: str) -> None:
        self._connection = connection
        self._job = job
        self._followed: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self._held = False

    async def run(self) -> JobDetail:
        """Follow the job and return how it ended. Raises BackendError where the connection is lost."""
        try:
            async with asyncio.TaskGroup() as logs:
                return await self._until_end(logs)
        except ExceptionGroup as group:
            raise group.exceptions[0] from None

    async def _until_end(self, logs: asyncio.TaskGroup) -> JobDetail:
        async for changed in self._connection.backend.watch():
            if changed and self._job not in changed:
                continue
            detail = await self._connection.backend.job(self._job)
            for node in detail.nodes.values():
                self._follow_new(node, logs)
                self._tell_waiting(detail, node)
            self._tell_held(detail)
            if detail.job.has_ended:
                return detail
        raise Unreachable(f"job {self._job} cannot be followed any more: the backend tells no more changes")

    def _follow_new(self, node: Node, logs: asyncio.TaskGroup) -> None:
        """Begin to print the logs of executions that were not there before."""
        if node.rules.kind is NodeKind.APPROVAL:
            return
        for number in range(self._followed.get(node.id, 0) + 1, node.execution + 1):
            logs.create_task(self._print_log(LogRef(self._job, node.id, number)))
        self._followed[node.id] = max(node.execution, self._followed.get(node.id, 0))

    async def _print_log(self, ref: LogRef) -> None:
        """Print one log to its end."""
        printer = LogPrinter(self._connection.terminal, prefix=f"{ref.node} | ")
        # One that has been put away already has nothing to print.
        with contextlib.suppress(NotFound):
            try:
                async for lines in self._connection.backend.follow(ref):
                    printer.print(lines)
            except Unsupported as error:
                # The job can be followed all the same, only not by what it writes.
                where = f"; {error.advice}" if error.advice else ""
                self._connection.terminal.tell(f"{ref.node}: {error}{where}")
        printer.end()

    def _tell_waiting(self, detail: JobDetail, node: Node) -> None:
        """Say, once a state of it, that a node waits for a person."""
        if not node.needs_person:
            self._told.pop(node.id, None)
            return
        if self._told.get(node.id) == node.version:
            return
        self._told[node.id] = node.version
        what = node.rules.prompt if node.reason is None else node.reason
        context = self._connection.context.name
        self._connection.terminal.tell(
            f"-- job {self._job} waits for a person at {node.id}" + (f": {what}" if what else ""),
            f"-- see: jobconsole --context {context} show {detail.job.id}",
        )

    def _tell_held(self, detail: JobDetail) -> None:
        """Say, once, that somebody has paused the job."""
        if detail.operator_paused and not self._held:
            self._connection.terminal.tell(
                f"-- job {self._job} is paused" + (f": {detail.note}" if detail.note else "")
            )
        self._held = detail.operator_paused
