"""Addresses of Scale: of its API, and of its web interface (`app-routing.module.ts` of scale-ui)."""

import re
from collections.abc import Mapping
from typing import Final

from console.backends.scale.reading import is_number
from console.backends.scale.recipes import recipe_number
from console.config.web import origin_of, path_below
from console.model import Json
from console.wire.scale.recipe_model import PREFIX

_PAGE: Final = re.compile(r"/processing/(jobs|recipes)/([0-9]+)/?")
_API: Final = re.compile(r"/v[67]/(jobs|recipes)/([0-9]+)(?:/[a-z_/0-9]*)?")


def api_root(url: str) -> str:
    """Return the address of the API without its version, which a person may have pasted with it."""
    return re.sub(r"/v[67]$", "", url.rstrip("/"))


def may_be_id(text: str) -> bool:
    """Whether ``text`` looks like the id of a job (a number) or of a recipe (``recipe-7``)."""
    return is_number(text) or recipe_number(text) is not None


def job_of_link(url: str, settings: Mapping[str, Json]) -> str | None:
    """Return the id of the job or recipe that ``url`` is about, None where it is not of this context.

    The API is at ``url``. The web interface is where ``web_url`` says; without it, at the same origin.
    """
    api, web = settings.get("url"), settings.get("web_url")
    if isinstance(api, str):
        found = _found(_API, path_below(url, api_root(api)))
        if found is not None:
            return found
        home = web if isinstance(web, str) and web else str(origin_of(api))
        return _found(_PAGE, path_below(url, home), anywhere=not web)
    return None


def _found(pattern: re.Pattern[str], path: str | None, *, anywhere: bool = False) -> str | None:
    if path is None:
        return None
    match = pattern.search(path) if anywhere else pattern.match(path)
    if match is None or match.end() != len(path) or not is_number(match[2]):
        return None
    return match[2] if match[1] == "jobs" else f"{PREFIX}{match[2]}"
