"""Addresses of a job on MRS, as somebody pastes them, and what the id of a job looks like."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from console.backends.mrs.place import is_segment
from console.config.web import path_below
from console.model import Json

_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}", re.IGNORECASE)
_COLLECTIONS: Final = ("job-executions", "job-exes")
_NO_IDS: Final = frozenset({"batch-delete"})


def may_be_id(text: str) -> bool:
    """Whether ``text`` looks like the id of a job: MRS gives UUIDs."""
    return _ID.fullmatch(text.strip()) is not None


def job_of_link(url: str, settings: Mapping[str, Json]) -> str | None:
    """Return the job that an address of this context's API, or of its ``web_url``, names; else None.

    In an address of the API the project and the cluster must be the context's. MRS documents no address
    of a job in its web console: below ``web_url`` a ``job_id`` or ``jobId`` is looked for.
    """
    base, web = settings.get("url"), settings.get("web_url")
    path = path_below(url, base) if isinstance(base, str) else None
    if path is not None:
        return _of_api(path, settings)
    return _of_web(url) if isinstance(web, str) and path_below(url, web) is not None else None


def _of_api(path: str, settings: Mapping[str, Json]) -> str | None:
    steps = [unquote(step) for step in path.split("/") if step]
    at = next((index for index, step in enumerate(steps) if step in _COLLECTIONS), None)
    if at is None or at + 1 >= len(steps) or steps[at + 1] in _NO_IDS or not is_segment(steps[at + 1]):
        return None
    # /v1.1/PROJECT/job-executions/ID, /v2/PROJECT/clusters/CLUSTER/job-executions/ID
    project, cluster = steps[1:2], steps[3:4] if at == 4 else []
    if project != [str(settings.get("project_id"))]:
        return None
    if cluster and cluster != [str(settings.get("cluster_id"))]:
        return None
    return steps[at + 1]


def _of_web(url: str) -> str | None:
    parts = urlsplit(url)
    fragment = parts.fragment.partition("?")[2] or parts.fragment
    found = {**parse_qs(fragment), **parse_qs(parts.query)}
    ids = [value for name in ("job_id", "jobId") for value in found.get(name, [])]
    return ids[0] if ids and may_be_id(ids[0]) else None
