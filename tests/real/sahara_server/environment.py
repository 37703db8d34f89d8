"""The virtual environment that Sahara runs in: built once from the lock file, and kept."""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sahara_server.interpreter import find_interpreter

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK = Path(__file__).with_name("requirements.lock")
_BUILT = 900  # seconds that one installation may take on a slow network
_BUILDERS = re.compile(r"(setuptools|wheel|pbr)==")


class NotBuilt(Exception):
    """The environment could not be built; the text is what pip said last."""


def environment(cache: Path) -> Path:
    """Return the folder of the environment, built if there is none of this lock file yet.

    Whoever comes while another builds it waits. Raises NoInterpreter or NotBuilt.
    """
    python = find_interpreter()
    name = hashlib.sha256(LOCK.read_bytes() + python.encode()).hexdigest()[:16]
    folder = cache / f"sahara-19-{name}"
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache / "building"):
        if not (folder / "complete").exists():
            _build(python, folder)
    return folder


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(python: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _run([python, "-m", "venv", str(folder)])
    pip = [
        str(folder / "bin" / "pip"),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
    ]
    # Some packages come as source only. They are built with what the lock names, hence without isolation.
    builders = folder / "builders.lock"
    builders.write_text(_builders(), encoding="utf-8")
    _run([*pip, "--no-deps", "-r", str(builders)])
    _run([*pip, "--no-deps", "--no-build-isolation", "-r", str(LOCK)])
    (folder / "complete").touch()


def _builders() -> str:
    blocks = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8"))
    return "\n".join(block for block in blocks if _BUILDERS.match(block)) + "\n"


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=_BUILT, check=False)
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-15:])
        raise NotBuilt(f"{' '.join(command)} ended with {done.returncode}:\n{last}")
