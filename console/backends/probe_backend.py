"""The steps after the connection: credentials, who we are, what we may, and how the server's clock goes."""

from collections.abc import Callable, Sequence
from typing import Final

from console.backends.base import Backend, Identity, Introduces, Unsupported
from console.backends.probe import Check, Found, StepName, StepState
from console.config.context import LOCAL, Context
from console.config.needs import NEEDS
from console.model import Support, Verb

FAR_OFF: Final = 60.0
"""Seconds between two clocks from which on times mislead, and signed requests are near to being refused."""


class BackendProbe:
    """Looks at one context through its backend. To be closed afterwards.

    ``connect`` makes the backend, secrets and all; it raises ConfigError and BackendError.
    """

    def __init__(self, context: Context, connect: Callable[[], Backend]) -> None:
        self._context = context
        self._connect = connect
        self._opened: Backend | None = None
        self._identity: Identity | None = None
        self.verbs: tuple[str, ...] = ()

    def checks(self) -> Sequence[tuple[StepName, Check]]:
        """Return the steps, in order."""
        return (
            (StepName.CREDENTIALS, self._credentials),
            (StepName.WHO, self._who),
            (StepName.READ, self._read),
            (StepName.ACT, self._act),
            (StepName.CLOCK, self._clock),
            (StepName.VERSION, self._version),
            (StepName.VERBS, self._can),
        )

    async def close(self) -> None:
        """Let go of the backend."""
        if self._opened is not None:
            await self._opened.close()
            self._opened = None

    @property
    def _backend(self) -> Backend:
        if self._opened is None:
            self._opened = self._connect()
        return self._opened

    async def _credentials(self) -> Found:
        _ = self._backend  # making it fetches them
        context = self._context
        if context.backend == LOCAL:
            return Found(StepState.OK, "none needed: the socket is yours alone", timed=False)
        said = [f"user {context.username}"] if context.username is not None else []
        said += [f"{way.secret.replace('_', ' ')}: {way.told}" for way in context.ways]
        if said:
            return Found(StepState.OK, "; ".join(said))
        if context.backend in NEEDS:
            advice = "name a token or what else the backend takes, if the server does not let everybody in"
            return Found(StepState.WARNING, "none are configured", advice, timed=False)
        return Found(StepState.OK, "none are configured", timed=False)

    async def _who(self) -> Found:
        backend = self._backend
        if not isinstance(backend, Introduces):
            return _untold("this backend cannot tell")
        try:
            self._identity = await backend.identity()
        except Unsupported as error:
            return _untold(str(error))
        notes = "".join(f"; {note}" for note in self._identity.notes)
        if self._identity.who is None:
            return Found(StepState.UNKNOWN, f"the server does not say{notes}")
        return Found(StepState.OK, f"{self._identity.who}{notes}")

    async def _read(self) -> Found:
        page = await self._backend.jobs("", limit=1)
        if page.total is None:
            return Found(StepState.OK, "yes" if page.items else "yes; it shows no jobs")
        return Found(StepState.OK, f"yes; {page.total} job{'' if page.total == 1 else 's'}")

    async def _act(self) -> Found:
        may = None if self._identity is None else self._identity.may_act
        own = "; this context is read-only, so nothing is tried" if self._context.read_only else ""
        if may is None:
            return _untold(f"it shows when it is tried{own}")
        if may:
            return Found(StepState.OK, f"yes{own}", timed=False)
        return Found(StepState.WARNING, "no", "who runs the server can let you; reading works", timed=False)

    async def _clock(self) -> Found:
        off = None if self._identity is None else self._identity.clock_difference
        if off is None:
            return _untold("the server does not tell its time")
        said = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} this machine"
        if abs(off) <= FAR_OFF:
            return Found(StepState.OK, said if abs(off) >= 1 else "as here", timed=False)
        advice = "set the wrong one of the two right (NTP): ages mislead, and signed requests may be refused"
        return Found(StepState.WARNING, said, advice, timed=False)

    async def _version(self) -> Found:
        version = None if self._identity is None else self._identity.version
        if version is None:
            return _untold("the server does not say")
        return Found(StepState.OK, version, timed=False)

    async def _can(self) -> Found:
        known = await self._backend.capabilities()
        can = {verb.value for (verb, _), each in known.verbs.items() if each.support is not Support.NONE}
        self.verbs = tuple(sorted(can | ({Verb.START.value} if known.start else set())))
        # What else it says of itself, such as how fresh its list is, is told below.
        return Found(
            StepState.OK, ", ".join(self.verbs) or "it can be looked at only", "; ".join(known.extra.values())
        )


def _untold(why: str) -> Found:
    return Found(StepState.UNKNOWN, why, timed=False)
