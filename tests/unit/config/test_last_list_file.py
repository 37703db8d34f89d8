"""The list that is kept for the next start: what is read of it, and what is nobody's answer."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from console.config import last_list
from console.config.last_list import (
    FOLDER,
    MOST_BYTES,
    MOST_FILES,
    OLDEST,
    Asked,
    LastList,
    asked,
    read,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_800_000_000.0
LIST = LastList(
    at=NOW - 180,
    columns=80,
    rows=24,
    charset="utf-8",
    head=" local   jobs › needs me",
    lines=("   STATUS    ID    NAME", "   ✖ paused  4127  ingest eu"),
    ground="48;2;1;2;3",
    muted="2",
    warning="1;33",
)


@pytest.fixture
def what(tmp_path: Path) -> Asked:
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    return asked(str(state), (), {"TERM": "xterm"}, (), "1.0")


def changed(what: Asked, **fields: Any) -> None:
    """Write something else into the file, as somebody else would."""
    with open(what.file, encoding="utf-8") as opened:
        document = json.load(opened)
    with open(what.file, "w", encoding="utf-8") as opened:
        json.dump({**document, **fields}, opened)


def test_what_was_kept_is_read(what: Asked) -> None:
    write(what, LIST)

    assert read(what, NOW) == LIST


def test_nobody_else_may_read_it_and_nothing_else_is_left(what: Asked) -> None:
    write(what, LIST)
    write(what, LIST._replace(at=NOW))

    assert os.stat(what.file).st_mode & 0o777 == 0o600
    assert os.stat(what.folder).st_mode & 0o777 == 0o700
    assert os.listdir(what.folder) == [os.path.basename(what.file)]


def test_there_is_none_where_none_was_kept(what: Asked) -> None:
    assert read(what, NOW) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"version": 2},
        {"key": "another question"},
        {"at": "then"},
        {"columns": 0},
        {"columns": 10**9},
        {"rows": 1},
        {"lines": []},
        {"lines": ["fine", 3]},
        {"lines": "fine"},
        {"lines": ["\x1b]0;mine\x07"]},
        {"lines": ["one\nthe other"]},
        {"lines": ["\x9b2J"]},
        {"lines": ["turned \u202e round"]},
        {"lines": ["half \ud800 a pair"]},
        {"lines": ["x" * 300]},
        {"head": "\x1b[31m"},
        {"muted": "2m\x1b[2J"},
        {"ground": "48:2"},
        {"charset": None},
    ],
)
def test_a_file_that_is_not_as_we_write_it_is_none(what: Asked, fields: dict[str, Any]) -> None:
    write(what, LIST)
    changed(what, **fields)

    assert read(what, NOW) is None


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 60_000, b" " * (MOST_BYTES + 1)]
)
def test_a_broken_file_is_none(what: Asked, data: bytes) -> None:
    write(what, LIST)
    with open(what.file, "wb") as opened:
        opened.write(data)

    assert read(what, NOW) is None


@pytest.mark.parametrize("age", [OLDEST + 1, -61.0])
def test_one_that_is_too_old_or_of_the_future_is_none(what: Asked, age: float) -> None:
    write(what, LIST._replace(at=NOW - age))

    assert read(what, NOW) is None


def test_a_file_or_a_folder_that_others_can_reach_is_none(what: Asked) -> None:
    write(what, LIST)
    os.chmod(what.file, 0o644)
    assert read(what, NOW) is None

    os.chmod(what.file, 0o600)
    os.chmod(what.folder, 0o755)
    assert read(what, NOW) is None


def test_a_link_is_not_followed(what: Asked) -> None:
    write(what, LIST)
    os.rename(what.file, f"{what.folder}/elsewhere")
    os.symlink(f"{what.folder}/elsewhere", what.file)

    assert read(what, NOW) is None


def test_a_pipe_in_its_place_keeps_nobody_waiting(what: Asked) -> None:
    os.mkdir(what.folder, 0o700)
    os.mkfifo(what.file, 0o600)

    assert read(what, NOW) is None


def test_a_list_that_is_too_large_is_not_kept_and_the_one_before_goes(what: Asked) -> None:
    write(what, LIST)
    write(what, LIST._replace(rows=2000, lines=("x" * 80,) * 1000))

    assert read(what, NOW) is None


def test_only_the_newest_files_are_kept(what: Asked) -> None:
    for number in range(MOST_FILES + 3):
        one = Asked(what.folder, f"question {number}")
        write(one, LIST)
        os.utime(one.file, (number, number))  # long ago: the newest is the last one written

    assert len(os.listdir(what.folder)) == MOST_FILES
    assert read(Asked(what.folder, f"question {MOST_FILES + 2}"), NOW) is not None
    assert read(Asked(what.folder, "question 0"), NOW) is None


def test_none_is_left_when_none_is_wanted(what: Asked) -> None:
    write(what, LIST)
    write(Asked(what.folder, "another question"), LIST)

    last_list.forget_all(what)

    assert os.listdir(what.folder) == []


def test_a_list_belongs_to_its_question(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text("")
    state, terminal, files = str(tmp_path), {"TERM": "xterm", "HOME": "/home/ada"}, (str(config),)

    key = asked(state, (), terminal, files, "1.0").key

    assert asked(state, (), {**terminal, "HOME": "/home/eve"}, files, "1.0").key == key
    assert asked(state, ("--context", "prod"), terminal, files, "1.0").key != key
    assert asked(state, (), {**terminal, "NO_COLOR": "1"}, files, "1.0").key != key
    assert asked(state, (), {**terminal, "LC_ALL": "C"}, files, "1.0").key != key
    assert asked(state, (), {**terminal, "JOBCONSOLE_CONTEXT": "prod"}, files, "1.0").key != key
    assert asked(state, (), terminal, files, "1.1").key != key
    config.write_text("default = 'prod'")
    assert asked(state, (), terminal, files, "1.0").key != key


def test_no_variable_of_the_environment_is_written_down(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    what = asked(str(tmp_path), (), {"JOBCONSOLE_PASSWORD": "tr0ub4dor"}, (), "1.0")
    write(what, LIST)

    assert read(what, LIST.at) == LIST
    assert "tr0ub4dor" not in (tmp_path / FOLDER / os.path.basename(what.file)).read_text()
