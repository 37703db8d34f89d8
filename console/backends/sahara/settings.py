"""What a context's table says of a Sahara: its address, its version, the project and the token."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from console.backends.base import BadRequest
from console.backends.http import Address, address_of
from console.backends.sahara.dialect import Dialect, dialect_of
from console.backends.setting import header_text
from console.model import Json

VERSIONS: Final = ("v1.1", "v2")

_PROJECT: Final = re.compile(r"[0-9A-Za-z._-]+\Z")
_END: Final = re.compile(r"/(?P<version>v1\.1|v2)(?:/(?P<project>[0-9a-fA-F-]{32,36}))?/*\Z")
"""How the address of a service catalog ends; we build paths ourselves, so it is taken off."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A context's settings, checked. ``project`` is None where nothing names it."""

    address: Address
    dialect: Dialect
    project: str | None


def settings_of(name: str, settings: Mapping[str, Json]) -> Settings:
    """Return the settings of the context ``name``. Raises BadRequest, which names the key to mend."""
    url, version, project = _parts(settings)
    version = _version(name, settings.get("api"), version)
    project = _project(name, settings.get("project_id"), project)
    # Sahara sends HTML, or fails with an empty page, where JSON is not what is accepted.
    headers = {"Accept": "application/json", "X-Auth-Token": _token(name, settings)}
    address = address_of(name, {**settings, "url": url}, headers=headers)
    return Settings(address, dialect_of(version, project), project)


def origin_of(settings: Mapping[str, Json]) -> str:
    """Return the address without version and project, or nothing where there is none."""
    url = _parts(settings)[0]
    return url.rstrip("/") if isinstance(url, str) else ""


def _parts(settings: Mapping[str, Json]) -> tuple[Json, str | None, str | None]:
    """Return the address without its version and project, and these two."""
    url = settings.get("url")
    if not isinstance(url, str):
        return url, None, None
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, None, None  # whoever reads the address tells what is wrong with it
    end = _END.search(parts.path)
    if end is None:
        return url, None, None
    return urlunsplit(parts._replace(path=parts.path[: end.start()])), end["version"], end["project"]


def _version(name: str, asked: Json, named: str | None) -> str:
    if asked is None or asked == "":
        return named or VERSIONS[0]
    if asked not in VERSIONS:
        raise BadRequest(
            f"contexts.{name}.api: there is no version {asked} of Sahara's API here",
            advice=f"it is one of {', '.join(VERSIONS)}",
        )
    if named is not None and named != asked:
        raise BadRequest(
            f"contexts.{name}: url ends with {named}, and api is {asked}",
            advice="leave the version out of url, or make them agree",
        )
    return str(asked)


def _project(name: str, asked: Json, named: str | None) -> str | None:
    project = asked if isinstance(asked, str) and asked else named
    if project is not None and not _PROJECT.match(project):
        raise BadRequest(
            f"contexts.{name}.project_id: {project} is not the id of a project",
            advice="it is the 32 hexadecimal digits that `openstack project show` calls id",
        )
    return project


def _token(name: str, settings: Mapping[str, Json]) -> str:
    token = header_text(name, settings, "token")
    if token is not None:
        return token
    raise BadRequest(
        f"the context {name} has no token: Sahara takes a Keystone token, not a user and a password",
        advice=f'set contexts.{name}.token_command = "openstack token issue -f value -c id"',
    )
