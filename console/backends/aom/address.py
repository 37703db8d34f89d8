"""Addresses of an execution: those of the API below the context's url."""

from urllib.parse import unquote

from console.config.web import path_below
from console.wire.aom.job_id import join_id, split_id


def job_of_address(address: str, url: str, project: str) -> str | None:
    """Return the job that an address of the API is about, None if it is of another place or project.

    ``…/v1/PROJECT/cms/workflow/WORKFLOW/executions/EXECUTION``, with anything after it.
    """
    below = path_below(address, url)
    if below is None:
        return None
    steps = [unquote(step) for step in below.split("/")[1:]]
    if len(steps) < 7 or steps[:4] != ["v1", project, "cms", "workflow"] or steps[5] != "executions":
        return None
    job = join_id(steps[4], steps[6])
    return job if split_id(job) is not None else None
