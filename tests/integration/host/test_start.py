"""Starting the host: on demand, once, detached from whoever needed it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from console.backends.base import Forbidden, Unreachable
from console.backends.local.launch import wait_until_gone
from tests.integration.host.conftest import Place

ROOT = Path(__file__).resolve().parents[3]

PRINT_PID = """
import asyncio, sys
from pathlib import Path
from console.backends.local import LocalBackend
async def main():
    backend = LocalBackend("local", Path(sys.argv[1]), slots=1, idle_after=60)
    print((await backend.start_host()).pid)
    await backend.close()
asyncio.run(main())
"""


def client(folder: Path) -> list[str]:
    return [sys.executable, "-c", PRINT_PID, str(folder)]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


async def test_the_first_command_starts_the_host_and_the_next_one_finds_it(place: Place) -> None:
    first = await place.backend().start_host()
    second = await place.backend().start_host()

    assert first.pid == second.pid == place.pid()
    assert first.socket == str(place.folder.socket)


def test_many_commands_at_once_start_one_host(place: Place) -> None:
    clients = [
        subprocess.Popen(client(place.folder.path), stdout=subprocess.PIPE, text=True, env=environment())
        for _ in range(4)
    ]

    pids = {process.communicate(timeout=60)[0] for process in clients}

    assert pids == {f"{place.pid()}\n"}
    assert place.folder.log.read_text().count(" listens, ") == 1


async def test_many_tasks_of_one_command_start_one_host(place: Place) -> None:
    backend = place.backend()

    await asyncio.gather(*(backend.jobs("") for _ in range(8)))

    assert place.folder.log.read_text().count(" listens, ") == 1


def test_a_shell_that_waits_for_our_output_does_not_wait_for_the_host(place: Place) -> None:
    command = f"x=$({sys.executable} -c '{PRINT_PID}' {place.folder.path} 2>&1); echo \"got $x\""

    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, timeout=30, env=environment(), check=True
    )

    assert done.stdout == f"got {place.pid()}\n"


async def test_the_host_holds_nothing_of_who_started_it(place: Place) -> None:
    await place.backend().start_host()
    process = Path(f"/proc/{place.pid()}")
    links = {int(link.name): os.readlink(link) for link in (process / "fd").iterdir()}
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    parent, session, terminal = int(fields[1]), int(fields[3]), int(fields[4])

    assert links[0] == "/dev/null"
    assert links[1] == links[2] == str(place.folder.log)
    others = [link for number, link in links.items() if number > 2]
    assert [link for link in others if link.startswith("pipe:")] == []
    strays = [link for link in others if link.startswith("/") and str(place.folder.path) not in link]
    assert [link for link in strays if not link.startswith("/dev/")] == []
    assert parent != os.getpid()
    assert session != os.getsid(0)
    assert terminal == 0
    assert os.readlink(process / "cwd") == "/"


async def test_the_host_survives_the_end_of_its_starters_session(place: Place) -> None:
    starter = subprocess.Popen(
        [*client(place.folder.path)], stdout=subprocess.PIPE, env=environment(), start_new_session=True
    )
    starter.communicate(timeout=30)
    # What a terminal does when it closes: everything left in its session is hung up.
    with pytest.raises(ProcessLookupError):
        os.killpg(starter.pid, signal.SIGHUP)

    assert (await place.backend(start_host=False).engine_status()).pid == place.pid()


async def test_the_socket_and_the_folder_are_closed_to_others(place: Place) -> None:
    await place.backend().start_host()

    assert place.folder.path.stat().st_mode & 0o777 == 0o700
    assert place.folder.socket.stat().st_mode & 0o777 == 0o600
    assert place.folder.log.stat().st_mode & 0o777 == 0o600


async def test_a_stale_socket_is_replaced(place: Place) -> None:
    first = (await place.backend().start_host()).pid
    place.kill()
    assert place.folder.socket.exists()

    second = (await place.backend().start_host()).pid

    assert second == place.pid() != first


async def test_looking_at_a_host_starts_none(place: Place) -> None:
    place.folder.prepare()

    with pytest.raises(Unreachable, match="no host runs"):
        await place.backend().engine_status()
    with pytest.raises(Unreachable, match="no host runs"):
        await place.backend().stop_host()
    assert not place.folder.host_lock.exists()


async def test_a_folder_that_is_open_to_others_is_refused(place: Place) -> None:
    place.folder.path.mkdir(mode=0o755)

    with pytest.raises(Forbidden, match="open to other users") as caught:
        await place.backend().jobs("")
    assert "chmod 700" in caught.value.advice
    assert not place.folder.log.exists()


async def test_a_host_is_not_asked_through_a_folder_that_was_opened_since(place: Place) -> None:
    await place.backend().start_host()
    place.folder.path.chmod(0o777)

    with pytest.raises(Forbidden, match="open to other users"):
        await place.backend().jobs("")
    place.folder.path.chmod(0o700)


async def test_a_path_that_is_too_long_is_refused(state_dir: Path) -> None:
    place = Place(state_dir / ("x" * 100))

    with pytest.raises(Unreachable, match="too long"):
        await place.backend().jobs("")
    await place.end()


async def test_a_database_of_a_newer_version_is_told(place: Place) -> None:
    await place.backend().start_host()
    await place.backend().stop_host()
    database = next(place.folder.path.glob("*.db"), None) or next(place.folder.path.glob("*.sqlite*"))
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 9999")

    with pytest.raises(Unreachable, match="version 9999") as caught:
        await place.backend().jobs("")
    assert caught.value.advice


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (b"CREATE TABLE \xec\xecrkflow", "damaged"),
        (b"CREATE TABLS workflow", "integrity_check"),
    ],
)
async def test_a_damaged_database_is_told(place: Place, damage: bytes, said: str) -> None:
    await place.backend().start_host()
    await place.backend().stop_host()
    assert await asyncio.to_thread(wait_until_gone, place.folder, 10)
    database = place.folder.path / "jobs.db"
    data = database.read_bytes()
    assert b"CREATE TABLE workflow" in data
    database.write_bytes(data.replace(b"CREATE TABLE workflow", damage))

    with pytest.raises(Unreachable, match="database cannot be read") as caught:
        await place.backend().jobs("")
    assert said in caught.value.advice
    assert "Traceback" not in caught.value.detail


async def test_a_host_that_dies_at_its_start_is_told_with_the_end_of_its_log(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", "/nowhere")

    with pytest.raises(Unreachable, match="died while starting") as caught:
        await place.backend().jobs("")
    assert str(place.folder.log) in caught.value.advice
    assert "encodings" in caught.value.detail
    assert "Traceback" not in caught.value.detail


async def test_a_folder_held_by_another_host_is_told(place: Place) -> None:
    """A host that has hung itself up, say: it holds the folder, and answers nobody."""
    place.folder.prepare()
    with place.folder.host_lock.open("w") as lock:
        lock.write("4711\n")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(Unreachable, match="pid 4711"):
            await place.backend().jobs("")


async def test_a_checkout_that_we_stand_in_does_not_run_code(
    place: Place, state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state_dir / "console").mkdir()
    (state_dir / "console" / "__init__.py").write_text("raise SystemExit('run from the current folder')")
    monkeypatch.chdir(state_dir)

    assert (await place.backend().start_host()).pid == place.pid()
