"""What each backend needs of its context: for the checks of the file, and the questions of `context add`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.config.context import LOCAL, SECRETS


@dataclass(frozen=True, slots=True)
class Key:
    """A key of some backends' own, which is no secret. ``choices`` are the values that it may have."""

    name: str
    question: str
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Credentials:
    """One way to prove who we are: the keys and secrets that only make sense together."""

    title: str
    parts: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every key and secret of it."""
        return (*self.parts, *self.optional)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the contexts of one backend say. ``anonymous``: some servers let anybody read."""

    title: str
    example: str
    credentials: tuple[Credentials, ...]
    keys: tuple[Key, ...] = ()
    anonymous: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Every key and secret that it takes, beside the common ones."""
        parts = {part for credentials in self.credentials for part in credentials.all}
        return frozenset(parts | {key.name for key in self.keys})


TOKEN: Final = Credentials("a token", ("token",))
PASSWORD: Final = Credentials("a user and a password", ("username", "password"))
CLIENT: Final = Credentials("an OAuth client", ("client_id", "client_secret"))
SIGNED: Final = Credentials(
    "an access key and a secret key", ("access_key", "secret_key"), ("security_token",)
)

_PROJECT: Final = Key("project_id", "the project's id", required=True)
_WEB: Final = Key("web_url", "where its web pages are, if not at the same host as the API")

NEEDS: Final[Mapping[str, Needs]] = {
    "scale": Needs("Scale", "https://scale.example/api", (TOKEN, PASSWORD), (_WEB,), anonymous=True),
    "itential": Needs(
        "Itential Platform",
        "https://itential.example",
        (PASSWORD, CLIENT, TOKEN),
        (
            Key("dialect", "which generation of the API", choices=("auto", "om", "wfe")),
            Key("api", "how to log in", choices=("session", "oauth", "basic", "token")),
            _WEB,
        ),
    ),
    "aom": Needs("AOM (Huawei Cloud)", "https://aom.region.example", (SIGNED, TOKEN), (_PROJECT,)),
    "mrs": Needs(
        "MRS (Huawei Cloud)",
        "https://mrs.region.example",
        (SIGNED, TOKEN),
        (
            _PROJECT,
            Key("api", "which version of the API", choices=("v2", "v1.1", "v1.1-job-exes")),
            Key("cluster_id", "the cluster's id, which only the API v1.1 can do without"),
            _WEB,
        ),
    ),
    "sahara": Needs(
        "OpenStack Sahara",
        "https://sahara.example:8386",
        (TOKEN,),
        (
            Key("project_id", "the project's id"),
            Key("api", "which version of the API", choices=("v1.1", "v2")),
            _WEB,
        ),
    ),
    "airflow": Needs("Apache Airflow", "https://airflow.example", (TOKEN, PASSWORD)),
}
"""Our backends for servers, by the name that a context says in ``backend =``."""

OTHERS: Final = Needs(
    "a backend of another package",
    "https://jobs.example/api",
    (TOKEN, PASSWORD, SIGNED, CLIENT),
    tuple(
        Key(name, f"the backend's own {name}")
        for name in ("project_id", "cluster_id", "api", "dialect", "web_url")
    ),
    anonymous=True,
)
"""What a backend of somebody else may be told: any of it, all optional."""

NOTHING: Final = Needs("the embedded engine", "", ())
"""The local engine has a socket of its own, and needs to be told nothing."""

OWN_KEYS: Final = ("project_id", "cluster_id", "api", "dialect", "web_url", "client_id")
"""The keys that are no secrets and that only some backends have: `Context.options`."""


def needs_of(backend: str) -> Needs:
    """Return what contexts of this backend say."""
    return NOTHING if backend == LOCAL else NEEDS.get(backend, OTHERS)


def is_secret(part: str) -> bool:
    """Whether a part of some credentials is a secret, with ways to it, or a plain key."""
    return part in SECRETS
