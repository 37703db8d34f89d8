"""Where a context's secrets come from. They are fetched when they are needed, and never shown."""

import os
import shlex
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from console.config.errors import ConfigError
from console.config.settings import Context
from console.core.secret import MASK

_PATIENCE: Final = 120.0  # seconds; a password manager may ask for its own passphrase first


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A text that does not show itself in messages, logs and debuggers."""

    value: str

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__


def token(context: Context, environment: Mapping[str, str] | None = None) -> Secret | None:
    """Return the context's token, None if it has none. Raises ConfigError where it cannot be had."""
    key = f"contexts.{context.name}"
    ways = [name for name in ("token_env", "token_command", "token") if getattr(context, name) is not None]
    if len(ways) > 1:
        raise ConfigError(f"{context.source}: {key}: {' and '.join(ways)} are given; keep one of them")
    if context.token_env is not None:
        return _from_variable(f"{key}.token_env", context.token_env, environment)
    if context.token_command is not None:
        return _from_command(f"{key}.token_command", context.token_command)
    if context.token is not None:
        return _from_file(f"{key}.token", context)
    return None


def password(context: Context, environment: Mapping[str, str] | None = None) -> Secret | None:
    """Return the password that goes with ``context.username``, None if there is none. Raises ConfigError."""
    key = f"contexts.{context.name}"
    if context.username is None:
        return None
    if context.password_env is not None:
        return _from_variable(f"{key}.password_env", context.password_env, environment)
    if context.password_command is not None:
        return _from_command(f"{key}.password_command", context.password_command)
    raise ConfigError(f"{context.source}: {key}: a username needs password_env or password_command")


def _from_variable(key: str, name: str, environment: Mapping[str, str] | None) -> Secret:
    value = (os.environ if environment is None else environment).get(name)
    if not value:
        raise ConfigError(f"{key}: the variable {name} is not set")
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


def _from_file(key: str, context: Context) -> Secret:
    """Return the plain token of a file that nobody else can read."""
    if context.source is None or context.token is None:
        raise ConfigError(f"{key}: this token is of no file")
    if stat.S_IMODE(context.source.stat().st_mode) & 0o077:
        raise ConfigError(
            f"{context.source}: {key}: others can read this file, so the token in it is refused",
            advice=f"Close the file (chmod 600 {context.source}), or name a token_command or token_env.",
        )
    return Secret(context.token)
