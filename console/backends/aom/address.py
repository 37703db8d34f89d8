"""Addresses of an execution: those of the API below the context's url."""

from urllib.parse import unquote, urlsplit

from console.wire.aom.job_id import join_id, split_id


def job_of_address(address: str, url: str, project: str) -> str | None:
    """Return the job that an address of the API is about, None if it is of another place or project.

    ``…/v1/PROJECT/cms/workflow/WORKFLOW/executions/EXECUTION``, with anything after it.
    """
    try:
        given, ours = urlsplit(address.strip()), urlsplit(url.rstrip("/"))
        same = (given.scheme, given.hostname, _port(given.port, given.scheme)) == (
            ours.scheme,
            ours.hostname,
            _port(ours.port, ours.scheme),
        )
    except ValueError:
        return None
    if not same or not given.path.startswith(f"{ours.path}/"):
        return None
    steps = [unquote(step) for step in given.path[len(ours.path) + 1 :].split("/")]
    if len(steps) < 7 or steps[:4] != ["v1", project, "cms", "workflow"] or steps[5] != "executions":
        return None
    job = join_id(steps[4], steps[6])
    return job if split_id(job) is not None else None


def _port(port: int | None, scheme: str) -> int | None:
    return port or {"https": 443, "http": 80}.get(scheme)
