"""What every document of MRS has in common: unknown fields are kept, and what came can be shown."""

from typing import cast

from pydantic import BaseModel, ConfigDict, model_validator

from console.model import Json
from console.wire.mrs.fields import Object


class Document(BaseModel):
    """An answer, or a part of one. Schemas are built when first used: a verb needs one or two of them."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)

    received: Object

    @model_validator(mode="before")
    @classmethod
    def _keep(cls, value: object) -> object:
        if not isinstance(value, dict):
            raise ValueError("an object is due here")
        found = cast("dict[str, object]", value)
        return {**found, "received": found}

    @property
    def raw(self) -> dict[str, Json]:
        """Everything that the server said of it, word for word. Secrets are in it."""
        return cast("dict[str, Json]", self.received)
