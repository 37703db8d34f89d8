"""The keys that hold: those of the keymap, and a person's own on top; refused before the console starts."""

from console.config.errors import ConfigError
from console.config.settings import Settings
from console.key_rules import KeymapError, overridden
from console.keymaps import DEFAULT, load_keymap


def keys_in_force(settings: Settings) -> dict[str, str]:
    """Return the keys by binding that are not the built-in ones.

    Refuses a keymap that there is not, keys of what no binding has, and keys that may not be bound. Raises
    ConfigError.
    """
    chosen = settings.console
    try:
        keys = load_keymap(chosen.keymap, chosen.keys)
    except KeymapError as error:
        raise ConfigError(f"{settings.origin('console.keymap')}: console.keymap: {error}") from None
    try:
        overridden(keys)
    except KeymapError as error:
        sources = {settings.origin(f"console.keys.{id_}") for id_ in chosen.keys}
        raise ConfigError(
            f"{', '.join(sorted(sources))}: console.keys: {each}" for each in str(error).splitlines()
        ) from None
    return keys


def origin_of(settings: Settings, binding: str) -> str:
    """Return who gave a binding its keys: a file, a keymap, or nobody."""
    if binding in settings.console.keys:
        return settings.origin(f"console.keys.{binding}")
    keymap = settings.console.keymap
    return f"keymap {keymap}" if keymap != DEFAULT and binding in load_keymap(keymap) else "built in"
