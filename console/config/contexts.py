"""Which context is meant, and how the default one is changed for the next start."""

import os
import re
import tomllib
from pathlib import Path
from typing import Final

from console.config.context import Context
from console.config.errors import ConfigError, UnknownContext
from console.config.paths import Paths
from console.config.settings import Settings
from console.core.suggestion import suggestion

_DEFAULT_LINE: Final = re.compile(r"^[ \t]*(?:default|\"default\")[ \t]*=.*$", re.MULTILINE)
_FIRST_TABLE: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)


def resolve_context(settings: Settings, name: str | None = None) -> Context:
    """Return the context called ``name``, the default one if None. Raises UnknownContext."""
    wanted = name or settings.default
    context = settings.contexts.get(wanted)
    if context is not None:
        return context
    known = sorted(settings.contexts)
    origin = "" if name else f", which {settings.origin('default')} asks for"
    raise UnknownContext(
        f"there is no context '{wanted}'{origin}{suggestion(wanted, known)}",
        advice=f"There are: {', '.join(known)}. A context is a table [contexts.NAME] of the configuration.",
    )


def use_context(paths: Paths, settings: Settings, name: str) -> Context:
    """Make ``name`` the default of the next start, in the user's file. A running console is not touched.

    Everything else in the file stays as it was written. Raises UnknownContext, or ConfigError where the
    file cannot be changed by one line.
    """
    context = resolve_context(settings, name)
    file = Path(os.path.realpath(paths.user))  # a link into a folder of dotfiles stays a link
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        after = _with_default(before, name)
        if _reads(after) != {**_reads(before), "default": name}:
            raise ConfigError(
                f"{file}: the line of 'default' was not found safely",
                advice=f'Write this line yourself, before the first table: default = "{name}"',
            )
        _replace(file, after)
    except OSError as error:
        raise ConfigError(f"{file}: this file cannot be written: {error.strerror}") from None
    return context


def _with_default(text: str, name: str) -> str:
    """Return ``text`` with its line ``default = …`` changed, or with one added at its beginning."""
    line = f'default = "{name}"'
    table = _FIRST_TABLE.search(text)
    head = text[: table.start()] if table else text
    if _DEFAULT_LINE.search(head):
        return _DEFAULT_LINE.sub(lambda _: line, head, count=1) + text[len(head) :]
    return f"{line}\n{text}"


def _reads(text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _replace(file: Path, text: str) -> None:
    """Write ``file`` whole or not at all, with the permissions that it had."""
    import tempfile  # only `context use` writes; every other verb would wait for it

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o600
    descriptor, name = tempfile.mkstemp(prefix=".config-", dir=file.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fchmod(opened.fileno(), mode)
            os.fsync(opened.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
