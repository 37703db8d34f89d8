"""One of several contexts, and what is known of it: what it can do, and what was wrong when last asked."""

from dataclasses import dataclass
from typing import Final

from console.backends.base import (
    Backend,
    BackendError,
    BadRequest,
    Busy,
    Forbidden,
    ServerFault,
    Unauthorized,
    Unreachable,
)
from console.model import Capabilities


@dataclass(slots=True)
class Member:
    """A context among several. It is not asked while ``mending``: its connection is being tried again."""

    backend: Backend
    capabilities: Capabilities | None = None
    trouble: BackendError | None = None
    mending: bool = False

    @property
    def name(self) -> str:
        """The name of the context."""
        return self.backend.context


_WORDS: Final[tuple[tuple[type[BackendError], str], ...]] = (
    (Unauthorized, "does not accept the credentials"),
    (Forbidden, "does not let you in"),
    (Busy, "is busy"),
    (Unreachable, "does not answer"),
    (BadRequest, "refuses the query"),
    (ServerFault, "has failed"),
)


def sentence(name: str, error: BackendError) -> str:
    """Return why the context ``name`` is missing from an answer, with its name once."""
    told = str(error)
    if told.startswith(f"{name} "):
        return told
    words = next((words for kind, words in _WORDS if isinstance(error, kind)), "cannot be read")
    return f"{name} {words}: {told}"


def is_silent(error: BackendError) -> bool:
    """Whether nothing more is to be had of a context for now, whatever it is asked."""
    return isinstance(error, Unreachable | Forbidden)
