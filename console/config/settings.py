"""The effective settings: what the command line, the environment and two files say, each with its origin."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.config.context import LOCAL, Context
from console.config.errors import ConfigError
from console.config.paths import CONTEXT_VARIABLE, Paths

if TYPE_CHECKING:
    from console.config.document import Document

DEFAULT: Final = "default"
"""The origin of what nobody has set."""

_MOST_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The embedded engine. ``slots`` is how many commands run at a time; ``queues`` bounds some of them."""

    slots: int
    queues: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    """The console on the screen. ``keys`` maps binding ids to keys, over the ``keymap``.

    ``last_list`` is whether the list is kept for the first moment of the next start.
    """

    theme: str = "dark"
    mouse: bool = False
    last_list: bool = True
    keymap: str = "default"
    keys: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. ``origins`` tells where from, for every dotted key."""

    default: str
    contexts: Mapping[str, Context]
    engine: EngineSettings
    console: ConsoleSettings
    origins: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def chosen_slots(self) -> int | None:
        """The engine's slots if somebody chose them; else the host, which knows the default, decides."""
        return None if self.origin("engine.slots") == DEFAULT else self.engine.slots

    def origin(self, key: str) -> str:
        """Return who set ``key``: a file, a variable, an option or ``default``."""
        return self.origins.get(key, DEFAULT)


def built_in() -> Settings:
    """Return the settings of somebody who has no file."""
    return Settings(
        LOCAL,
        {LOCAL: Context(LOCAL)},
        EngineSettings(os.cpu_count() or 1),
        ConsoleSettings(),
    )


def load_settings(
    paths: Paths, *, context: str | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Return the settings: ``context`` of the command line, the environment, the user's file, the system's.

    Raises ConfigError for a file that cannot be read or used, with every mistake in it.
    """
    variables = os.environ if environment is None else environment
    settings = built_in()
    for file in (paths.system, paths.user):
        text = _read(file)
        if text is not None:
            # Imported here: without a file nobody waits for pydantic.
            from console.config.document import parse_document

            settings = _laid_over(settings, parse_document(text, str(file)), file)
    for name, origin in ((variables.get(CONTEXT_VARIABLE), CONTEXT_VARIABLE), (context, "--context")):
        if name:
            origins = {**settings.origins, "default": origin}
            settings = replace(settings, default=name, origins=origins)
    return settings


def _read(file: Path) -> str | None:
    """Return the text of a file that only its owner or root can have written, None where there is none."""
    try:
        with file.open("rb") as opened:
            status = os.fstat(opened.fileno())
            if stat.S_IMODE(status.st_mode) & stat.S_IWOTH or status.st_uid not in (0, os.getuid()):
                advice = "It can name commands that are run for you: make it yours alone (chmod go-w)."
                raise ConfigError(f"{file}: others than you can write this file", advice=advice)
            data = opened.read(_MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{file}: this file cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise ConfigError(f"{file}: this file is larger than a megabyte")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: this file is not UTF-8") from None


def _laid_over(settings: Settings, document: "Document", file: Path) -> Settings:
    """Return ``settings`` with what ``document`` sets. A context is replaced whole, never blended.

    Blending would send one file's credentials to another file's address.
    """
    # Imported here: whoever has no file waits for no model of its tables.
    from console.config.context_table import context_of

    origins = dict(settings.origins)
    source = str(file)
    contexts = dict(settings.contexts)
    for name, table in document.contexts.items():
        contexts[name] = context_of(name, table, file)
        origins[f"contexts.{name}"] = source
    engine, console = settings.engine, settings.console
    if document.engine.slots is not None:
        engine = replace(engine, slots=document.engine.slots)
        origins["engine.slots"] = source
    if document.engine.queues:
        engine = replace(engine, queues={**engine.queues, **document.engine.queues})
        origins |= {f"engine.queues.{name}": source for name in document.engine.queues}
    chosen = document.console.model_dump(exclude={"keys"}, exclude_none=True)
    if chosen or document.console.keys:
        console = replace(console, **chosen, keys={**console.keys, **document.console.keys})
        origins |= {f"console.{key}": source for key in chosen}
        origins |= {f"console.keys.{key}": source for key in document.console.keys}
    default = document.default or settings.default
    if document.default:
        origins["default"] = source
    return Settings(default, contexts, engine, console, origins)
