"""Reading the database: a few connections that cannot write, each in a thread of its own.

Reads never wait for the writer (WAL) and are short, so that the log of changes can be folded back.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import quote

from console.engine.errors import Closed
from console.engine.faults import store_error
from console.engine.query_sql import register

T = TypeVar("T")

_THREADS: Final = 2


class Reader:
    """Runs questions to the database in threads."""

    def __init__(self, path: Path) -> None:
        self._uri = f"file:{quote(str(path))}?mode=ro"
        self._local = threading.local()
        self._closed = False
        self._connections: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="store-reader")

    async def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``question`` finds. Raises StoreError, and Closed after `close`."""
        if self._closed:
            raise Closed
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(self.read_here, question))

    def read_here(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Do the same in the calling thread. Raises StoreError."""
        try:
            return question(self._connection())
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise store_error(error) from error

    async def close(self) -> None:
        """Close every connection. Safe to call twice."""
        self._closed = True
        await asyncio.to_thread(self._pool.shutdown)
        while self._connections:
            self._connections.pop().close()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._uri, uri=True, isolation_level=None, check_same_thread=False, timeout=5
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA query_only=ON")
            register(connection)
            self._local.connection = connection
            self._connections.append(connection)
        return connection
