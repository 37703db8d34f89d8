"""The state folder: each thing that is wrong with it has its own message."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from console.config.state import (
    LONGEST_SOCKET_PATH,
    StateError,
    StateFault,
    StateFolder,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_folder_is_made_for_us_alone(state_dir: Path) -> None:
    folder = StateFolder(state_dir / "deep" / "er")

    folder.prepare()

    assert folder.path.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_may_enter_is_refused(state_dir: Path) -> None:
    state_dir.chmod(0o750)

    with pytest.raises(StateError, match="open to other users") as caught:
        StateFolder(state_dir).prepare()
    assert caught.value.fault is StateFault.OPEN_TO_OTHERS
    assert f"chmod 700 {state_dir}" in caught.value.advice


def test_a_link_is_refused(state_dir: Path) -> None:
    (state_dir / "real").mkdir(mode=0o700)
    link = state_dir / "link"
    link.symlink_to(state_dir / "real")

    with pytest.raises(StateError, match="is a link") as caught:
        StateFolder(link).prepare()
    assert caught.value.fault is StateFault.NOT_A_FOLDER


def test_a_file_is_refused(state_dir: Path) -> None:
    (state_dir / "file").touch()

    with pytest.raises(StateError, match="no folder"):
        StateFolder(state_dir / "file").prepare()


def test_a_folder_of_somebody_else_is_refused(state_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)

    with pytest.raises(StateError, match="belongs to user") as caught:
        StateFolder(state_dir).prepare()
    assert caught.value.fault is StateFault.NOT_OURS


def test_a_folder_that_cannot_be_is_told(state_dir: Path) -> None:
    (state_dir / "file").touch()

    with pytest.raises(StateError, match=r"cannot use .*Not a directory"):
        StateFolder(state_dir / "file" / "state").prepare()


def test_a_path_that_is_too_long_is_refused_before_anything_is_made(state_dir: Path) -> None:
    folder = StateFolder(state_dir / ("ü" * 50))

    with pytest.raises(StateError, match="too long") as caught:
        folder.prepare()
    assert caught.value.fault is StateFault.PATH_TOO_LONG
    assert str(LONGEST_SOCKET_PATH) in str(caught.value)
    assert not folder.path.exists()


def test_the_longest_path_will_do(state_dir: Path) -> None:
    rest = LONGEST_SOCKET_PATH - len(os.fsencode(state_dir / "x" / "host.sock")) + 1

    StateFolder(state_dir / ("x" * rest)).check_socket_path()
    with pytest.raises(StateError):
        StateFolder(state_dir / ("x" * (rest + 1))).check_socket_path()
