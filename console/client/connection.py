"""How the connection to a context stands: whether what is on the screen can still be trusted."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from console.client.trouble import UNREACHED, Trouble, TroubleKind


class Link(StrEnum):
    """How the connection to a backend stands."""

    CONNECTING = "connecting"  # no answer yet
    LIVE = "live"
    LOST = "lost"  # it answered before; what is shown is old
    UNREACHABLE = "unreachable"  # it has never answered
    FORBIDDEN = "forbidden"
    UNAUTHORIZED = "unauthorized"  # the credentials are not accepted: wrong, or expired


@dataclass(frozen=True, slots=True)
class Connection:
    """The state of a session. ``since`` is the moment of the last good answer, None if there was none."""

    link: Link = Link.CONNECTING
    since: datetime | None = None
    trouble: Trouble | None = None

    @property
    def is_stale(self) -> bool:
        """Whether what is on the screen may have changed without us."""
        return self.link not in (Link.CONNECTING, Link.LIVE)


def link_after(trouble: Trouble, since: datetime | None, *, of_all: bool) -> Link | None:
    """Return how a connection stands after an error, None where that says nothing of it."""
    if trouble.kind is TroubleKind.UNAUTHORIZED:
        return Link.UNAUTHORIZED
    if trouble.kind is TroubleKind.FORBIDDEN:
        return Link.FORBIDDEN if of_all else None
    if trouble.kind in UNREACHED:
        return Link.LOST if since else Link.UNREACHABLE
    return None


def stale_sentence(context: str, connection: Connection) -> str:
    """Say that nothing was sent to ``context``, because it is not known how things stand there."""
    trouble = connection.trouble
    why = f": {trouble.sentence}" if trouble else ""
    return f"not sent: the connection to {context} is lost{why}"
