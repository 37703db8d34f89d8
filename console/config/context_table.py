"""``[contexts.NAME]``: the keys that it may have, and the context that they make."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from console.config.context import LOCAL, SECRETS, Context, How, Way, key_of
from console.config.errors import ConfigError
from console.config.needs import NEEDS, OWN_KEYS, Needs, is_secret, needs_of
from console.config.table import Name, Seconds, Table, Text
from console.config.web import mistake_in


class ContextTable(Table):
    """The table as it is written."""

    backend: Name = LOCAL
    url: Text | None = None
    token: SecretStr | None = None
    token_env: Text | None = None
    token_command: Text | None = None
    token_keyring: Text | None = None
    username: Text | None = None
    password_env: Text | None = None
    password_command: Text | None = None
    password_keyring: Text | None = None
    access_key_env: Text | None = None
    access_key_command: Text | None = None
    access_key_keyring: Text | None = None
    secret_key_env: Text | None = None
    secret_key_command: Text | None = None
    secret_key_keyring: Text | None = None
    security_token_env: Text | None = None
    security_token_command: Text | None = None
    security_token_keyring: Text | None = None
    client_id: Text | None = None
    client_secret_env: Text | None = None
    client_secret_command: Text | None = None
    client_secret_keyring: Text | None = None
    project_id: Text | None = None
    cluster_id: Text | None = None
    api: Text | None = None
    dialect: Text | None = None
    web_url: Text | None = None
    tls_ca: Text | None = None
    tls_verify: bool = True
    read_only: bool = False
    protected: bool = False
    timeout: Seconds | None = None


_COMMON: Final = ("backend", "url", "username", "tls_ca", "tls_verify", "read_only", "protected", "timeout")
_OF_LOCAL: Final = frozenset({"backend", "read_only", "protected"})


def context_of(name: str, table: ContextTable, file: Path) -> Context:
    """Return the context that a table of ``file`` makes. Raises ConfigError with every mistake in it."""
    ways = tuple(_ways(table))
    mistakes = [f"{file}: contexts.{name}{each}" for each in _mistakes(table, ways)]
    if mistakes:
        raise ConfigError(mistakes)
    options = {key: value for key in OWN_KEYS if (value := getattr(table, key)) is not None}
    return Context(name, **table.model_dump(include=set(_COMMON)), ways=ways, options=options, source=file)


def _ways(table: ContextTable) -> Iterator[Way]:
    for secret in SECRETS:
        for how in How:
            key = key_of(secret, how)
            if key not in table.model_fields_set:
                continue
            value: str | SecretStr = getattr(table, key)
            yield Way(secret, how, value.get_secret_value() if isinstance(value, SecretStr) else value)


def _mistakes(table: ContextTable, ways: tuple[Way, ...]) -> Iterator[str]:
    """Yield what is wrong, each after the context's name: nothing is accepted and then ignored."""
    if table.backend == LOCAL:
        for key in ContextTable.model_fields:
            if key in table.model_fields_set - _OF_LOCAL:
                yield f".{key}: the local engine is reached by its own socket and takes no {key}"
        return
    needs = needs_of(table.backend)
    given = {way.secret for way in ways} | {
        key for key in ("username", *OWN_KEYS) if key in table.model_fields_set
    }
    for key in ContextTable.model_fields:
        if key in table.model_fields_set and _part(key, ways) in given - needs.names:
            yield f".{key}: the backend '{table.backend}' does not take this"
    yield from _two_ways(ways)
    yield from _halves(needs, given & needs.names)
    yield from _bad_values(table)


def _part(key: str, ways: tuple[Way, ...]) -> str:
    """Return the secret that a key is a way to, or the key itself."""
    return next((way.secret for way in ways if way.key == key), key)


def _two_ways(ways: tuple[Way, ...]) -> Iterator[str]:
    for secret in SECRETS:
        keys = [way.key for way in ways if way.secret == secret]
        if len(keys) > 1:
            yield f": {' and '.join(keys)} are given; keep one of them"


def _halves(needs: Needs, given: set[str] | frozenset[str]) -> Iterator[str]:
    """Yield the credentials of which only a part is there."""
    for credentials in needs.credentials:
        missing = [part for part in credentials.parts if part not in given]
        if missing and given & set(credentials.all):
            there = next(part for part in credentials.all if part in given)
            yield f": {said(there)} needs {' and '.join(map(said, missing))}"


def said(part: str) -> str:
    """Return the keys by which a part of some credentials is given."""
    return f"{part}_env, {part}_command or {part}_keyring" if is_secret(part) else part


def _bad_values(table: ContextTable) -> Iterator[str]:
    for key in ("url", "web_url"):
        address: str | None = getattr(table, key)
        # A backend of somebody else may have addresses of another kind, but no password in one.
        if address is None or (table.backend not in NEEDS and "@" not in address):
            continue
        if (mistake := mistake_in(address)) is not None:
            yield f".{key}: {mistake}"
    for way in _ways(table):
        if way.how is How.KEYRING and not all(way.place.partition("/")):
            yield f".{way.key}: this must be the entry of a keyring, as service/user"
