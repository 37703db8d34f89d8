"""A pasted job id or the address of a page of the platform, and the job that it names."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from console.config.web import path_below
from console.model import Json

_ID: Final = re.compile(r"[0-9a-f]{24}\Z")
_IN_ADDRESS: Final = re.compile(r"/(?:jobs?|getJob)/([0-9a-f]{24})(?![0-9a-z])")


def may_be_id(text: str) -> bool:
    """Whether a text looks like the id of a job: 24 hexadecimal digits."""
    return _ID.match(text.strip().lower()) is not None


def job_of_link(url: str, settings: Mapping[str, Json]) -> str | None:
    """Return the job in the address of a page or of the API, None if it is none of this context.

    Pages are ``/operations-manager/#/jobs/<id>``; ``web_url`` names their host where it is not the API's.
    """
    homes = [text for key in ("url", "web_url") if isinstance(text := settings.get(key), str)]
    if all(path_below(url, home) is None for home in homes):
        return None
    parts = urlsplit(url.strip())
    found = _IN_ADDRESS.search(f"{parts.path}#{parts.fragment}".lower())
    return found[1] if found else None
