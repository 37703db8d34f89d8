"""What SQLite's errors mean to a person. The one place that maps them."""

import sqlite3
from typing import Final

from console.engine.errors import StoreError, StoreFault

_PRIMARY: Final = 0xFF
"""The low byte of an extended error code is the primary one."""

_KINDS: Final = {
    sqlite3.SQLITE_FULL: StoreFault.FULL,
    sqlite3.SQLITE_NOTADB: StoreFault.FOREIGN,
    sqlite3.SQLITE_READONLY: StoreFault.FOLDER,
    sqlite3.SQLITE_CANTOPEN: StoreFault.FOLDER,
    sqlite3.SQLITE_PERM: StoreFault.FOLDER,
    sqlite3.SQLITE_BUSY: StoreFault.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreFault.LOCKED,
}

_WORDS: Final = {
    StoreFault.FULL: (
        "there is no room left for the database: nothing can be started or changed",
        "free space on the disk of the state folder; running commands go on and nothing is lost",
    ),
    StoreFault.FOREIGN: ("the file is not a database of ours", "choose another state folder"),
    StoreFault.FOLDER: (
        "the database cannot be opened for writing",
        "check who owns the state folder and whether its disk is mounted read-only",
    ),
    StoreFault.LOCKED: (
        "another program holds the database",
        "end whatever else has it open (a backup, an sqlite3 shell), then try again",
    ),
    StoreFault.BROKEN: (
        "the database cannot be read or written",
        "check the disk; `PRAGMA integrity_check` tells whether the database is damaged",
    ),
}


def store_error(error: Exception) -> StoreError:
    """Return the error for a person behind an error of SQLite."""
    # Errors that Python itself raises (a wrong number of values) carry no code.
    code = getattr(error, "sqlite_errorcode", None)
    kind = _KINDS.get(code & _PRIMARY, StoreFault.BROKEN) if isinstance(code, int) else StoreFault.BROKEN
    message, advice = _WORDS[kind]
    return StoreError(kind, f"{message} ({error})", advice)
