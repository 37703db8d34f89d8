"""Which backends there are, and how one is made for a context.

A backend is installed by an entry point of the group `jobconsole.backends`, whose name is what a context
says in ``backend =`` and whose object is a `BackendFactory`. Ours are known without looking: reading the
metadata of every installed distribution costs more than a verb's whole work.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Final, Protocol, cast

from console.backends.base import Backend, BackendError, BadRequest
from console.model import Json

GROUP: Final = "jobconsole.backends"

_OURS: Final[Mapping[str, str]] = {
    "local": "console.backends.local:LocalBackend",
    "scale": "console.backends.scale:ScaleBackend",
    "itential": "console.backends.itential:ItentialBackend",
    "aom": "console.backends.aom:AomBackend",
    "mrs": "console.backends.mrs:MrsBackend",
    "sahara": "console.backends.sahara:SaharaBackend",
}


class BackendFactory(Protocol):
    """What an entry point names: usually the backend's class, with a class method `create`."""

    def create(self, name: str, settings: Mapping[str, Json]) -> Backend:
        """Return the backend of the context ``name``. Connects to nothing yet.

        ``settings`` is the context's table: the common keys and the backend's own. Raises BadRequest where
        they do not make sense.
        """
        ...


def create(kind: str, name: str, settings: Mapping[str, Json]) -> Backend:
    """Return a backend of ``kind`` for the context ``name``.

    Raises BadRequest if there is no such backend, BackendError if its package cannot be loaded.
    """
    return factory(kind).create(name, settings)


def kinds() -> tuple[str, ...]:
    """Return the names of all installed backends, ours first."""
    return (*_OURS, *sorted(_installed().keys() - _OURS.keys()))


def factory(kind: str) -> BackendFactory:
    """Return what makes backends of ``kind``, usually their class.

    Raises BadRequest if there is no such backend, BackendError if its package cannot be loaded.
    """
    target = _OURS.get(kind) or _installed().get(kind)
    if target is None:
        raise BadRequest(
            f"there is no backend {kind}",
            advice=f"the installed ones are {', '.join(kinds())}; others come as packages of their own",
        )
    module, _, attribute = target.partition(":")
    try:
        found: object = import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except Exception as error:
        raise BackendError(
            f"the backend {kind} cannot be loaded from {target}",
            advice="install or upgrade the package that brings it",
            detail=f"{type(error).__name__}: {error}",
        ) from error
    return cast("BackendFactory", found)


def _installed() -> dict[str, str]:
    from importlib.metadata import entry_points

    return {point.name: point.value for point in entry_points(group=GROUP)}
