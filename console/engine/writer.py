"""The one thread that writes to the database. Changes that wait together are committed together.

Every commit is synced to the disk (``synchronous=FULL``): a start that is not on record could be repeated
after a power cut. Grouping is what makes that cheap.

A change is built on those before it, so a failed commit spoils all that were handed in since. Nothing is
written from then on until the owner has gone back to what is on the disk and says so with `heal`.
"""

import asyncio
import os
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, NamedTuple, TypeAlias

from console.engine import audit_chain, schema
from console.engine.errors import StoreError
from console.engine.faults import store_error

SqlValue: TypeAlias = str | int | float | bytes | None
SqlRow: TypeAlias = Sequence[SqlValue]

_MOST_IN_A_GROUP: Final = 256
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA cache_size=-16000",
)


class Statement(NamedTuple):
    """One statement, for each of its rows."""

    sql: str
    rows: Sequence[SqlRow] = ((),)


@dataclass(frozen=True, slots=True)
class _Submitted:
    statements: Sequence[Statement]
    done: "asyncio.Future[None]"
    epoch: int


class Writer:
    """Writes changes in the order of their submission. To be used from one loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: SimpleQueue[_Submitted | None] = SimpleQueue()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._connection: sqlite3.Connection | None = None
        self._epoch = 0
        self._spoiled: tuple[int, StoreError] | None = None  # written by the thread, read by the thread
        self.commits = 0
        """Transactions so far."""

    def open(self) -> None:
        """Open the database, bring it up to date, and start the thread. Raises StoreError. It blocks."""
        try:
            # Ours alone from the first byte on; SQLite gives its -wal and -shm the same mode.
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, cached_statements=256, timeout=5
            )
        except OSError as error:
            raise store_error(sqlite3.OperationalError(str(error))) from error
        except sqlite3.Error as error:
            raise store_error(error) from error
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma).fetchall()
            schema.migrate(connection)
            audit_chain.register(connection)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            connection.close()
            raise store_error(error) from error
        except StoreError:
            connection.close()
            raise
        self._connection = connection

    def run(self) -> None:
        """Start the thread; futures belong to the running loop."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, statements: Sequence[Statement]) -> "asyncio.Future[None]":
        """Hand in one change. The future is done when it is on the disk, or fails with StoreError."""
        if self._loop is None:
            raise RuntimeError("the writer is not running")
        done: asyncio.Future[None] = self._loop.create_future()
        self._queue.put(_Submitted(statements, done, self._epoch))
        return done

    def heal(self) -> None:
        """Accept changes again after a failure: the caller has gone back to what is on the disk."""
        self._epoch += 1

    async def close(self) -> None:
        """Write what is waiting, then close the database. Safe to call twice."""
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _work(self) -> None:
        more = True
        while more:
            first = self._queue.get()
            if first is None:
                return
            group = [first]
            while len(group) < _MOST_IN_A_GROUP:
                try:
                    found = self._queue.get_nowait()
                except Empty:
                    break
                if found is None:
                    more = False
                    break
                group.append(found)
            self._commit(group)

    def _commit(self, group: list[_Submitted]) -> None:
        spoiled = self._spoiled
        if spoiled is not None:
            late = [change for change in group if change.epoch <= spoiled[0]]
            group = group[len(late) :]
            self._tell(late, spoiled[1])
        if not group:
            return
        error = self._write(group)
        if error is not None:
            self._spoiled = (group[-1].epoch, error)
        self._tell(group, error)

    def _write(self, group: list[_Submitted]) -> StoreError | None:
        connection = self._connection
        if connection is None:
            raise RuntimeError("the writer is closed")
        try:
            connection.execute("BEGIN IMMEDIATE")
            for change in group:
                for sql, rows in change.statements:
                    if len(rows) == 1:
                        connection.execute(sql, rows[0])
                    else:
                        connection.executemany(sql, rows)
            connection.execute("COMMIT")
        except (sqlite3.Error, OverflowError, UnicodeError) as error:
            # The last two are Python's, for values that SQLite cannot hold.
            if connection.in_transaction:
                # Where even that fails the next change fails, and is told: the thread must not die of it.
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
            return store_error(error)
        self.commits += 1
        return None

    def _tell(self, group: list[_Submitted], error: StoreError | None) -> None:
        if group and self._loop is not None:
            self._loop.call_soon_threadsafe(_settle, group, error)


def _settle(group: list[_Submitted], error: StoreError | None) -> None:
    for change in group:
        if change.done.done():
            continue
        if error is None:
            change.done.set_result(None)
        else:
            change.done.set_exception(error)
