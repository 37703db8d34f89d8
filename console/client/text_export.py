"""A text, taken along in a file of its own."""

import os
from collections.abc import Iterable
from pathlib import Path


def write_text(path: Path, lines: Iterable[str]) -> int:
    """Write lines to a new file that only its owner may read; returns how many there were.

    Raises OSError (FileExistsError among them) if the file cannot be made.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    count = 0
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8", errors="surrogateescape") as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count
