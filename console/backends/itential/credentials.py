"""How a context of Itential says who it is: a session, OAuth, basic login or a token made elsewhere."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from console.backends.base import BadRequest
from console.backends.setting import body_text, header_text
from console.config.web import is_loopback
from console.model import Json


class Login(StrEnum):
    """The ways to log in; a context chooses by the keys that it has, and by ``api``."""

    SESSION = "session"  # POST /login, then a cookie
    OAUTH = "oauth"  # POST /oauth/token, then a bearer token
    BASIC = "basic"  # user and password with every request
    TOKEN = "token"  # noqa: S105 - a bearer token that was made elsewhere
    COOKIE = "cookie"  # a session's token that was made elsewhere
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are to the platform. Secrets are never shown."""

    login: Login
    username: str = ""
    password: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def can_renew(self) -> bool:
        """Whether an expired session can be taken up again without a person."""
        return self.login in (Login.SESSION, Login.OAUTH)

    @property
    def basic(self) -> str:
        """The value of the header of basic login."""
        pair = f"{self.username}:{self.password}".encode()
        return "Basic " + base64.b64encode(pair).decode()


def credentials_of(name: str, settings: Mapping[str, Json]) -> Credentials:
    """Return the credentials of the context ``name``. Raises BadRequest where keys do not fit together."""
    told = {key: (header_text if key == "token" else body_text)(name, settings, key) for key in _KEYS}
    wanted = told["api"] or ""
    if wanted and wanted not in _WAYS:
        raise BadRequest(
            f"contexts.{name}.api: there is no way to log in called {wanted}",
            advice=f"it is one of {', '.join(_WAYS)}; without it the other keys decide",
        )
    login = Login(wanted) if wanted else _by_keys(told)
    if login is Login.SESSION and told["token"] and not told["password"]:
        login = Login.COOKIE
    missing = [key for key in _NEEDS[login] if not told[key]]
    if missing:
        raise BadRequest(
            f"the context {name} has no {' and no '.join(missing)}, which a {login} login needs",
            advice=f"give contexts.{name}.{missing[0]} (or its _env, _command or keyring form)",
        )
    if login is Login.BASIC and not _is_safe(str(settings.get("url") or "")):
        raise BadRequest(
            f"contexts.{name}: basic login sends the password with every request, and url is not encrypted",
            advice='use https, or leave out api = "basic" to log in once by a session',
        )
    return Credentials(
        login,
        told["username"] or "",
        told["password"] or "",
        told["client_id"] or "",
        told["client_secret"] or "",
        told["token"] or "",
    )


_KEYS = ("api", "username", "password", "client_id", "client_secret", "token")
_WAYS = ("session", "oauth", "basic", "token")
_NEEDS: Mapping[Login, tuple[str, ...]] = {
    Login.SESSION: ("username", "password"),
    Login.BASIC: ("username", "password"),
    Login.OAUTH: ("client_id", "client_secret"),
    Login.TOKEN: ("token",),
    Login.COOKIE: ("token",),
    Login.NONE: (),
}


def _by_keys(told: Mapping[str, str | None]) -> Login:
    if told["client_id"] or told["client_secret"]:
        return Login.OAUTH
    if told["username"] or told["password"]:
        return Login.SESSION
    return Login.TOKEN if told["token"] else Login.NONE


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")
