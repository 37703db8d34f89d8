"""Which version of the program this is. A module of its own, because everything may ask and it costs nothing."""

from typing import Final

VERSION: Final = "0.1.0"
"""The distribution's version; a test holds it to the one in pyproject.toml."""
