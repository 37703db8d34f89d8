"""The contexts that a console can look at, and how a session on one is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
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
    """A context as a person chooses it. ``origin`` is the file or option that defined it."""

    name: str
    backend: str
    address: str = ""
    policy: Policy = Policy()
    is_default: bool = False
    origin: str = ""


class ContextSource(Protocol):
    """Where contexts come from: the configuration, or a test."""

    def infos(self) -> Sequence[ContextInfo]:
        """Return every context, in the order to show them."""
        ...

    async def open(self, name: str) -> "Session":
        """Return a session on the context ``name``, not yet connected. Raises BackendError."""
        ...
