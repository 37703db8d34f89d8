"""The versions that a Sahara server speaks: what it answers at its root, with status 300."""

from pydantic import Field

from console.wire.sahara.document import Kept, readable
from console.wire.values import Id, Items, Text


class VersionDocument(Kept):
    """One version. The second one has minor versions."""

    id: Id
    status: Text = None
    max_version: Text = None


class VersionsDocument(Kept):
    """The list of versions."""

    items: Items = Field(default=[], validation_alias="versions")

    @property
    def versions(self) -> tuple[VersionDocument, ...]:
        """The versions that can be read."""
        return readable(self.items, VersionDocument)
