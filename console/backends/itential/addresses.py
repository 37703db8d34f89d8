"""A pasted job id or the address of a page of the platform, and the job that it names."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from console.model import Json

_ID: Final = re.compile(r"[0-9a-f]{24}\Z")
_IN_ADDRESS: Final = re.compile(r"/(?:jobs?|getJob)/([0-9a-f]{24})(?![0-9a-z])")
_PORTS: Final = {"http": 80, "https": 443}


def may_be_id(text: str) -> bool:
    """Whether a text looks like the id of a job: 24 hexadecimal digits."""
    return _ID.match(text.strip().lower()) is not None


def job_of_link(url: str, settings: Mapping[str, Json]) -> str | None:
    """Return the job in the address of a page or of the API, None if it is none of this context.

    Pages are ``/operations-manager/#/jobs/<id>``; ``web_url`` names their host where it is not the API's.
    """
    origin = _origin(url)
    if origin is None:
        return None
    parts = urlsplit(url)
    homes = [text for key in ("url", "web_url") if isinstance(text := settings.get(key), str)]
    if not any(_origin(home) == origin and _is_below(parts.path, urlsplit(home).path) for home in homes):
        return None
    found = _IN_ADDRESS.search(f"{parts.path}#{parts.fragment}".lower())
    return found[1] if found else None


def _is_below(path: str, home: str) -> bool:
    return f"{path}/".startswith(f"{home.rstrip('/')}/")


def _origin(url: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.lower(), port or _PORTS[parts.scheme]
