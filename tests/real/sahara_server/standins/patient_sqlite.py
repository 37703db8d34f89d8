"""Lets two processes share one file of SQLite. Runs in Sahara's environment.

A transaction that reads before it writes cannot wait for another one that does the same: SQLite refuses it at
once, whatever its time-out. So each takes its place before it reads. (A real Sahara has a real database.)
"""

from sqlalchemy import event
from sqlalchemy.engine import Engine


@event.listens_for(Engine, "before_cursor_execute", retval=True)
def begin_immediately(connection, cursor, statement, parameters, context, executemany):
    """Replace the BEGIN that oslo.db emits."""
    return ("BEGIN IMMEDIATE" if statement == "BEGIN" else statement), parameters
