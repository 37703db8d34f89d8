"""Fields that survive what a server may put into them: an odd value is nothing, never an error.

The document itself is kept whole beside the fields (`Kept.raw`), so nothing is lost by it.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Annotated, TypeAlias, TypeVar, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    JsonValue,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationError,
    model_validator,
)

from console.model import Json


def _text(value: object) -> str | None:
    """Return text as it is and a number as text; anything else is None."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _id(value: object) -> object:
    """Return an id; what cannot be one is left to pydantic to refuse, for a row without an id is no row."""
    return _text(value) or None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _table(value: object) -> dict[str, JsonValue]:
    return cast("dict[str, JsonValue]", value) if isinstance(value, dict) else {}


def _rows(value: object) -> list[JsonValue]:
    return cast("list[JsonValue]", value) if isinstance(value, list) else []


Id: TypeAlias = Annotated[str, BeforeValidator(_id)]
Text: TypeAlias = Annotated[str | None, BeforeValidator(_text)]
Flag: TypeAlias = Annotated[bool | None, BeforeValidator(_flag)]
Table: TypeAlias = Annotated[dict[str, JsonValue], BeforeValidator(_table)]
Rows: TypeAlias = Annotated[list[JsonValue], BeforeValidator(_rows)]


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
