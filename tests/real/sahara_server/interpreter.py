"""The Python that Sahara 19 runs on: 3.11, and no other."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

VARIABLE = "JOBCONSOLE_TEST_PYTHON311"
"""Names the interpreter where it is not found by itself."""

_ASK = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"


class NoInterpreter(Exception):
    """There is no Python 3.11 here that can make virtual environments."""


def find_interpreter() -> str:
    """Return a Python 3.11. Raises NoInterpreter, which says what was tried and what to do."""
    asked = os.environ.get(VARIABLE)
    here = getattr(sys, "_base_executable", sys.executable)
    candidates = (
        [asked] if asked else [here, "python3.11", "/usr/bin/python3.11", "/usr/local/bin/python3.11"]
    )
    for candidate in candidates:
        path = shutil.which(candidate)
        if path is not None and _is_3_11(path):
            return path
    raise NoInterpreter(
        f"the real Sahara needs Python 3.11 with its venv module; tried {', '.join(candidates)}. "
        f"Install it (Debian: python3.11-venv), or name one: {VARIABLE}=/path/to/python3.11"
    )


def _is_3_11(path: str) -> bool:
    try:
        told = subprocess.run([path, "-c", _ASK], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return told.returncode == 0 and told.stdout.strip() == "3.11"
