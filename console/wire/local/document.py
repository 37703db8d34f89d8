"""What every document of our API has in common: tolerant when read, exact in what a request may say."""

from datetime import datetime
from enum import Enum
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from console.wire.moment import in_utc

API_VERSION: Final = "1"
"""The version of these documents, spoken in the `API_HEADER` of every request and answer."""

API_HEADER: Final = "Jobconsole-Api"
VERSION_HEADER: Final = "Jobconsole-Version"
SUDO_HEADER: Final = "Jobconsole-Sudo-User"
SSH_HEADER: Final = "Jobconsole-Ssh-Connection"

_EnumT = TypeVar("_EnumT", bound=Enum)


class Document(BaseModel):
    """An answer. Fields that we do not know are ignored, so that a newer host can be read.

    Schemas are built when first used: a verb needs two or three of them, and each costs milliseconds.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class RequestDocument(BaseModel):
    """What a client asks. An unknown field is refused: a misspelt ``expected_version`` must not be lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _id_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


JobId = Annotated[
    str,
    BeforeValidator(_id_text),
    Field(min_length=1, max_length=500),
    WithJsonSchema({"type": ["integer", "string"], "description": "a number where jobs are counted"}),
]
"""A job's id: a number or text in JSON, text with us."""

Moment = Annotated[datetime, AfterValidator(in_utc)]
"""A time, in UTC with us whatever zone it was written in."""


def known(kind: type[_EnumT], word: str | None) -> _EnumT | None:
    """Return the member of ``kind`` that ``word`` names, or None for a word that we do not know."""
    try:
        return kind(word)
    except ValueError:
        return None
