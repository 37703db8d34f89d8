"""Web addresses: whose they are, what they name there, and whether they stay on this machine."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

PORTS: Final = {"http": 80, "https": 443}
"""The schemes that we speak, with the port that each has without a word."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: who gets what is sent to an address. The host is in lower case."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if PORTS[self.scheme] == self.port else f":{self.port}")


def origin_of(url: str) -> Origin | None:
    """Return who an address belongs to, None where it is no web address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not host:
        return None
    return Origin(parts.scheme, host.rstrip("."), port if port is not None else PORTS[parts.scheme])


def path_below(url: str, base: str) -> str | None:
    """Return what the path of ``url`` says after that of ``base``, None where it is of another place.

    The places are compared by origin and whole steps of the path. An address with a user in it is of none.
    """
    owner = origin_of(url.strip())
    if owner is None or owner != origin_of(base):
        return None
    asked, prefix = urlsplit(url.strip()), urlsplit(base).path.rstrip("/")
    if "@" in asked.netloc or not f"{asked.path}/".startswith(f"{prefix}/"):
        return None
    return asked.path[len(prefix) :]


def is_loopback(host: str) -> bool:
    """Whether what is sent to ``host`` never leaves this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def mistake_in(url: str) -> str | None:
    """Return what is wrong with a server's address, None where nothing is. Does not repeat the address.

    An address with a user or password in it is refused: it would be shown wherever the address is.
    """
    if any(character.isspace() or not character.isprintable() for character in url):
        return "an address holds no spaces and no control characters"
    if origin_of(url) is None:
        return "this must be an address such as https://jobs.example/api"
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        return "an address holds no user and password; give username and password_env, or a token"
    if parts.query or parts.fragment:
        return "the address of a server ends before '?' and '#'"
    return None
