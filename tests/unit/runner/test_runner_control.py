"""The control file: one owner, and a lock that tells whether it lives."""

from __future__ import annotations

import fcntl
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from console.runner import control, identity
from console.runner.control import AlreadyClaimedError, ControlFile, Lock
from console.runner.lines import ChildLine
from console.runner.outcome import Outcome, Reason

if TYPE_CHECKING:
    from pathlib import Path

ME = identity.this_process()
ENDED = Outcome(Reason.SIGNAL, -9, 1, 2, 3, 4)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "17.ctl")


def test_nobody_has_claimed_a_file_that_is_not_there(path: str) -> None:
    lock, record = control.read(path)
    assert lock is Lock.ABSENT
    assert record.claim is None


def test_a_claim_is_held_for_as_long_as_it_is_open(path: str) -> None:
    claimed = ControlFile.claim(path, ME)
    held, record = control.read(path)
    claimed.close()
    free, _ = control.read(path)
    assert (held, record.claim, free) == (Lock.HELD, ME, Lock.FREE)


def test_two_readers_do_not_take_each_other_for_a_runner(path: str) -> None:
    ControlFile.claim(path, ME).close()
    with open(path, "rb") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        assert control.read(path)[0] is Lock.FREE


def test_a_second_claim_is_refused_and_changes_nothing(path: str) -> None:
    claimed = ControlFile.claim(path, ME)
    with pytest.raises(AlreadyClaimedError):
        ControlFile.claim(path, ME._replace(pid=1))
    assert control.read(path)[1].claim == ME
    claimed.close()


def test_a_claim_leaves_nothing_but_the_control_file(path: str, tmp_path: Path) -> None:
    claimed = ControlFile.claim(path, ME)
    with pytest.raises(AlreadyClaimedError):
        ControlFile.claim(path, ME)
    claimed.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["17.ctl"]


def test_what_the_runner_notes_is_read_back(path: str) -> None:
    claimed = ControlFile.claim(path, ME)
    claimed.child(4712, 55)
    claimed.exit(ENDED)
    claimed.close()
    lock, record = control.read(path)
    assert (lock, record.child, record.outcome) == (Lock.FREE, ChildLine(4712, 55), ENDED)


def test_of_many_claimers_at_once_exactly_one_wins(path: str) -> None:
    together = threading.Barrier(8)

    def claim(number: int) -> ControlFile | None:
        together.wait(10)
        try:
            return ControlFile.claim(path, ME._replace(pid=100_000 + number))
        except AlreadyClaimedError:
            return None

    with ThreadPoolExecutor(8) as pool:
        won = [claimed for claimed in pool.map(claim, range(8)) if claimed is not None]
    assert len(won) == 1
    assert control.read(path)[0] is Lock.HELD
    won[0].close()


def test_an_abandoned_execution_cannot_be_claimed(path: str) -> None:
    assert control.abandon(path, ME)
    with pytest.raises(AlreadyClaimedError):
        ControlFile.claim(path, ME)
    lock, record = control.read(path)
    assert (lock, record.abandoned) == (Lock.FREE, ME)


def test_a_claimed_execution_cannot_be_abandoned(path: str) -> None:
    claimed = ControlFile.claim(path, ME)
    assert not control.abandon(path, ME)
    assert control.read(path)[1].abandoned is None
    claimed.close()


def test_what_a_killed_claimer_left_is_not_written_to(path: str) -> None:
    claimed = ControlFile.claim(path, ME)
    claimed.exit(ENDED)
    claimed.close()
    # It was killed between link and unlink, and its pid came again.
    os.link(path, control.private_path(path, ME.pid))
    with pytest.raises(AlreadyClaimedError):
        ControlFile.claim(path, ME)
    assert control.read(path)[1].outcome == ENDED


def test_a_claim_in_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ControlFile.claim(str(tmp_path / "gone" / "1.ctl"), ME)


def test_waiting_ends_with_the_claim_and_tells_what_was_left(path: str) -> None:
    claimed = ControlFile.claim(path, ME)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(control.wait, path)
        claimed.exit(ENDED)
        assert not waiting.done()
        claimed.close()
        assert waiting.result(10).outcome == ENDED


def test_the_durable_exit_line_is_read_back(tmp_path: Path) -> None:
    path = str(tmp_path / "logs" / "1.exit")
    assert control.read_durable(path) is None
    control.write_durable(path, ENDED)
    assert control.read_durable(path) == ENDED


def test_a_durable_exit_line_that_was_cut_is_none(tmp_path: Path) -> None:
    path = tmp_path / "1.exit"
    control.write_durable(str(path), ENDED)
    path.write_bytes(path.read_bytes()[:-1])
    assert control.read_durable(str(path)) is None
