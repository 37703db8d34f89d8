"""What a server says of itself and of who asks."""

from console.wire.scale.document import Document, Fields, Flag
from console.wire.values import Text, object_of


class VersionDocument(Document):
    """`GET /v6/version/`, which anybody may ask."""

    version: Text = None


class ProfileDocument(Document, extra="ignore"):
    """`GET /v6/accounts/profile/`. The server sends the hash of the password too: it is not kept."""

    username: Text = None
    is_staff: Flag = False


class TokenDocument(Document):
    """`POST /api-token-auth/`."""

    token: Text = None


class StatusDocument(Document):
    """`GET /v6/status/`, which the scheduler renews every 5 seconds."""

    scheduler: Fields
    dependencies: Fields

    @property
    def scheduler_state(self) -> str:
        """Return READY, PAUSED or another word of the scheduler; empty where none is told."""
        found = object_of(self.scheduler.get("state")).get("name")
        return found if isinstance(found, str) else ""

    @property
    def logs_work(self) -> bool | None:
        """Whether Elasticsearch, which keeps the logs, is well; None where that is not told."""
        found = object_of(self.dependencies.get("elasticsearch")).get("OK")
        return found if isinstance(found, bool) else None
