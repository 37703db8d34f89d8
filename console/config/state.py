"""The state folder: where one engine keeps its jobs, and what must be true of it before it is trusted.

Both sides look here: the client that starts a host, and the host itself. Every refusal is an error of its own
kind, with what is wrong and what to do.
"""

import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from console.config.paths import STATE_VARIABLE

LONGEST_SOCKET_PATH: Final = 107
"""Bytes of a Unix socket's path: ``sun_path`` holds 108 with its closing zero."""


class StateFault(StrEnum):
    """What is wrong with a state folder."""

    NOT_A_FOLDER = "not_a_folder"
    NOT_OURS = "not_ours"
    OPEN_TO_OTHERS = "open_to_others"
    PATH_TOO_LONG = "path_too_long"
    CANNOT_CREATE = "cannot_create"


class StateError(Exception):
    """The state folder cannot be used. ``str()`` is a sentence, ``advice`` says what to do."""

    def __init__(self, fault: StateFault, message: str, advice: str) -> None:
        super().__init__(message)
        self.fault = fault
        self.advice = advice


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The paths inside one state folder. Making one touches nothing; `prepare` does."""

    path: Path

    @property
    def socket(self) -> Path:
        """Where the host listens."""
        return self.path / "host.sock"

    @property
    def host_lock(self) -> Path:
        """Locked by the host for its life: one host for one folder."""
        return self.path / "host.lock"

    @property
    def start_lock(self) -> Path:
        """Locked by the client that starts the host, until it listens."""
        return self.path / "start.lock"

    @property
    def log(self) -> Path:
        """What the host has to say of itself."""
        return self.path / "host.log"

    @property
    def stopped(self) -> Path:
        """There while the host has been stopped by a person: who watches must not start it again."""
        return self.path / "host.stopped"

    def prepare(self) -> None:
        """Make the folder if it is not there, and check that it is safe. Raises StateError.

        A folder is safe that is a real one (no link), ours, and closed to everybody else: who can write
        to it can have commands run as us.
        """
        self.check_socket_path()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            # A link or a file in its place is told of by the check below.
            if not isinstance(error, FileExistsError):
                raise StateError(
                    StateFault.CANNOT_CREATE,
                    f"cannot create the state folder {self.path}: {error.strerror}",
                    f"make it, or name another one in {STATE_VARIABLE}",
                ) from error
        self.check()

    def check(self) -> None:
        """Check that the folder is a real one, ours, and closed to others. Raises StateError."""
        try:
            found = self.path.lstat()
        except OSError as error:
            raise StateError(
                StateFault.CANNOT_CREATE,
                f"cannot use the state folder {self.path}: {error.strerror}",
                f"make it, or name another one in {STATE_VARIABLE}",
            ) from error
        if not stat.S_ISDIR(found.st_mode):
            kind = "a link" if stat.S_ISLNK(found.st_mode) else "no folder"
            raise StateError(
                StateFault.NOT_A_FOLDER,
                f"the state folder {self.path} is {kind}",
                f"move it away, or name the real folder in {STATE_VARIABLE}",
            )
        if found.st_uid != os.geteuid():
            raise StateError(
                StateFault.NOT_OURS,
                f"the state folder {self.path} belongs to user {found.st_uid}, "
                f"and you are user {os.geteuid()}",
                f"name a folder of your own in {STATE_VARIABLE}",
            )
        if found.st_mode & 0o077:
            raise StateError(
                StateFault.OPEN_TO_OTHERS,
                f"the state folder {self.path} is open to other users (mode {found.st_mode & 0o777:03o})",
                f"close it: chmod 700 {self.path}",
            )

    def check_socket_path(self) -> None:
        """Check that the socket's path fits into an address. Raises StateError."""
        length = len(os.fsencode(self.socket))
        if length > LONGEST_SOCKET_PATH:
            raise StateError(
                StateFault.PATH_TOO_LONG,
                f"the path of the socket is too long: {self.socket} has {length} bytes, "
                f"and a socket's path may have {LONGEST_SOCKET_PATH}",
                f"name a shorter folder in {STATE_VARIABLE}",
            )
