"""Which context has a job that was named without one: the contexts it may be of, and what each says of it.

A context is only ever asked at its own address with its own credentials; a pasted address is compared and
never fetched.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from console.backends.base import BackendError, NotFound, Unreachable
from console.backends.recognition import job_of_link, may_be_id
from console.cli.connection import open_backend, open_table
from console.config.context import LOCAL, Context
from console.config.errors import ConfigError
from console.config.paths import Paths
from console.config.settings import Settings
from console.config.web import origin_of

if TYPE_CHECKING:
    from console.backends.base import Backend
    from console.model import JobDetail

_AT_ONCE: Final = 4  # contexts that are asked at a time
_PATIENCE: Final = 20.0  # seconds for the answer of one


@dataclass(frozen=True, slots=True)
class Candidate:
    """A context that may have the job, and the id that the job would have there."""

    context: Context
    job: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a candidate said: the job, or why it did not show it."""

    candidate: Candidate
    detail: "JobDetail | None" = None
    error: Exception | None = None

    @property
    def says_no(self) -> bool:
        """Whether the context answered, and has no such job."""
        return isinstance(self.error, NotFound)


def of_address(contexts: Sequence[Context], url: str) -> tuple[Candidate, ...]:
    """Return the contexts that the page or API address ``url`` is of, each with the job that it is about."""
    origin = origin_of(url)
    found: list[Candidate] = []
    for context in contexts:
        addresses = (context.url, context.options.get("web_url"))
        if context.backend == LOCAL or origin not in [origin_of(each) for each in addresses if each]:
            continue
        job = job_of_link(context.backend, url, open_table(context))
        if job is not None:
            found.append(Candidate(context, job))
    return tuple(found)


def of_id(paths: Paths, settings: Settings, job: str) -> tuple[Candidate, ...]:
    """Return the contexts of which ``job`` may be an id, the default one first."""
    unused = not paths.state.path.exists()  # no engine is begun only to hear that it has no jobs
    default = settings.contexts.get(settings.default)
    others = [context for _, context in sorted(settings.contexts.items()) if context is not default]
    return tuple(
        Candidate(context, job)
        for context in ([] if default is None else [default]) + others
        if (context is default or not (unused and context.backend == LOCAL))
        and _may_have(context, job, is_default=context is default)
    )


def _may_have(context: Context, job: str, *, is_default: bool) -> bool:
    """Whether to ask this context. A backend that knows no form of ids is asked as the default one only."""
    try:
        may = may_be_id(context.backend, job)
    except BackendError:  # a package is missing: whoever needs that context is told when it is opened
        return is_default
    return is_default if may is None else may


async def ask(candidates: Sequence[Candidate], paths: Paths, settings: Settings) -> tuple[Answer, ...]:
    """Ask every candidate for the job, some at a time. Changes nothing."""
    places = asyncio.Semaphore(_AT_ONCE)
    # One after the other: making a backend may run a password manager, which may want to ask something.
    opened = list(_opened(candidates, paths, settings))
    return tuple(await asyncio.gather(*(_asked(*each, places) for each in opened)))


def _opened(
    candidates: Sequence[Candidate], paths: Paths, settings: Settings
) -> "Iterator[tuple[Candidate, Backend | Exception]]":
    for candidate in candidates:
        try:
            yield candidate, open_backend(candidate.context, paths, settings)
        except (BackendError, ConfigError) as error:
            yield candidate, error


async def _asked(candidate: Candidate, backend: "Backend | Exception", places: asyncio.Semaphore) -> Answer:
    if isinstance(backend, Exception):
        return Answer(candidate, error=backend)
    try:
        async with places, asyncio.timeout(_PATIENCE):
            return Answer(candidate, await backend.job(candidate.job))
    except BackendError as error:
        return Answer(candidate, error=error)
    except TimeoutError:
        return Answer(candidate, error=Unreachable(f"no answer within {_PATIENCE:.0f} s"))
    finally:
        await backend.close()
