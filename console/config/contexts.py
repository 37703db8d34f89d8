"""Which context is meant, and how the default one is changed for the next start."""

import re
from typing import Final

from console.config.context import Context
from console.config.errors import ConfigError, UnknownContext
from console.config.paths import Paths
from console.config.settings import Settings
from console.core.context_name import ALL, LIST
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
        advice=f"there are {', '.join(known)}; a context is a table [contexts.NAME] of the configuration",
    )


def resolve_contexts(settings: Settings, name: str | None = None) -> tuple[Context, ...]:
    """Return the contexts that ``name`` means, the default one if None: one, ``a,b``, or ``all`` of them.

    Each once, in the order given. Raises UnknownContext.
    """
    wanted = name or settings.default
    if wanted in settings.contexts:
        return (settings.contexts[wanted],)
    if wanted == ALL:
        return tuple(context for _, context in sorted(settings.contexts.items()))
    names = dict.fromkeys(part.strip() for part in wanted.split(LIST) if part.strip())
    if len(names) < 2:
        return (resolve_context(settings, next(iter(names), name)),)
    return tuple(resolve_context(settings, each) for each in names)


def use_context(paths: Paths, settings: Settings, name: str) -> Context:
    """Make ``name`` the default of the next start, in the user's file. A running console is not touched.

    Everything else in the file stays as it was written. Raises UnknownContext, or ConfigError where the
    file cannot be changed by one line.
    """
    # Imported here: only who writes waits for what writing needs.
    from console.config.writing import read_table, rewrite

    context = resolve_context(settings, name)

    def changed(before: str) -> str:
        after = _with_default(before, name)
        if read_table(after) != {**read_table(before), "default": name}:
            raise ConfigError(
                f"{paths.user}: the line of 'default' was not found safely",
                advice=f'Write this line yourself, before the first table: default = "{name}"',
            )
        return after

    rewrite(paths.user, changed)
    return context


def _with_default(text: str, name: str) -> str:
    """Return ``text`` with its line ``default = …`` changed, or with one added at its beginning."""
    line = f'default = "{name}"'
    table = _FIRST_TABLE.search(text)
    head = text[: table.start()] if table else text
    if _DEFAULT_LINE.search(head):
        return _DEFAULT_LINE.sub(lambda _: line, head, count=1) + text[len(head) :]
    return f"{line}\n{text}"
