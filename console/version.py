"""Which version of the program this is. Alone in a module: everything may ask, at no cost."""

from typing import Final

VERSION: Final = "0.1.0"
"""The distribution's version; a test holds it to the one in pyproject.toml."""
