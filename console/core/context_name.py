"""How a thing is named where several contexts stand side by side: ``CONTEXT/ID``.

Context names hold no slash, so the first one parts the two, whatever the id looks like.
"""

from collections.abc import Container
from typing import Final

SEPARATOR: Final = "/"
"""Stands between a context and an id of it."""

LIST: Final = ","
"""Stands between the names of several contexts."""

ALL: Final = "all"
"""Means every context, unless one is called so."""


def full_name(context: str, id_: str) -> str:
    """Return the name of a job or workflow ``id_`` of ``context`` among those of other contexts."""
    return f"{context}{SEPARATOR}{id_}"


def split_name(text: str, contexts: Container[str]) -> tuple[str, str] | None:
    """Return the context and the plain id that ``text`` names, None where that is none of ``contexts``."""
    context, separator, id_ = text.partition(SEPARATOR)
    return (context, id_) if separator and id_ and context in contexts else None
