"""What the documents of Sahara have in common: an id, and all that they were read from."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TypeVar, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from console.model import Json

_D = TypeVar("_D", bound=BaseModel)


class Kept(BaseModel):
    """A document that keeps what it was read from, unknown fields and all."""

    model_config = ConfigDict(extra="allow", frozen=True)

    _raw: dict[str, Json] = PrivateAttr(default_factory=dict[str, Json])

    @model_validator(mode="wrap")
    @classmethod
    def _keep(cls, value: object, handler: ModelWrapValidatorHandler["Kept"]) -> "Kept":
        document = handler(value)
        if isinstance(value, dict):
            document._raw = cast("dict[str, Json]", value)
        return document

    @property
    def raw(self) -> Mapping[str, Json]:
        """Everything that the server said, with its own names. Secrets are still in it."""
        return self._raw


def readable(items: Iterable[object], model: type[_D]) -> tuple[_D, ...]:
    """Return what can be read; an item without an id is left out, so that it does not hide the others."""
    found: list[_D] = []
    for item in items:
        with suppress(ValidationError):
            found.append(model.model_validate(item))
    return tuple(found)
