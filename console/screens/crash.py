"""What a person reads when the console itself breaks: a sentence. The details go into a file."""

import os
import sys
import traceback
from pathlib import Path
from typing import Final

NAME: Final = "console-crash.log"
"""The file in the state folder; only its owner may read it."""


def crash_notice(folder: Path | None) -> str:
    """Keep the error that is being handled in ``folder``, and return what to tell of it.

    Of the locals nothing is kept: they may hold what was masked on the screen.
    """
    kept = _keep(folder)
    what = sys.exception()
    where = f"the details are in {kept}" if kept else "the details could not be kept"
    return (
        f"jobconsole: the console broke ({type(what).__name__}); the jobs go on.\n"
        f"{where}. Please report them, and start `jobconsole` again."
    )


def _keep(folder: Path | None) -> Path | None:
    if folder is None:
        return None
    path = folder / NAME
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(traceback.format_exc())
    except OSError:  # no folder, no room: it must not hide that the console broke
        return None
    return path
