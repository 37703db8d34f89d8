"""The contexts that a console can look at, and how a session on one is opened."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from console.backends.probe import Step
    from console.client.news import News
    from console.client.session import Session


@dataclass(frozen=True, slots=True)
class Policy:
    """What a context allows. ``protected`` asks for more before what cannot be undone."""

    read_only: bool = False
    protected: bool = False
    read_only_reason: str = ""  # a sentence: who or what made it read-only
    unverified: bool = False  # nobody checks whether the server is who it says


@dataclass(frozen=True, slots=True)
class ContextInfo:
    """A context as a person chooses it. ``origin`` is the file or option that defined it.

    ``identity`` tells whether it is still the same place reached in the same way: it changes with the
    address and the credentials, and holds neither.
    """

    name: str
    backend: str
    address: str = ""
    policy: Policy = Policy()
    is_default: bool = False
    origin: str = ""
    identity: str = ""


class ContextSource(Protocol):
    """Where contexts come from: the configuration, or a test."""

    def infos(self) -> Sequence[ContextInfo]:
        """Return every context, in the order to show them."""
        ...

    async def open(self, name: str) -> "Session":
        """Return a session on the context ``name``, not yet connected. Raises BackendError."""
        ...


@runtime_checkable
class TellsNews(Protocol):
    """A source that notices when what it reads was changed."""

    def has_stirred(self) -> bool:
        """Whether anything was changed since the last news. Cheap: it is asked every few seconds."""
        ...

    async def news(self) -> "News | None":
        """Return what is said now, None where nothing was changed, or is still being changed."""
        ...


@runtime_checkable
class TestsContexts(Protocol):
    """A source that can try a context, step by step."""

    def test(self, name: str) -> "AsyncIterator[Step]":
        """Yield the steps as they end; nothing is changed there. Raises BackendError."""
        ...
