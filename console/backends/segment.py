"""One step of a path, made of an id that a person typed or a server told: it must lead nowhere else."""

from typing import Final
from urllib.parse import quote

from console.backends.base import NotFound

_LONGEST: Final = 1000


def segment(text: str, what: str = "job") -> str:
    """Return ``text`` percent-encoded as one step of a path: no slash and no question mark of it stays.

    Raises NotFound for what no step can be, so that it is not asked for: nothing, dots, which lead to
    another address, and halves of characters. ``what`` it is the id of.
    """
    if text.strip(".") and len(text) <= _LONGEST:
        try:
            return quote(text, safe="")
        except UnicodeEncodeError:
            pass  # told below, as every other text that cannot be an id
    shown = text[:80].encode("utf-8", "replace").decode()
    raise NotFound(f"there is no {what} {shown}", advice=f"list the {what}s to find its id")
