"""The names of contexts, backends and queues."""

import re
from typing import Final

NAME: Final = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
LONGEST_NAME: Final = 100


def is_name(text: str) -> bool:
    """Whether ``text`` can be a name."""
    return len(text) <= LONGEST_NAME and re.fullmatch(NAME, text) is not None
