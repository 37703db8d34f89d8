"""What every document of Scale has in common: it is read as far as it can be understood."""

from typing import Annotated, Final, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from console.wire.values import Object, flag_of, whole_of

LARGEST_ID: Final = 2**31 - 1
"""Ids are 32-bit keys of PostgreSQL: a larger one is an error 500 there, so it is never asked for."""


class Document(BaseModel):
    """A part of an answer. What we do not know is kept, what is odd is read as missing."""

    model_config = ConfigDict(extra="allow", frozen=True, defer_build=True)


def part(value: object) -> object:
    """Return what a part of a document is made of: an object, or the id that stands for one."""
    if isinstance(value, dict):
        return cast("object", value)
    id_ = whole_of(value)
    return None if id_ is None else {"id": id_}


def _is_so(value: object) -> bool:
    return flag_of(value) is True


Flag: TypeAlias = Annotated[bool, PlainValidator(_is_so)]
"""What is so only where the server says it is."""

Fields: TypeAlias = Annotated[Object, Field(default_factory=dict)]
"""An object that we look into ourselves; a missing one is empty."""
