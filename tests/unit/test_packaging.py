"""What the project promises about its own files: lock files, and the environment that tests run in."""

from __future__ import annotations

import os
import re
import stat
import time
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["requirements.lock", "requirements-test.lock"]

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ]+)(?: ; [^\\]+)? \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}(?: \\)?")


def _pins(lock: str) -> dict[str, str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {match["name"]: match["version"] for line in lines if (match := PIN.fullmatch(line))}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_holds_names_versions_and_hashes_only(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    strange = [
        line for line in lines if not (line.startswith("# ") or PIN.fullmatch(line) or HASH.fullmatch(line))
    ]

    assert strange == []
    assert not any("://" in line for line in lines)


def test_both_lock_files_agree() -> None:
    runtime, test = _pins(LOCKS[0]), _pins(LOCKS[1])

    assert {name: test.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("lock", LOCKS)
def test_the_locked_build_backend_is_the_one_that_builds(lock: str) -> None:
    (required,) = PROJECT["build-system"]["requires"]

    assert f"hatchling=={_pins(lock)['hatchling']}" == required


def test_tests_run_in_utc_and_without_a_persons_settings() -> None:
    assert time.timezone == 0
    assert not {"NO_COLOR", "COLORTERM", "JOBCONSOLE_CONTEXT"} & set(os.environ)


def test_the_state_folder_is_private_and_leaves_room_for_a_socket(state_dir: Path) -> None:
    assert stat.S_IMODE(state_dir.stat().st_mode) == 0o700
    assert len(os.fsencode(state_dir / "host.sock")) < 60
