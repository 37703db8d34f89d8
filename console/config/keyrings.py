"""The system's keyring, by the library `keyring`: an extra of ours, asked where a context names an entry."""

from typing import TYPE_CHECKING, Final

from console.config.errors import ConfigError

if TYPE_CHECKING:
    from types import ModuleType

_INSTEAD: Final = "Name a variable (…_env) or a command (…_command) instead."


def read_keyring(key: str, entry: str) -> str:
    """Return the secret of ``service/user``. Raises ConfigError, whose sentences begin with ``key``."""
    service, user = _parts(key, entry)
    secret = stored(key, entry)
    if not secret:
        raise ConfigError(
            f"{key}: the keyring has no secret of {user} at {service}",
            advice=f"Store it: keyring set {service} {user}",
        )
    return secret


def stored(key: str, entry: str) -> str | None:
    """Return the secret of ``service/user``, None where the keyring has none. Raises ConfigError."""
    service, user = _parts(key, entry)
    library = _library(key)
    try:
        return library.get_password(service, user)
    except Exception as error:  # noqa: BLE001 - a driver raises what its own library does
        raise _failed(key, error) from None


def store(key: str, entry: str, secret: str) -> None:
    """Keep a secret in the keyring as ``service/user``. Raises ConfigError."""
    service, user = _parts(key, entry)
    library = _library(key)
    try:
        library.set_password(service, user, secret)
    except Exception as error:  # noqa: BLE001 - a driver raises what its own library does
        raise _failed(key, error) from None


def _parts(key: str, entry: str) -> tuple[str, str]:
    service, _, user = entry.partition("/")
    if not service or not user:
        raise ConfigError(f"{key}: this must be the entry of a keyring, as service/user")
    return service, user


def _library(key: str) -> "ModuleType":
    try:
        import keyring
    except ImportError:
        raise ConfigError(
            f"{key}: the package 'keyring' is not installed",
            advice=f"Install it beside jobconsole: pip install 'jobconsole[keyring]'. {_INSTEAD}",
        ) from None
    return keyring


def _failed(key: str, error: Exception) -> ConfigError:
    """Return what is told of a keyring's failure: its drivers raise what their own libraries do."""
    from keyring.errors import InitError, KeyringLocked, NoKeyringError

    if isinstance(error, NoKeyringError | InitError):
        return ConfigError(
            f"{key}: there is no keyring here, as is usual without a desktop (over SSH)",
            advice=_INSTEAD,
        )
    if isinstance(error, KeyringLocked):
        return ConfigError(f"{key}: the keyring is locked", advice=f"Unlock it and try again. {_INSTEAD}")
    # The text of an unknown error may quote what was to be stored.
    return ConfigError(f"{key}: the keyring cannot be used: {type(error).__name__}", advice=_INSTEAD)
