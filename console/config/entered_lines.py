"""The file that keeps the commands entered before, for the next start: only its owner may read it."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

FILE_NAME: Final = "command-history"
"""Its name in the state folder."""

_LARGEST: Final = 1_000_000
"""Bytes of the file that are looked at: it was not written by us if it is larger."""


def read_lines(path: Path) -> list[str]:
    """Return the lines of the file, none where there is no file that can be read."""
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def write_lines(path: Path, lines: Sequence[str]) -> bool:
    """Put these lines in the file's place, readable by its owner only; False where that is not possible.

    Not being able to remember is no reason to disturb anybody.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(f"{line}\n" for line in lines)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        return False
    return True
