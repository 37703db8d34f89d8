"""The state folder: made private, checked, and owned by one engine at a time."""

import errno
import fcntl
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Self

from console.engine.errors import StoreError, StoreFault

_OTHERS = 0o077


class OwnedFolder:
    """A state folder that is ours alone. Its lock is held until `release`, or the process's end."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> Self:
        """Make the folder if need be and take its lock. Raises StoreError."""
        make_private(path)
        lock = path / "host.lock"
        try:
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise StoreError(
                StoreFault.LOCKED,
                f"another host (pid {owner or 'unknown'}) owns the state folder {path}",
                "use that one, or end it with `jobconsole engine stop`",
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(path, descriptor)

    @property
    def is_ours(self) -> bool:
        """Whether the lock that lies in the folder is the one that we hold. Raises OSError."""
        if self._descriptor < 0:
            return False
        held = os.fstat(self._descriptor)
        try:
            found = os.lstat(self.path / "host.lock")
        except (FileNotFoundError, NotADirectoryError):
            return False
        return (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)

    def release(self) -> None:
        """Let another engine own the folder. Safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def make_private(path: Path) -> None:
    """Make a folder that only its owner may enter, or check one that is there. Raises StoreError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # whatever it is that is there, it is looked at below
            path.mkdir(mode=0o700)
        found = path.stat()
    except OSError as error:
        raise _unusable(path, error) from error
    if not stat.S_ISDIR(found.st_mode):
        raise _refused(f"{path} is not a folder", "move it away, or choose another state folder")
    if found.st_uid != os.geteuid():
        raise _refused(
            f"the folder {path} belongs to user {found.st_uid}, not to you ({os.geteuid()})",
            "choose a state folder of your own",
        )
    if stat.S_IMODE(found.st_mode) & _OTHERS:
        raise _refused(
            f"the folder {path} is open to others (mode {stat.S_IMODE(found.st_mode):04o})",
            f"close it: chmod 700 {path}",
        )


def _refused(message: str, advice: str) -> StoreError:
    return StoreError(StoreFault.FOLDER, message, advice)


def _unusable(path: Path, error: OSError) -> StoreError:
    if error.errno == errno.ENOSPC:
        return StoreError(StoreFault.FULL, f"there is no room for {path}", "free space on its disk")
    return _refused(f"the folder {path} cannot be used: {error.strerror}", "choose another state folder")
