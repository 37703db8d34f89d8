"""What is no workflow file is told at once, and never waited for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from console.cli.exits import Exit, Failure
from console.cli.start_file import file_request

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KINDS: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda path: None, "there is no such file"),
    "a folder": (lambda path: path.mkdir(), "not a regular file"),
    "a pipe that nobody writes to": (os.mkfifo, "not a regular file"),
    "an endless device": (lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
    "a link to itself": (lambda path: path.symlink_to(path), "cannot be read"),
    "too large": (lambda path: path.write_bytes(b"#" * (1024 * 1024 + 1)), "larger than 1 MiB"),
    "bytes": (lambda path: path.write_bytes(b"name: x\n\xff"), ":2: the file is not UTF-8"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_workflow_file_is_told(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    make, said = KINDS[kind]
    make(path)

    with pytest.raises(Failure, match=said) as caught:
        file_request(path, {})

    assert caught.value.code is Exit.USAGE
    assert str(path) in str(caught.value)
