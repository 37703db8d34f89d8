"""What stands for a secret wherever a person may look."""

from typing import Final

MASK: Final = "•••"
"""As long for every secret: its length is no news either."""
