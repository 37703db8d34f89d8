"""What of the screen can be pasted elsewhere: links that lead back, and the command that shows the same."""

import shlex
from urllib.parse import quote

from console.model import LogRef


def node_link(context: str, job: str, node: str | None = None) -> str:
    """Return the link to a job, or to one of its nodes, as `jobconsole open` takes it."""
    tail = "" if node is None else f"/nodes/{quote(node, safe='')}"
    return f"jobconsole://{quote(context, safe='')}/jobs/{quote(job, safe='')}{tail}"


def logs_command(context: str, ref: LogRef) -> str:
    """Return the command that prints the log ``ref``."""
    words = ["jobconsole", "--context", context, "logs", ref.job]
    return shlex.join([*words, "--node", ref.node, "--execution", str(ref.execution)])


def show_command(context: str, job: str) -> str:
    """Return the command that shows a job."""
    return shlex.join(["jobconsole", "--context", context, "show", job])


def file_name(ref: LogRef) -> str:
    """Return a name for a file that holds the log ``ref``: no separators, nothing hidden."""
    node = "".join(c if c.isalnum() or c in "-_.[]" else "_" for c in ref.node)[:80]
    job = "".join(c if c.isalnum() or c in "-_" else "_" for c in ref.job)[:40]
    return f"{job}-{node}-{ref.execution}.log" if ref.node else f"{job}.log"
