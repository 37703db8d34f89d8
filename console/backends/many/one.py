"""What is about one job: which of the contexts is asked, and its logs, which pass through as they are."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import cast

from console.backends.base import NotFound, SearchesParts, TellsLogEnds, Unsupported
from console.backends.many.asking import Members
from console.backends.many.member import Member
from console.core.context_name import full_name, split_name
from console.model import LogEnd, LogLine, LogRef, LogWindow


class OneOfMany:
    """The part of the backend over several contexts that knows whose job is asked for."""

    def __init__(self, members: Members) -> None:
        self.members = members

    def of(self, job: str) -> tuple[Member, str]:
        """Return whose job it is, and its id there. Raises NotFound."""
        parts = split_name(job, self.members.each)
        if parts is None:
            names = " or ".join(full_name(name, "ID") for name in self.members.each)
            raise NotFound(f"there is no job {job} here", advice=f"with several contexts say {names}")
        return self.members.each[parts[0]], parts[1]

    def _log_of(self, ref: LogRef) -> tuple[Member, LogRef]:
        member, id_ = self.of(ref.job)
        return member, replace(ref, job=id_)

    async def log(self, ref: LogRef, *, first: int, count: int) -> LogWindow:
        """Return lines of a log."""
        member, own = self._log_of(ref)
        return await self.members.of_one(member, member.backend.log(own, first=first, count=count))

    async def follow(self, ref: LogRef, *, first: int = 0) -> AsyncIterator[Sequence[LogLine]]:
        """Yield the lines of a log as they come."""
        member, own = self._log_of(ref)
        stream = cast("AsyncGenerator[Sequence[LogLine]]", member.backend.follow(own, first=first))
        async with aclosing(stream) as batches:
            async for lines in batches:
                yield lines

    async def log_end(self, ref: LogRef, *, count: int) -> LogEnd:
        """Return the last lines of a log that is being counted. Raises Unsupported where none is."""
        member, own = self._log_of(ref)
        backend = member.backend
        if not isinstance(backend, TellsLogEnds):
            raise Unsupported(f"{member.name} does not tell the end of a log by itself")
        return await self.members.of_one(member, backend.log_end(own, count=count))

    async def search_log(
        self, ref: LogRef, pattern: str, *, first: int = 0, limit: int = 1000
    ) -> Sequence[int]:
        """Return the numbers of the lines that match."""
        member, own = self._log_of(ref)
        found = member.backend.search_log(own, pattern, first=first, limit=limit)
        return await self.members.of_one(member, found)

    async def search_log_part(
        self, ref: LogRef, pattern: str, *, first: int, last: int, limit: int
    ) -> Sequence[int]:
        """Return the numbers of matching lines of ``first`` .. ``last`` (excluded).

        Raises Unsupported where the log's own context searches logs as a whole only, or not at all.
        """
        member, own = self._log_of(ref)
        backend = member.backend
        if not isinstance(backend, SearchesParts):
            raise Unsupported(f"{member.name} does not search parts of a log")
        found = backend.search_log_part(own, pattern, first=first, last=last, limit=limit)
        return await self.members.of_one(member, found)
