"""The configured contexts as the console chooses among them, kept up to date with the files they stand in."""

import asyncio
import getpass
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from console.backends.base import BackendError
from console.cli.connection import Configured, open_backend, open_or_absent
from console.client.contexts import ContextInfo, Policy
from console.client.news import Look, News
from console.client.session import Session
from console.config.context import Context
from console.config.contexts import resolve_context, resolve_contexts
from console.config.errors import ConfigError
from console.config.paths import Paths
from console.config.settings import DEFAULT, Settings, load_settings

if TYPE_CHECKING:
    from console.backends.probe import Step

Stamp: TypeAlias = tuple[tuple[str, int, int, int], ...]
"""What tells one state of the files from another: path, time of change in ns, size and inode of each."""


def _no_keys(_: Settings) -> Mapping[str, str]:
    return {}


@dataclass(slots=True)
class ConfiguredContexts:
    """The contexts of the configuration. ``read_only`` is what the command line says of all of them.

    ``default`` is the context that the command line names. ``keys_of`` gives the keys of some settings, and
    raises ConfigError where they cannot be used.
    """

    paths: Paths
    settings: Settings
    read_only: bool = False
    default: str | None = None
    keys_of: Callable[[Settings], Mapping[str, str]] = _no_keys
    _files: Stamp = field(init=False)
    _themes: Stamp = field(init=False)
    _unsettled: Stamp | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Note how the files are now."""
        self._files, self._themes = self._stamps()

    def infos(self) -> Sequence[ContextInfo]:
        """Return every context, by name."""
        return tuple(
            ContextInfo(
                context.name,
                context.backend,
                context.url or (str(self.paths.state.path) if context.backend == "local" else ""),
                self._policy(context),
                context.name == self.settings.default,
                self.settings.origin(f"contexts.{context.name}"),
                _identity(context),
            )
            for _, context in sorted(self.settings.contexts.items())
        )

    async def open(self, name: str) -> Session:
        """Return a session on the context ``name``, not yet connected. Raises BackendError."""
        try:
            return self.session(resolve_contexts(self.settings, name))
        except ConfigError as error:
            raise BackendError(str(error), advice=error.advice) from error

    def session(self, contexts: Sequence[Context]) -> Session:
        """Return a session on one context or several, not yet connected. Raises ConfigError, BackendError."""
        me = _me()
        if len(contexts) == 1:
            (context,) = contexts
            backend = open_backend(context, self.paths, self.settings)
            return Session(backend, policy=self._policy(context), me=me)
        from console.client.many import ManySession  # only now is it known that there are several

        members = [
            Session(open_or_absent(each, self.paths, self.settings), policy=self._policy(each), me=me)
            for each in contexts
        ]
        return ManySession(members, me=me)

    async def test(self, name: str) -> "AsyncIterator[Step]":
        """Yield what works of a context, step by step, as `context test` does. Raises BackendError."""
        from console.cli.context_probe import steps_of

        try:
            context = resolve_context(self.settings, name)
            async for step in steps_of(Configured(self.paths, self.settings, context, True)):
                yield step
        except ConfigError as error:
            raise BackendError(str(error), advice=error.advice) from error

    # --- what was changed in the files ------------------------------------------------------------

    def has_stirred(self) -> bool:
        """Whether the files are not as they were: their times are asked for, and nothing is read."""
        return self._stamps() != (self._files, self._themes)

    async def news(self) -> News | None:
        """Return what the files say now; None where they are as before, or are just being written.

        A file is read once it has been the same at two looks: an editor may write it in two steps.
        """
        files, themes = self._stamps()
        if (files, themes) == (self._files, self._themes):
            self._unsettled = None
            return None
        if self._unsettled != files + themes:
            self._unsettled = files + themes
            return None
        others = themes != self._themes
        same = files == self._files
        self._files, self._themes, self._unsettled = files, themes, None
        if same:
            infos, look = self.infos(), self._look(self.settings)
            return News(infos, infos, look, look, themes=True)
        return await asyncio.to_thread(self._read_again, themes=others)

    def _read_again(self, *, themes: bool) -> News:
        before, look_before = self.infos(), self._look(self.settings)
        try:
            settings = load_settings(self.paths, context=self.default)
            look = self._look(settings)
        except ConfigError as error:
            told = tuple(line for line in (*str(error).splitlines(), error.advice or "") if line)
            return News(before, before, look_before, look_before, told, themes)
        self.settings = settings
        return News(before, self.infos(), look_before, look, themes=themes)

    def _look(self, settings: Settings) -> Look:
        console = settings.console
        theme = console.theme if settings.origin("console.theme") != DEFAULT else ""
        later = (
            f"console.mouse = {str(console.mouse).lower()}",
            f"console.last_list = {str(console.last_list).lower()}",
            *_engine(settings),
        )
        return Look(theme, dict(self.keys_of(settings)), later)

    def _stamps(self) -> tuple[Stamp, Stamp]:
        folder = self.paths.themes
        try:
            themes = sorted(folder.glob("*.toml"))
        except OSError:
            themes = []
        return _stamp((self.paths.system, self.paths.user)), _stamp((folder, *themes))

    def _policy(self, context: Context) -> Policy:
        if self.read_only:
            return Policy(True, context.protected, "--read-only was given", context.unverified)
        reason = f"the context {context.name} is read-only" if context.read_only else ""
        return Policy(context.read_only, context.protected, reason, context.unverified)


def _stamp(files: Sequence[Path]) -> Stamp:
    found: list[tuple[str, int, int, int]] = []
    for file in files:
        try:
            status = os.stat(file)
        except OSError:
            continue
        found.append((str(file), status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)


def _engine(settings: Settings) -> tuple[str, ...]:
    queues = (f"engine.queues.{name} = {slots}" for name, slots in sorted(settings.engine.queues.items()))
    return (f"engine.slots = {settings.engine.slots}", *queues)


def _identity(context: Context) -> str:
    """Return what changes with the address and the credentials of a context, and holds neither."""
    parts = (
        context.backend, context.url, context.username, context.tls_ca, context.tls_verify, context.timeout,
        sorted((way.secret, str(way.how), way.place) for way in context.ways),
        sorted(context.options.items()),
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _me() -> str | None:
    """Return the name of who runs this, None where the system has no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None
