"""What every table of the configuration file is checked with: a strict model, and the kinds of its values."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from console.config.names import LONGEST_NAME, NAME
from console.core.duration import FORMS, parse_duration


def _seconds(value: object) -> object:
    """Return a duration in seconds, whether it was written as a text or as a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise PydanticCustomError("duration", FORMS)
    try:
        return parse_duration(str(value))
    except ValueError:
        raise PydanticCustomError("duration", FORMS) from None


Name = Annotated[str, Field(pattern=NAME, max_length=LONGEST_NAME)]
Text = Annotated[str, Field(min_length=1)]
Slots = Annotated[int, Field(ge=1, le=10_000)]
Seconds = Annotated[float, BeforeValidator(_seconds), Field(gt=0)]


class Table(BaseModel):
    """A table that takes no keys but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
