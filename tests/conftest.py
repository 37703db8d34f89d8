"""What every test may count on: the same terminal, clock zone and folders on every machine."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# The path of a Unix socket may have 107 bytes, and pytest's own tmp_path comes near them on its own.
SHORT_FOLDER = Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())

# Variables by which a person's terminal or settings would change what a test sees.
PERSONAL = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORTERM", "COLUMNS", "LINES")
PERSONAL_PREFIXES = ("JOBCONSOLE_", "TEXTUAL_", "SSH_", "SUDO_", "TMUX")
# By the first the snapshot plugin tells its workers where to meet; it is set before we are asked. The second
# ones are for the tests themselves: where real servers are kept, and which interpreter they run on.
OF_THE_TESTS = ("TEXTUAL_SNAPSHOT", "JOBCONSOLE_TEST_")


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before Textual is imported: it reads its variables once, at import."""
    for name in list(os.environ):
        if name.startswith(OF_THE_TESTS):
            continue
        if name in PERSONAL or name.startswith(PERSONAL_PREFIXES):
            del os.environ[name]
    os.environ.update(TEXTUAL_ANIMATIONS="none", TERM="xterm-256color", TZ="UTC", LC_ALL="C.UTF-8")
    time.tzset()

    # A test that forgets to name its folders must not find, or start a host in, those of whoever runs it.
    home = Path(tempfile.mkdtemp(prefix="jc-home-", dir=SHORT_FOLDER))
    for name in ("CONFIG", "STATE", "CACHE", "DATA"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    os.environ["XDG_RUNTIME_DIR"] = str(home)
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))


def _register_hypothesis_profiles() -> None:
    """`ci` is the default everywhere, and repeats itself exactly in CI; `thorough` is for the nights."""
    # Two shared cores: an example's duration says nothing about the code.
    slow_machine = [HealthCheck.too_slow]
    in_ci = bool(os.environ.get("CI"))
    settings.register_profile(
        "ci",
        deadline=None,
        derandomize=in_ci,
        max_examples=100,
        print_blob=True,
        suppress_health_check=slow_machine,
    )
    settings.register_profile(
        "thorough",
        deadline=None,
        derandomize=False,
        max_examples=2_000,
        print_blob=True,
        suppress_health_check=slow_machine,
    )
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


_register_hypothesis_profiles()


@pytest.fixture
def state_dir() -> Iterator[Path]:
    """An empty folder of mode 0700 with a path short enough for the host's socket; gone after the test.

    A test that starts a host in it ends that host itself, before this fixture removes the folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="jc-", dir=SHORT_FOLDER))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
