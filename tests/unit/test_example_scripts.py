"""The commands of the sample workflows: what one job does never touches another's files."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parents[2] / "examples" / "scripts"


def folder_of(temporary: Path, state: str, job: str) -> str:
    """Return the folder that a command of this job of the engine in ``state`` works in."""
    program = "from folder import work_folder; print(work_folder('ingest'))"
    env = {
        "JOB_ID": job,
        "JOB_OUTPUT": f"{state}/run/out/7",
        "TMPDIR": str(temporary),
        "PYTHONPATH": str(SCRIPTS),
    }
    ran = subprocess.run(
        [sys.executable, "-B", "-c", program], env=env, check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()


def test_the_nodes_of_a_job_share_a_folder(tmp_path: Path) -> None:
    assert folder_of(tmp_path, "/state", "1") == folder_of(tmp_path, "/state", "1")


def test_jobs_of_one_number_in_two_engines_do_not(tmp_path: Path) -> None:
    """The demo beside an engine of one's own: both have a job 1, and the demo's tidies up after itself."""
    assert folder_of(tmp_path, "/state", "1") != folder_of(tmp_path, "/demo", "1")
