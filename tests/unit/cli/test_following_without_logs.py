"""Following a job of a backend that gives out no logs: its end is followed all the same."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from typing import cast

from made_jobs import detail
from verb_backend import MemoryBackend

from console.backends.base import Unsupported
from console.cli.connection import Configured, Connection
from console.cli.following import JobFollower
from console.cli.terminal import Terminal
from console.model import JobStatus, LogLine, LogRef, NodeStatus


class WithoutLogs(MemoryBackend):
    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        raise Unsupported("there is no log here", advice="look at https://yarn.example")
        yield ()


async def test_a_log_that_is_not_given_out_is_told_and_the_job_is_followed_to_its_end() -> None:
    WithoutLogs.reset(detail("7", JobStatus.SUCCEEDED, load=NodeStatus.SUCCEEDED))
    out, err = io.StringIO(), io.StringIO()
    connection = Connection(
        Terminal(io.StringIO(), out, err), cast("Configured", None), WithoutLogs("somewhere")
    )

    ended = await JobFollower(connection, "7").run()

    assert ended.job.status is JobStatus.SUCCEEDED
    assert err.getvalue() == "load: there is no log here; look at https://yarn.example\n"
