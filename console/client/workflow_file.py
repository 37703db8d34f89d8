"""A workflow file of this machine: read to be started, and its path completed as it is typed."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from console.core.query import Completion

MOST_BYTES: Final = 1024 * 1024
"""As the host has it: a wrong file is not sent."""

MOST_NAMES: Final = 5_000
"""Names of a folder that are looked at: what is typed narrows a larger one."""

SUFFIXES: Final = (".yaml", ".yml")


class FileFault(Exception):
    """A workflow file cannot be read; ``str()`` is a sentence with its path."""


def read_workflow(path: str) -> str:
    """Return the text of a workflow file. Raises FileFault."""
    file = expanded(path)
    try:
        # Looked at before it is opened: a pipe that nobody writes to would keep us waiting for ever.
        if not stat.S_ISREG(file.stat().st_mode):
            raise FileFault(f"{path}: this is not a regular file")
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise FileFault(f"{path}: there is no such file") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise FileFault(f"{path}: the file cannot be read: {reason}") from None
    if len(data) > MOST_BYTES:
        raise FileFault(f"{path}: the file is larger than 1 MiB")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise FileFault(f"{path}:{line}: the file is not UTF-8: save it as UTF-8") from None


def expanded(path: str) -> Path:
    """Return the file that a person means: ``~`` is home, what is relative begins where we were started."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # a home that nobody has
        return Path(path)


def is_path(text: str) -> bool:
    """Whether a word names a file rather than a workflow: it has a folder, or a suffix of ours."""
    return os.sep in text or text.startswith("~") or text.endswith(SUFFIXES)


def complete_path(text: str, cursor: int) -> list[Completion]:
    """Return what may stand where a path is typed: folders and workflow files, hidden ones when asked for."""
    head = text[:cursor]
    folder, _, begun = head.rpartition("/")
    where = expanded(folder + "/" if folder or head.startswith("/") else ".")
    found = sorted(name for name in _names(where) if name.startswith(begun))
    if not begun.startswith("."):
        found = [name for name in found if not name.startswith(".")]
    # Files first: they are what is looked for.
    found.sort(key=lambda name: name.endswith("/"))
    start = len(head) - len(begun)
    return [Completion(name, start, len(text)) for name in found]


def _names(folder: Path) -> Iterator[str]:
    """Yield the folders and workflow files in a folder; nothing where it cannot be looked at."""
    try:
        with os.scandir(folder) as entries:
            for _, entry in zip(range(MOST_NAMES), entries, strict=False):
                if entry.is_dir():
                    yield f"{entry.name}/"
                elif entry.name.endswith(SUFFIXES):
                    yield entry.name
    except (OSError, ValueError):
        return
