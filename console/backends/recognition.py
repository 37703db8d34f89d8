"""Whose job a pasted address or id could be: asked of the kinds of backends, without connecting to anything.

A backend may have two class methods besides the protocol. ``job_of_link(url, settings)`` returns the id of
the job that a page or an API address of its product is about, None where it is about none.
``may_be_id(text)`` tells whether a text has the form of its ids.
"""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from console.backends.registry import factory
from console.model import Json


@runtime_checkable
class ReadsLinks(Protocol):
    """A kind of backend that knows the addresses of its product's jobs."""

    def job_of_link(self, url: str, settings: Mapping[str, Json]) -> str | None:
        """Return the id of the job that ``url`` is about. ``settings`` hold no secrets."""
        ...


@runtime_checkable
class KnowsIds(Protocol):
    """A kind of backend that knows the form of its ids."""

    def may_be_id(self, text: str) -> bool:
        """Tell whether ``text`` could be the id of a job."""
        ...


def job_of_link(kind: str, url: str, settings: Mapping[str, Json]) -> str | None:
    """Return the id of the job that ``url`` is about to a backend of ``kind``. Raises BackendError."""
    found = factory(kind)
    return found.job_of_link(url, settings) if isinstance(found, ReadsLinks) else None


def may_be_id(kind: str, text: str) -> bool | None:
    """Tell whether ``text`` could be an id to a backend of ``kind``; None where it cannot tell.

    Raises BackendError.
    """
    found = factory(kind)
    return found.may_be_id(text) if isinstance(found, KnowsIds) else None
