"""Addresses of a job on MRS, as somebody pastes them, and what the id of a job looks like."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from console.backends.mrs.place import is_segment
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
    if isinstance(base, str) and _is_below(url, base):
        return _of_api(url, base, settings)
    if isinstance(web, str) and _is_below(url, web):
        return _of_web(url)
    return None


def _of_api(url: str, base: str, settings: Mapping[str, Json]) -> str | None:
    path = urlsplit(url).path[len(urlsplit(base).path.rstrip("/")) :]
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


def _is_below(url: str, base: str) -> bool:
    """Whether ``url`` has the origin and begins with the path of ``base``."""
    try:
        ours, theirs = urlsplit(base), urlsplit(url.strip())
        origins = [
            (part.scheme.lower(), part.hostname, part.port or _PORTS.get(part.scheme))
            for part in (ours, theirs)
        ]
    except ValueError:
        return False
    prefix = ours.path.rstrip("/")
    return origins[0] == origins[1] and (theirs.path == prefix or theirs.path.startswith(f"{prefix}/"))


_PORTS: Final = {"https": 443, "http": 80}
