"""A context: a named backend with its address, its policy, and the ways to its secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

LOCAL: Final = "local"
"""The context that always exists, and the backend that it has."""

SECRETS: Final = ("token", "password", "access_key", "secret_key", "security_token", "client_secret")
"""What a context may hold in secret, by the name that a backend gets it under."""


class How(StrEnum):
    """A way to a secret. The value ends the key that says it: ``token_env``; FILE is the secret itself."""

    VARIABLE = "env"
    COMMAND = "command"
    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Way:
    """Where one secret comes from. ``place`` is a variable, a command or ``service/user`` of the keyring."""

    secret: str
    how: How
    place: str = field(repr=False)  # with FILE it is the secret itself

    @property
    def key(self) -> str:
        """The key of the configuration that says this."""
        return self.secret if self.how is How.FILE else f"{self.secret}_{self.how}"

    @property
    def told(self) -> str:
        """Where the secret comes from, in words that do not tell it."""
        match self.how:
            case How.VARIABLE:
                return f"the variable {self.place}"
            case How.COMMAND:
                return "a command"  # its words may hold a secret of their own
            case How.KEYRING:
                return f"the keyring ({self.place})"
            case How.FILE:
                return "the configuration file"


@dataclass(frozen=True, slots=True)
class Context:
    """A named backend with its address, policy and where its credentials come from.

    ``timeout`` is in seconds. ``ways`` has at most one for each secret. ``options`` are the keys that only
    some backends have.
    """

    name: str
    backend: str = LOCAL
    url: str | None = None
    read_only: bool = False
    protected: bool = False
    timeout: float | None = None
    tls_ca: str | None = None
    tls_verify: bool = True
    username: str | None = None
    ways: tuple[Way, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict[str, str])
    source: Path | None = None
    """The file that the context is written in; None for what is built in."""

    @property
    def unverified(self) -> bool:
        """Whether it speaks TLS to a server whose certificate nobody checks."""
        return not self.tls_verify and self.url is not None and not self.url.lower().startswith("http:")

    @property
    def dangers(self) -> tuple[str, ...]:
        """What is dangerous about the way to its server, a sentence each."""
        found: list[str] = []
        if self.unverified:
            found.append(
                f"the context {self.name} checks no certificate (tls_verify = false): "
                "whoever answers gets its credentials"
            )
        if self.in_the_clear:
            found.append(f"the context {self.name} sends its credentials over http, for everybody to read")
        return tuple(found)

    @property
    def in_the_clear(self) -> bool:
        """Whether its credentials cross a network unencrypted: ``http`` to a host that is not this one."""
        # Imported here: most contexts are not asked.
        from console.config.web import is_loopback, origin_of

        if self.url is None or not (self.ways or self.username):
            return False
        origin = origin_of(self.url)
        return origin is not None and origin.scheme == "http" and not is_loopback(origin.host)


def key_of(secret: str, how: How) -> str:
    """Return the key of the configuration that names this way to a secret."""
    return Way(secret, how, "").key
