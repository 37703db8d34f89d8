"""A session over several contexts: each has its own connection, capabilities and policy, seen as one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from console.backends.base import BackendError
from console.backends.many import ManyBackend
from console.backends.many.query import CONTEXT_FIELD
from console.client.contexts import Policy
from console.client.home import Home
from console.client.session import Connection, Link, Session
from console.client.trouble import Trouble, trouble_of
from console.core.clock import Clock
from console.core.context_name import split_name
from console.core.query import evaluated_fields

PATIENCE: Final = 4.0
"""Seconds that one context may keep a list of all waiting: then the others are shown without it."""


class ManySession(Session):
    """Several contexts. What is not about one job is live as long as one of them answers."""

    def __init__(
        self,
        members: Sequence[Session],
        *,
        clock: Clock | None = None,
        me: str | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        patience: float | None = PATIENCE,
    ) -> None:
        """Join ``members``, which are not connected yet. Their backends are closed with this session."""
        self.members = {member.context: member for member in members}
        self._many = ManyBackend(
            [member.backend for member in members],
            read_only={
                member.context: member.policy.read_only_reason or f"the context {member.context} is read-only"
                for member in members
                if member.policy.read_only
            },
            patience=patience,
            sleep=sleep,
        )
        self._many.members.heard = self._heard
        super().__init__(
            self._many, policy=_joint([each.policy for each in members]), clock=clock, me=me, sleep=sleep
        )

    @property
    def is_many(self) -> bool:
        """Yes: ids begin with the name of a context."""
        return True

    @property
    def is_known(self) -> bool:
        """Whether every context that answers has told what can be done there."""
        return super().is_known and all(
            name in self._many.members.known
            for name, member in self.members.items()
            if member.connection.link is Link.LIVE
        )

    @property
    def evaluated(self) -> frozenset[str | None]:
        """The fields that every context evaluates itself, and that of the context, which is never asked."""
        each = [evaluated_fields(known.query_fields) for known in self._many.members.known.values()]
        joint = {name for name in each[0] if all(name in one for one in each)} if each else set[str | None]()
        return frozenset({*joint, CONTEXT_FIELD})

    @property
    def missing(self) -> tuple[str, ...]:
        """Sentences on the contexts that are left out of what is read now."""
        return self._many.members.missing

    def home(self, job: str) -> Home:
        """Return the context of a job by its id; all of them as one where the id names none."""
        member = self._member(job)
        if member is None:
            return super().home(job)
        known = self._many.members.known.get(member.context)
        capabilities = member.capabilities if known is None else known
        return Home(member.context, capabilities, member.policy, is_one_of_many=True)

    @property
    def connections(self) -> Mapping[str, Connection]:
        """How the connection to each context stands."""
        return {name: member.connection for name, member in self.members.items()}

    def connection_of(self, job: str) -> Connection:
        """Return how the connection to a job's context stands."""
        member = self._member(job)
        return self.connection if member is None else member.connection

    def _member(self, job: str) -> Session | None:
        parts = split_name(job, self.members)
        return None if parts is None else self.members[parts[0]]

    def _heard(self, name: str, error: BackendError | None) -> None:
        """Take note of how one context answers."""
        before = {each.context: each.connection.link for each in self.members.values()}
        self.members[name].note(error)
        self._sum_up()
        after = {each.context: each.connection.link for each in self.members.values()}
        if before != after and self.on_connection is not None:
            self.on_connection(self.connection)

    def _good(self) -> None:
        self._sum_up()

    def _bad(self, error: BackendError, *, of_all: bool = False) -> Trouble:
        del of_all
        self._sum_up()
        return trouble_of(error)

    def _sum_up(self) -> None:
        """Stand as the best of the connections stands."""
        connections = [member.connection for member in self.members.values()]
        self._become(min(connections, key=lambda each: _BEST.index(each.link)))


_BEST: Final = (
    Link.LIVE,
    Link.CONNECTING,
    Link.LOST,
    Link.UNAUTHORIZED,
    Link.FORBIDDEN,
    Link.UNREACHABLE,
)


def _joint(policies: Sequence[Policy]) -> Policy:
    """Return what all allow together: changes where any does, care where any asks for it."""
    read_only = all(policy.read_only for policy in policies)
    return Policy(
        read_only,
        any(policy.protected for policy in policies),
        policies[0].read_only_reason if read_only and policies else "",
        any(policy.unverified for policy in policies),
    )
