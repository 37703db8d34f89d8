"""A verb's way to a backend: the settings, the context that is meant, and the backend of that context."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from console.cli.exits import Exit, Failure
from console.cli.options import Options
from console.cli.terminal import Terminal
from console.config.context import LOCAL, Context
from console.config.contexts import resolve_contexts
from console.config.errors import ConfigError
from console.config.paths import Paths, find_paths
from console.config.settings import Settings, load_settings
from console.core.context_name import LIST, split_name

if TYPE_CHECKING:
    from console.backends.base import Backend
    from console.model import Json


SEVERAL: Final = "several"
"""What stands for a backend where there are several contexts."""


@dataclass(frozen=True, slots=True)
class Configured:
    """What is set for this run, and the context that it is about.

    ``several`` are the contexts where there is more than one; ``context`` stands for them together then.
    """

    paths: Paths
    settings: Settings
    context: Context
    read_only: bool
    several: tuple[Context, ...] = ()

    @property
    def contexts(self) -> tuple[Context, ...]:
        """Every context that this run is about."""
        return self.several or (self.context,)

    def writable(self) -> None:
        """Raise Failure where nothing may be changed."""
        if not self.read_only:
            return
        who = (
            f"the context {self.context.name} is"
            if self.context.read_only
            else "--read-only makes everything"
        )
        raise Failure(Exit.FORBIDDEN, f"nothing was changed: {who} read-only")


@dataclass(frozen=True, slots=True)
class Connection:
    """A verb at work: where it writes, what is set, and the backend that answers."""

    terminal: Terminal
    configured: Configured
    backend: "Backend"
    told: set[str] = field(default_factory=set[str])
    """What has been told to be missing."""

    @property
    def context(self) -> Context:
        """The context of the backend, or what stands for several."""
        return self.configured.context

    def tell_missing(self, missing: Iterable[str] = ()) -> int:
        """Tell which of several contexts are not in an answer, each once; return 1 (some failed) or 0."""
        several: tuple[str, ...] = ()
        if self.configured.several:  # else nobody waits for the import
            from console.backends.many import ManyBackend

            several = self.backend.members.missing if isinstance(self.backend, ManyBackend) else ()
        new = [told for told in dict.fromkeys((*missing, *several)) if told not in self.told]
        self.told.update(new)
        self.terminal.tell(*(f"missing: {told}" for told in new))
        return Exit.FAILED if self.told else Exit.DONE

    def protected(self, jobs: Iterable[str]) -> str:
        """Return the name of a protected context that any of these jobs is in, empty where none is."""
        several = {context.name: context for context in self.configured.several}
        if not several:
            return self.context.name if self.context.protected else ""
        parts = (split_name(job, several) for job in jobs)
        named = (several[part[0]] for part in parts if part is not None)
        return next((context.name for context in named if context.protected), "")


def settings_of(options: Options) -> tuple[Paths, Settings]:
    """Return the paths and settings for these options. Raises ConfigError."""
    paths = find_paths(config_dir=options.config_dir, state_dir=options.state_dir)
    return paths, load_settings(paths, context=options.context)


def configured(options: Options) -> Configured:
    """Return what is set, with the context that is meant. Raises ConfigError."""
    paths, settings = settings_of(options)
    contexts = resolve_contexts(settings)
    if len(contexts) == 1:
        (context,) = contexts
        return Configured(paths, settings, context, options.read_only or context.read_only)
    joint = Context(
        LIST.join(context.name for context in contexts),
        SEVERAL,
        read_only=all(context.read_only for context in contexts),
        protected=any(context.protected for context in contexts),
    )
    return Configured(paths, settings, joint, options.read_only or joint.read_only, contexts)


def open_backend(context: Context, paths: Paths, settings: Settings) -> "Backend":
    """Return the backend of ``context``, not yet connected.

    Raises ConfigError for a secret that cannot be had, BackendError where there is no such backend.
    """
    # Imported here: only now is it known that a backend is needed, and which.
    from console.backends.registry import create

    return create(context.backend, context.name, _table(context, paths, settings))


def open_all(here: Configured) -> "Backend":
    """Return the backend of the context that is meant, or one over several, not yet connected.

    Of several, one that cannot be made does not keep the others away: it says so where it is asked.
    """
    if not here.several:
        return open_backend(here.context, here.paths, here.settings)
    from console.backends.many import ManyBackend

    backends = [open_or_absent(context, here.paths, here.settings) for context in here.several]
    why = {
        context.name: f"the context {context.name} is read-only"
        for context in here.several
        if context.read_only
    }
    return ManyBackend(backends, read_only=why)


def open_or_absent(context: Context, paths: Paths, settings: Settings) -> "Backend":
    """Return the backend of ``context``, or one that tells why there is none."""
    from console.backends.base import BackendError
    from console.backends.many.absent import AbsentBackend

    try:
        return open_backend(context, paths, settings)
    except ConfigError as error:
        return AbsentBackend(context.name, BackendError(str(error), advice=error.advice))
    except BackendError as error:  # whatever kind it is of: here it says that there is no backend
        return AbsentBackend(context.name, BackendError(str(error), advice=error.advice, detail=error.detail))


def _table(context: Context, paths: Paths, settings: Settings) -> "dict[str, Json]":
    """Return what a backend is told: the common keys that are set, its own, its secrets."""
    if context.backend == LOCAL:
        return {"state_dir": str(paths.state.path), "slots": settings.chosen_slots}
    from console.config.credentials import secrets_of

    return {**open_table(context), **{name: secret.value for name, secret in secrets_of(context).items()}}


def open_table(context: Context) -> "dict[str, Json]":
    """Return what a backend is told of a context that is no secret."""
    table: dict[str, Json] = {
        "url": context.url,
        "timeout": context.timeout,
        "tls_ca": context.tls_ca,
        "tls_verify": context.tls_verify,
        "username": context.username,
        **context.options,
    }
    return {key: value for key, value in table.items() if value is not None}


def connected(
    options: Options,
    terminal: Terminal,
    work: Callable[[Connection], Awaitable[int]],
    *,
    changes: bool = False,
) -> int:
    """Do ``work`` with the backend that the options mean, and let go of it afterwards.

    ``changes`` says that the work changes something, which a read-only context refuses beforehand.
    """
    settings = configured(options)
    if changes:
        settings.writable()
    for context in settings.contexts:
        tell_unverified(context, terminal)
    backend = open_all(settings)
    return asyncio.run(_with_backend(Connection(terminal, settings, backend), work))


def tell_unverified(context: Context, terminal: Terminal) -> None:
    """Say that nobody checks who answers for this context: at every use, or it would be forgotten."""
    if context.unverified:
        terminal.tell(f"jobconsole: {context.dangers[0]}")


async def _with_backend(connection: Connection, work: Callable[[Connection], Awaitable[int]]) -> int:
    try:
        code = await work(connection)
        return connection.tell_missing() or code
    finally:
        await connection.backend.close()
