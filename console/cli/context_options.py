"""The options of `context add`: one for every key that a context may have, made from the table of needs."""

import shlex
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from console.config.context import SECRETS, How, key_of
from console.config.needs import NEEDS, OWN_KEYS

if TYPE_CHECKING:
    from console.cli.options import Options
    from console.config.adding import Value

_WAYS: Final = {
    How.VARIABLE: ("VARIABLE", "an environment variable"),
    How.COMMAND: ("COMMAND", "the first line that a command prints"),
    How.KEYRING: ("SERVICE/USER", "the system's keyring"),
}
TEXTS: Final = ("backend", "url", "username", *OWN_KEYS, "tls_ca", "timeout")
"""The keys that are given as they are."""


_METAVARS: Final = {"backend": "NAME", "url": "URL", "web_url": "URL", "tls_ca": "FILE", "timeout": "TIME"}


def option_of(key: str) -> str:
    """Return the option for a key of the configuration."""
    return f"--{key.replace('_', '-')}"


def add_options(parser: ArgumentParser) -> None:
    """Add the options to ``parser``. What is not given is not set: a question may ask for it."""
    entry = parser.add_argument_group("the entry (in a terminal, what is needed and missing is asked for)")
    questions = {
        "backend": "what answers there: scale, itential, aom, mrs, sahara, or that of another package",
        "url": "the address of the API",
        "username": "who you are there",
        "client_id": "itential: the id of an OAuth client",
        "tls_ca": "a PEM file with the authority to trust",
        "timeout": "how long an answer may take, such as 30s",
    }
    for key in TEXTS:
        help_ = questions.get(key) or _question(key)
        entry.add_argument(option_of(key), metavar=_METAVARS.get(key, "TEXT"), default=SUPPRESS, help=help_)
    entry.add_argument(
        "--no-tls-verify", action="store_true", default=SUPPRESS, help="check no certificate (dangerous)"
    )
    entry.add_argument(
        "--protected", action="store_true", default=SUPPRESS, help="ask for more before acting there"
    )
    secrets = parser.add_argument_group("secrets: one way for each; none is given on the command line itself")
    for secret in SECRETS:
        for how, (metavar, words) in _WAYS.items():
            option, help_ = option_of(key_of(secret, how)), f"the {secret.replace('_', ' ')} is in {words}"
            secrets.add_argument(option, metavar=metavar, default=SUPPRESS, help=help_)
    secrets.add_argument(
        "--token-stdin",
        action="store_true",
        default=SUPPRESS,
        help="read the token from standard input and keep it in the file, closed to others",
    )


def _question(key: str) -> str:
    """Return what a backend's own key is, with the backends that have it."""
    askers: dict[str, list[str]] = {}
    for backend, needs in NEEDS.items():
        for each in needs.keys:
            if each.name == key:
                askers.setdefault(each.question, []).append(backend)
    return "; ".join(f"{', '.join(backends)}: {question}" for question, backends in askers.items())


def as_command(name: str, keys: "Mapping[str, Value]") -> str:
    """Return the command that would add an entry with these keys. A secret itself is not in it."""
    words = ["jobconsole", "context", "add", name]
    for key, value in keys.items():
        if key in SECRETS:
            words.append(option_of(f"{key}_stdin"))
        elif key == "tls_verify":
            words.append("--no-tls-verify")
        elif isinstance(value, bool):
            words.append(option_of(key))
        else:
            words += [option_of(key), str(value)]
    return shlex.join(words)


def keys_given(options: "Options") -> dict[str, str | bool]:
    """Return the keys of the entry that the command line gives."""
    given = vars(options)
    keys = [*TEXTS, *(key_of(secret, how) for secret in SECRETS for how in _WAYS)]
    found: dict[str, str | bool] = {key: str(given[key]) for key in keys if key in given}
    if given.get("no_tls_verify"):
        found["tls_verify"] = False
    if given.get("read_only"):
        found["read_only"] = True
    if given.get("protected"):
        found["protected"] = True
    return found
