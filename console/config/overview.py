"""Every path and effective setting with its origin, as `info` prints it. Secrets are masked."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

from console.config.context import Context, How
from console.config.paths import Paths
from console.config.settings import DEFAULT, Settings
from console.core.secret import MASK

_TOLD_OTHERWISE: Final = ("name", "source", "ways", "options")


@dataclass(frozen=True, slots=True)
class Entry:
    """One path or setting: its dotted key, its value as text, and who set it."""

    key: str
    value: str
    origin: str


def overview(paths: Paths, settings: Settings) -> tuple[Entry, ...]:
    """Return everything that is in effect, paths first."""
    return (*_paths(paths), *_settings(settings))


def _paths(paths: Paths) -> Iterator[Entry]:
    yield Entry("paths.config_dir", str(paths.config.path), paths.config.origin)
    yield Entry("paths.state_dir", str(paths.state.path), paths.state.origin)
    yield Entry("paths.user_file", _with_presence(paths.user.exists(), str(paths.user)), paths.config.origin)
    yield Entry("paths.system_file", _with_presence(paths.system.exists(), str(paths.system)), DEFAULT)
    yield Entry("paths.themes", _with_presence(paths.themes.is_dir(), str(paths.themes)), paths.config.origin)


def _with_presence(there: bool, path: str) -> str:
    return path if there else f"{path} (not there)"


def _settings(settings: Settings) -> Iterator[Entry]:
    yield Entry("default", settings.default, settings.origin("default"))
    for name, context in sorted(settings.contexts.items()):
        for key, value in _of_context(context):
            yield Entry(f"contexts.{name}.{key}", value, settings.origin(f"contexts.{name}"))
    yield Entry("engine.slots", str(settings.engine.slots), settings.origin("engine.slots"))
    for name, slots in sorted(settings.engine.queues.items()):
        value = f"{slots} (not heeded yet: every queue shares the slots)"
        yield Entry(f"engine.queues.{name}", value, settings.origin(f"engine.queues.{name}"))
    console = settings.console
    yield Entry("console.theme", console.theme, settings.origin("console.theme"))
    yield Entry("console.mouse", _word(console.mouse), settings.origin("console.mouse"))
    yield Entry("console.last_list", _word(console.last_list), settings.origin("console.last_list"))
    yield Entry("console.keymap", console.keymap, settings.origin("console.keymap"))
    for name, keys in sorted(console.keys.items()):
        yield Entry(f"console.keys.{name}", keys, settings.origin(f"console.keys.{name}"))


def _of_context(context: Context) -> Iterator[tuple[str, str]]:
    """Yield the fields of a context that say something, `backend` always. A secret is masked."""
    for each in fields(Context):
        value: object = getattr(context, each.name)
        if each.name in _TOLD_OTHERWISE or (each.name != "backend" and value == each.default):
            continue
        yield each.name, _word(value)
    for way in context.ways:
        yield way.key, MASK if way.how is How.FILE else way.place
    yield from context.options.items()


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
