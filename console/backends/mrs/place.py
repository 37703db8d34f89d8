"""What a context of MRS is configured with: which API, whose project, which cluster, and who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import httpx

from console.backends.base import BadRequest
from console.backends.setting import header_text, plain_text
from console.backends.signing import SdkHmacSha256
from console.core.clock import Clock
from console.core.suggestion import suggestion
from console.model import Json


class Api(StrEnum):
    """The three APIs by which MRS tells of jobs."""

    V2 = "v2"
    V1_1 = "v1.1"  # job executions, in Sahara's shape: no status
    EXES = "v1.1-job-exes"  # the vendor's own shape of v1.1: states as numbers


@dataclass(frozen=True, slots=True)
class Place:
    """Where the jobs of a context are. ``cluster_id`` may only be missing with v1.1, which lists them all."""

    api: Api
    project_id: str
    cluster_id: str | None


def place_of(name: str, settings: Mapping[str, Json]) -> Place:
    """Return where the jobs of the context ``name`` are. Raises BadRequest where its settings do not say."""
    text = plain_text(settings, "api") or Api.V2
    if text not in set(Api):
        known = ", ".join(Api)
        raise BadRequest(
            f'contexts.{name}.api: there is no "{text}"{suggestion(text, tuple(Api))}',
            advice=f"it is one of {known}; without it, {Api.V2}",
        )
    api, cluster_id = Api(text), plain_text(settings, "cluster_id")
    project_id = header_text(name, settings, "project_id")
    if project_id is None:
        raise BadRequest(
            f"the context {name} has no project_id",
            advice=f"give contexts.{name}.project_id the project's id: it is in every path of MRS",
        )
    if cluster_id is None and api is not Api.V1_1:
        raise BadRequest(
            f"the context {name} has no cluster_id",
            advice=f"give contexts.{name}.cluster_id the cluster's id: {api} lists the jobs of one cluster",
        )
    for key, value in (("project_id", project_id), ("cluster_id", cluster_id)):
        if value is not None and not is_segment(value):
            raise BadRequest(f"contexts.{name}.{key}: this is no id", advice="it has no /, ? or # in it")
    return Place(api, project_id, cluster_id)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who asks: headers that go with every request, or what signs them."""

    headers: Mapping[str, str]
    auth: httpx.Auth | None


def credentials_of(name: str, settings: Mapping[str, Json], project_id: str, clock: Clock) -> Credentials:
    """Return who asks: the owner of a token, or of an access key and its secret. Raises BadRequest."""
    keys = ("token", "access_key", "secret_key", "security_token")
    token, access_key, secret_key, security_token = (header_text(name, settings, key) for key in keys)
    if token is not None and (access_key is not None or secret_key is not None):
        raise BadRequest(
            f"the context {name} has a token and an access key: one of them is to be used",
            advice=f"leave out the token_… keys or access_key_… and secret_key_… of contexts.{name}",
        )
    if token is not None:
        return Credentials({**_HEADERS, "X-Auth-Token": token, "X-Project-Id": project_id}, None)
    if access_key is not None and secret_key is not None:
        signer = SdkHmacSha256(
            access_key, secret_key, project_id=project_id, security_token=security_token, clock=clock
        )
        return Credentials(_HEADERS, signer)
    if access_key is not None or secret_key is not None:
        missing = "secret_key" if secret_key is None else "access_key"
        raise BadRequest(
            f"the context {name} has no {missing}", advice=f"name it in contexts.{name}.{missing}_env"
        )
    login = "; a user name and a password are not enough" if plain_text(settings, "username") else ""
    raise BadRequest(
        f"the context {name} has no credentials{login}",
        advice="give it token_env or token_command (an IAM token of the project), "
        "or access_key_env and secret_key_env",
    )


def is_segment(text: str) -> bool:
    """Whether ``text`` can stand for one step of a path, however a server or a proxy decodes it.

    A decoded slash would make another address of it: the cancel of v1.1 is a GET below a job's own.
    """
    return (
        text.isprintable()
        and text not in ("", ".", "..")
        and not set(text) & set("/\\?#;%")
        and len(text) <= _LONGEST
    )


_LONGEST: Final = 200
_HEADERS: Final[Mapping[str, str]] = {"Accept": "application/json"}
