"""What a new context still lacks: the same for the questions in a terminal and the refusal without one."""

from collections.abc import Collection

from console.cli.context_options import option_of
from console.config.context import SECRETS, How, key_of
from console.config.needs import NEEDS, Credentials, Needs, is_secret, needs_of


def missing(name: str | None, backend: str | None, keys: Collection[str]) -> tuple[str, ...]:
    """Return the options that have to be given, each with its alternatives, in the order to ask for them."""
    lacks: list[str] = []
    if name is None:
        lacks.append("NAME")
    if backend is None:
        return (*lacks, "--backend")
    needs = needs_of(backend)
    if "url" not in keys and backend in NEEDS:
        lacks.append("--url")
    lacks += _credentials_missing(needs, keys)
    lacks += [option_of(key.name) for key in needs.keys if key.required and key.name not in keys]
    return tuple(lacks)


def has(part: str, keys: Collection[str]) -> bool:
    """Whether a part of some credentials is among the keys, by any of its ways."""
    return part in keys or (is_secret(part) and any(key_of(part, how) in keys for how in How))


def begun(needs: Needs, keys: Collection[str]) -> Credentials | None:
    """Return the credentials of which something is there already."""
    return next((each for each in needs.credentials if any(has(part, keys) for part in each.all)), None)


def _credentials_missing(needs: Needs, keys: Collection[str]) -> list[str]:
    chosen = begun(needs, keys)
    if chosen is not None:
        return [_options(part) for part in chosen.parts if not has(part, keys)]
    if needs.anonymous or not needs.credentials:
        return []
    return [" or ".join(" with ".join(map(_options, each.parts)) for each in needs.credentials)]


def _options(part: str) -> str:
    """Return the options that give a part of some credentials."""
    if part not in SECRETS:
        return option_of(part)
    return "|".join(option_of(key_of(part, how)) for how in How if how is not How.FILE)
