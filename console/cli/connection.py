"""A verb's way to a backend: the settings, the context that is meant, and the backend of that context."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from console.cli.exits import Exit, Failure
from console.cli.options import Options
from console.cli.terminal import Terminal
from console.config.context import LOCAL, Context
from console.config.contexts import resolve_context
from console.config.paths import Paths, find_paths
from console.config.settings import Settings, load_settings

if TYPE_CHECKING:
    from console.backends.base import Backend
    from console.model import Json


@dataclass(frozen=True, slots=True)
class Configured:
    """What is set for this run, and the context that it is about."""

    paths: Paths
    settings: Settings
    context: Context
    read_only: bool

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

    @property
    def context(self) -> Context:
        """The context of the backend."""
        return self.configured.context


def settings_of(options: Options) -> tuple[Paths, Settings]:
    """Return the paths and settings for these options. Raises ConfigError."""
    paths = find_paths(config_dir=options.config_dir, state_dir=options.state_dir)
    return paths, load_settings(paths, context=options.context)


def configured(options: Options) -> Configured:
    """Return what is set, with the context that is meant. Raises ConfigError."""
    paths, settings = settings_of(options)
    context = resolve_context(settings)
    return Configured(paths, settings, context, options.read_only or context.read_only)


def open_backend(context: Context, paths: Paths, settings: Settings) -> "Backend":
    """Return the backend of ``context``, not yet connected.

    Raises ConfigError for a secret that cannot be had, BackendError where there is no such backend.
    """
    # Imported here: only now is it known that a backend is needed, and which.
    from console.backends.registry import create

    return create(context.backend, context.name, _table(context, paths, settings))


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
    tell_unverified(settings.context, terminal)
    backend = open_backend(settings.context, settings.paths, settings.settings)
    return asyncio.run(_with_backend(Connection(terminal, settings, backend), work))


def tell_unverified(context: Context, terminal: Terminal) -> None:
    """Say that nobody checks who answers for this context: at every use, or it would be forgotten."""
    if context.unverified:
        terminal.tell(f"jobconsole: {context.dangers[0]}")


async def _with_backend(connection: Connection, work: Callable[[Connection], Awaitable[int]]) -> int:
    try:
        return await work(connection)
    finally:
        await connection.backend.close()
