"""Where the sample jobs put their files: one private folder a job, below the system's temporary one."""

import hashlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path


def work_folder(name: str) -> Path:
    """Return the folder of this job, made if it is not there. Leaves if it is not ours alone.

    Every engine counts its jobs from 1: where the outputs lie tells its job 1 from another engine's.
    """
    job = os.environ.get("JOB_ID", "0")
    engine = os.path.dirname(os.environ.get("JOB_OUTPUT", ""))
    mark = hashlib.sha256(engine.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"jobconsole-{name}-{os.getuid()}-{mark}-{job}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        sys.exit(f"{folder} is not a private folder of ours: remove it and start again")
    return folder


def tidy(name: str) -> None:
    """Remove the folder of this job, unless the job failed: then its files tell why."""
    folder = work_folder(name)
    if os.environ.get("JOB_STATUS") == "failed":
        print(f"left for you to look at: {folder}")
        return
    shutil.rmtree(folder)
    print(f"removed {folder}")
