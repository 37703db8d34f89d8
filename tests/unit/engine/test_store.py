"""The store: one writer, grouped commits, refusals of what is not ours, an audit that nobody can change."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest

from console.engine import schema
from console.engine.errors import Closed, StoreError, StoreFault
from console.engine.folder import OwnedFolder, make_private
from console.engine.reader import Reader
from console.engine.writer import Statement, Writer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

PUT = "INSERT INTO probe VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at_us = excluded.at_us"
WRONG = Statement("INSERT INTO probe VALUES (2, 0)")


@pytest.fixture
async def writer(state_dir: Path) -> AsyncIterator[Writer]:
    writer = Writer(state_dir / "jobs.db")
    writer.open()
    writer.run()
    try:
        yield writer
    finally:
        await writer.close()


@pytest.fixture
async def reader(writer: Writer, state_dir: Path) -> AsyncIterator[Reader]:
    reader = Reader(state_dir / "jobs.db")
    try:
        yield reader
    finally:
        await reader.close()


def value(connection: sqlite3.Connection) -> int | None:
    row = connection.execute("SELECT at_us FROM probe").fetchone()
    return None if row is None else int(row[0])


def put(number: int) -> list[Statement]:
    return [Statement(PUT, ((number,),))]


async def test_changes_that_wait_together_are_committed_together(writer: Writer, reader: Reader) -> None:
    await asyncio.gather(*(writer.submit(put(number)) for number in range(100)))
    assert (await reader.read(value), writer.commits < 100) == (99, True)


async def test_a_commit_is_synced_and_the_database_is_ours_alone(writer: Writer, state_dir: Path) -> None:
    connection = writer._connection
    assert connection is not None
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert stat.S_IMODE((state_dir / "jobs.db").stat().st_mode) == 0o600


async def test_after_a_failure_nothing_is_written_until_it_is_healed(writer: Writer, reader: Reader) -> None:
    wrong, after = writer.submit([WRONG]), writer.submit(put(1))
    for change in (wrong, after, writer.submit(put(2))):
        with pytest.raises(StoreError):
            await change
    assert await reader.read(value) is None
    writer.heal()
    await writer.submit(put(3))
    assert await reader.read(value) == 3


async def test_a_failed_group_leaves_nothing_behind(writer: Writer, reader: Reader) -> None:
    with pytest.raises(StoreError):
        await writer.submit([*put(1), WRONG])
    assert await reader.read(value) is None


async def test_readers_cannot_write(writer: Writer, reader: Reader) -> None:
    with pytest.raises(StoreError):
        await reader.read(lambda c: c.execute("INSERT INTO probe VALUES (1, 1)"))


async def test_a_closed_reader_says_so(reader: Reader) -> None:
    await reader.close()
    with pytest.raises(Closed):
        await reader.read(value)


async def test_the_audit_is_append_only(writer: Writer) -> None:
    row = "INSERT INTO audit (at_us, actor, verb, job, node, result, message) VALUES (0, 1, 1, 1, 1, 1, 1)"
    await writer.submit([Statement(row)])
    for change in ("UPDATE audit SET actor = 'somebody else'", "DELETE FROM audit"):
        with pytest.raises(StoreError, match="append-only"):
            await writer.submit([Statement(change)])
        writer.heal()


def test_a_database_of_a_newer_version_is_refused(state_dir: Path) -> None:
    path = state_dir / "jobs.db"
    connection = sqlite3.connect(path)
    schema.migrate(connection)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreError, match="of version 999, this engine knows versions up to 2") as caught:
        Writer(path).open()
    assert (caught.value.kind, "newer jobconsole" in caught.value.advice) == (StoreFault.NEWER, True)


def test_a_database_of_another_program_is_refused(state_dir: Path) -> None:
    path = state_dir / "jobs.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (a)")
    connection.close()
    with pytest.raises(StoreError, match="belongs to another program") as caught:
        Writer(path).open()
    assert caught.value.kind is StoreFault.FOREIGN


def test_a_file_that_is_no_database_is_refused(state_dir: Path) -> None:
    path = state_dir / "jobs.db"
    path.write_text("not a database at all, but long enough to be taken for one" * 20)
    with pytest.raises(StoreError) as caught:
        Writer(path).open()
    assert caught.value.kind is StoreFault.FOREIGN


def test_migrating_twice_changes_nothing(state_dir: Path) -> None:
    for _ in range(2):
        connection = sqlite3.connect(state_dir / "jobs.db")
        schema.migrate(connection)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
        connection.close()


def test_a_folder_that_is_open_to_others_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(StoreError, match=r"open to others .mode 0755.") as caught:
        OwnedFolder.take(folder)
    assert caught.value.advice == f"close it: chmod 700 {folder}"


def test_a_folder_that_is_somebody_elses_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    folder = tmp_path / "state"
    folder.mkdir(mode=0o700)
    with pytest.raises(StoreError, match="belongs to user"):
        make_private(folder)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(StoreError, match="is not a folder"):
        make_private(tmp_path / "state")


def test_a_folder_is_made_for_us_alone(tmp_path: Path) -> None:
    folder = OwnedFolder.take(tmp_path / "deep" / "state")
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    with pytest.raises(StoreError) as caught:
        OwnedFolder.take(folder.path)
    assert caught.value.kind is StoreFault.LOCKED
    folder.release()
    OwnedFolder.take(folder.path).release()
