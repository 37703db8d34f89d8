"""What a context of AOM needs: where it is, which project, and a token or a pair of keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.backends.base import BadRequest
from console.backends.http import Address, address_of
from console.backends.setting import header_text
from console.backends.signing import SdkHmacSha256
from console.core.clock import Clock
from console.model import Json


@dataclass(frozen=True, slots=True)
class AomSettings:
    """The checked keys of a context. ``signer`` is None where a token is used."""

    address: Address
    project: str
    signer: SdkHmacSha256 | None
    access_key: str | None


def settings_of(name: str, settings: Mapping[str, Json], clock: Clock) -> AomSettings:
    """Return the settings of the context ``name``. Raises BadRequest with the key that is missing."""
    texts = {key: header_text(name, settings, key) or "" for key in _KEYS}
    project, token = texts.get("project_id"), texts.get("token")
    access, secret = texts.get("access_key"), texts.get("secret_key")
    if not project:
        raise BadRequest(
            f"the context {name} has no project_id",
            advice=f"give contexts.{name}.project_id the project's id from My Credentials, 32 characters",
        )
    wrong = _wrong_credentials(token, access, secret)
    if wrong:
        raise BadRequest(
            f"the context {name} {wrong}",
            advice=f"give contexts.{name} token_env (or token_command), or access_key_env and secret_key_env",
        )
    headers = {"Content-Type": "application/json"}
    if token:
        headers["X-Auth-Token"] = token
    return AomSettings(
        address_of(name, settings, headers=headers),
        project,
        _signer(texts, project, clock),
        access or None,
    )


_KEYS = ("token", "access_key", "secret_key", "security_token", "project_id")


def _wrong_credentials(token: str | None, access: str | None, secret: str | None) -> str:
    if token and (access or secret):
        return "has a token and keys: only one of them can be used"
    if token or (access and secret):
        return ""
    if access or secret:
        return (
            "has an access key without its secret key"
            if access
            else "has a secret key without its access key"
        )
    return "has no credentials"


def _signer(texts: Mapping[str, str], project: str, clock: Clock) -> SdkHmacSha256 | None:
    access, secret = texts.get("access_key"), texts.get("secret_key")
    if not access or not secret:
        return None
    security_token = texts.get("security_token") or None
    return SdkHmacSha256(access, secret, project_id=project, security_token=security_token, clock=clock)
