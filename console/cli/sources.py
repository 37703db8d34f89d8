"""The configured contexts as the console chooses among them."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass

from console.backends.base import BackendError
from console.cli.connection import open_backend, open_or_absent
from console.client.contexts import ContextInfo, Policy
from console.client.session import Session
from console.config.context import Context
from console.config.contexts import resolve_contexts
from console.config.errors import ConfigError
from console.config.paths import Paths
from console.config.settings import Settings


@dataclass(frozen=True, slots=True)
class ConfiguredContexts:
    """The contexts of the configuration. ``read_only`` is what the command line says of all of them."""

    paths: Paths
    settings: Settings
    read_only: bool = False

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

    def _policy(self, context: Context) -> Policy:
        if self.read_only:
            return Policy(True, context.protected, "--read-only was given", context.unverified)
        reason = f"the context {context.name} is read-only" if context.read_only else ""
        return Policy(context.read_only, context.protected, reason, context.unverified)


def _me() -> str | None:
    """Return the name of who runs this, None where the system has no name for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return None
