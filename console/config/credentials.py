"""Where a context's secrets come from. They are fetched when they are needed, and never shown."""

import os
import shlex
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.config.context import Context, How, Way
from console.config.errors import ConfigError
from console.core.secret import MASK

_PATIENCE: Final = 120.0  # seconds; a password manager may ask for its own passphrase first


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that does not show itself in messages, logs and debuggers."""

    value: str

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__


def secrets_of(context: Context, environment: Mapping[str, str] | None = None) -> dict[str, Secret]:
    """Return the context's secrets by their plain names (``token`` …).

    Raises ConfigError where one cannot be had.
    """
    return {way.secret: secret_of(context, way, environment) for way in context.ways}


def secret_of(context: Context, way: Way, environment: Mapping[str, str] | None = None) -> Secret:
    """Return what one way leads to. Raises ConfigError where that is nothing."""
    key = f"contexts.{context.name}.{way.key}"
    match way.how:
        case How.VARIABLE:
            return _from_variable(key, way.place, environment)
        case How.COMMAND:
            return _from_command(key, way.place)
        case How.KEYRING:
            # Imported here: it brings a package that few need.
            from console.config.keyrings import read_keyring

            return Secret(read_keyring(key, way.place))
        case How.FILE:
            return _from_file(key, context, way.place)


def _from_variable(key: str, name: str, environment: Mapping[str, str] | None) -> Secret:
    value = (os.environ if environment is None else environment).get(name)
    if not value:
        raise ConfigError(
            f"{key}: the variable {name} is not set",
            advice=f"Set it before you start jobconsole: export {name}=…",
        )
    return Secret(value)


def _from_command(key: str, command: str) -> Secret:
    """Run the command, without a shell, and return the first line of what it prints."""
    try:
        words = shlex.split(command)
        done = subprocess.run(words, stdout=subprocess.PIPE, timeout=_PATIENCE, check=False)
    except (ValueError, IndexError):
        raise ConfigError(f"{key}: this is no command") from None
    except subprocess.TimeoutExpired:
        raise ConfigError(f"{key}: the command did not answer for {_PATIENCE:.0f} s") from None
    except OSError as error:
        raise ConfigError(f"{key}: the command cannot be run: {error.strerror}") from None
    first = done.stdout.decode(errors="replace").partition("\n")[0].strip()
    if done.returncode != 0:
        raise ConfigError(f"{key}: the command ended with exit code {done.returncode}")
    if not first:
        raise ConfigError(f"{key}: the command printed nothing")
    return Secret(first)


def _from_file(key: str, context: Context, value: str) -> Secret:
    """Return the plain secret of a file that nobody else can read."""
    if context.source is None:
        raise ConfigError(f"{key}: this is of no file")
    if stat.S_IMODE(context.source.stat().st_mode) & 0o077:
        raise ConfigError(
            f"{context.source}: {key}: others can read this file, so the secret in it is refused",
            advice=f"Close the file (chmod 600 {context.source}), or use another way to the secret.",
        )
    return Secret(value)
