"""How the user's file is changed: whole or not at all, by one of us at a time, the rest as it was."""

import fcntl
import os
import tempfile
import tomllib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from console.config.errors import ConfigError


def rewrite(file: Path, change: Callable[[str], str], *, closed: bool = False) -> Path:
    """Replace the text of ``file`` by what ``change`` makes of it, and return the file that was written.

    A link into a folder of dotfiles stays a link; owner and permissions stay, but nobody else may read a file
    that is to be ``closed``. Raises ConfigError where it cannot be written, and what ``change`` raises.
    """
    real = Path(os.path.realpath(file))
    try:
        real.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone_in(real.parent):
            _replace(real, change(_text(real)), closed=closed)
    except OSError as error:
        raise ConfigError(f"{real}: this file cannot be written: {error.strerror}") from None
    return real


def read_table(text: str) -> dict[str, object]:
    """Return the text as a table; an empty one where it is no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


@contextmanager
def _alone_in(folder: Path) -> Generator[None]:
    """Wait until no other of us changes a file of this folder: else one change would undo the other."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _text(file: Path) -> str:
    """Return what is in the file, the ends of its lines as they are; nothing where there is none."""
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            return opened.read()
    except FileNotFoundError:
        return ""


def _replace(file: Path, text: str, *, closed: bool) -> None:
    before = file.stat() if file.exists() else None
    mode = 0o600 if before is None else before.st_mode & 0o777
    descriptor, name = tempfile.mkstemp(prefix=".config-", dir=file.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
            opened.write(text)
            opened.flush()
            if before is not None and before.st_uid != os.geteuid():
                os.fchown(opened.fileno(), before.st_uid, before.st_gid)
            os.fchmod(opened.fileno(), mode & 0o700 if closed else mode)
            os.fsync(opened.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
