"""Who a process is: never its pid alone."""

from __future__ import annotations

import os
import select
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from console.runner import identity

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "1000"]) as process:
        yield process
        process.kill()


def test_a_process_is_opened_by_pid_and_start_time(sleeper: subprocess.Popen[bytes]) -> None:
    pidfd = identity.open_process(sleeper.pid, identity.starttime(sleeper.pid))
    assert pidfd is not None
    assert identity.send_signal(pidfd, signal.SIGTERM)
    assert select.select([pidfd], [], [], 10)[0] == [pidfd]
    assert sleeper.wait(10) == -signal.SIGTERM
    os.close(pidfd)


def test_another_process_with_that_pid_is_not_opened(sleeper: subprocess.Popen[bytes]) -> None:
    assert identity.open_process(sleeper.pid, identity.starttime(sleeper.pid) - 1) is None


def test_a_start_time_that_was_never_known_matches_nothing(sleeper: subprocess.Popen[bytes]) -> None:
    assert identity.open_process(sleeper.pid, 0) is None


def test_a_process_that_has_gone_is_not_opened_and_not_signalled() -> None:
    with subprocess.Popen(["true"]) as process:
        started = identity.starttime(process.pid)
        pidfd = os.pidfd_open(process.pid)
    assert identity.open_process(process.pid, started) is None
    assert identity.starttime(process.pid) == 0
    assert not identity.send_signal(pidfd, signal.SIGTERM)
    os.close(pidfd)


def test_a_name_with_spaces_and_parentheses_does_not_confuse(tmp_path: object) -> None:
    link = os.path.join(str(tmp_path), "a) b (c 1 2 3")
    os.symlink("/bin/sleep", link)
    before = identity.starttime(os.getpid())
    with subprocess.Popen([link, "1000"]) as process:
        started = identity.starttime(process.pid)
        process.kill()
    assert started >= before > 0


def test_this_process_is_itself() -> None:
    me = identity.this_process()
    assert me.pid == os.getpid()
    assert me.boot_id == identity.boot_id()
    assert " " not in me.boot_id
