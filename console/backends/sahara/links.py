"""Addresses of executions: what a person pastes, and the id in it."""

import re
from collections.abc import Mapping
from typing import Final

from console.backends.sahara.settings import origin_of
from console.config.web import path_below
from console.model import Json

_UUID: Final = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\Z", re.IGNORECASE)
_ID: Final = r"(?P<id>[0-9A-Fa-f-]{32,36})"

# The API's own addresses, after the context's url.
_API: Final = re.compile(
    rf"/(?:v1\.1(?:/[0-9A-Za-z._-]+)?/job-executions|v2/jobs)/{_ID}(?:\.json)?(?:/(?:refresh-status|cancel))?/?\Z"
)
# The dashboard's: sahara_dashboard/content/data_processing/jobs/urls.py, and the panel of before 2016.
_DASHBOARD: Final = re.compile(rf"/project/data_processing/(?:jobs/job-execution|job_executions)/{_ID}/?\Z")


def may_be_id(text: str) -> bool:
    """Return whether ``text`` looks like an execution's id: Sahara makes them all random UUIDs."""
    return bool(_UUID.match(text))


def job_of_link(url: str, settings: Mapping[str, Json]) -> str | None:
    """Return the id of the execution at an address of this context's API or dashboard, else None."""
    web_url = settings.get("web_url")
    places = ((origin_of(settings), _API), (web_url if isinstance(web_url, str) else "", _DASHBOARD))
    for root, pattern in places:
        path = path_below(url, root)
        found = pattern.match(path) if path is not None else None
        if found is not None and may_be_id(found["id"]):
            return found["id"]
    return None
