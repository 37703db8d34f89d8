"""`context add`: a new context, from options or from answers, checked and written into the user's file."""

import asyncio
from typing import TYPE_CHECKING

from console.cli.connection import open_table, settings_of
from console.cli.context_missing import missing
from console.cli.context_options import as_command, keys_given
from console.cli.exits import Exit, Failure, usage
from console.cli.options import Options
from console.cli.terminal import Terminal
from console.config.adding import Entry, Value, add_context, context_in, name_mistake
from console.config.context import LOCAL, Context, How
from console.config.errors import ConfigError
from console.config.paths import Paths
from console.config.settings import Settings

if TYPE_CHECKING:
    from console.backends.base import Backend


def add(options: Options, terminal: Terminal, name: str | None) -> int:
    """Write the entry. In a terminal what is missing is asked for; elsewhere it is usage, and named."""
    paths, settings = settings_of(options)
    _check_name(settings, name)
    keys: dict[str, Value] = dict(keys_given(options))
    backend = _backend(keys)
    lacks = missing(name, backend, _with_stdin(keys, options))
    if not lacks:
        _take_token(options, terminal, keys)
        entry = Entry(name or "", keys)
        _check(entry, paths, terminal)
        _tell_unready(context_in(entry, paths.user), terminal)
    elif terminal.can_ask:
        entry = _asked(name, keys, paths, settings, terminal)
    else:
        raise usage("this is missing, and nobody can be asked here:", *(f"  {each}" for each in lacks))
    file = add_context(paths, settings, entry)
    terminal.say(f"{entry.name} is in {file}", f"next: jobconsole context test {entry.name}")
    return Exit.DONE


def _check_name(settings: Settings, name: str | None) -> None:
    mistake = None if name is None else name_mistake(settings, name)
    if mistake is not None:
        raise usage(mistake, "Choose another name, or change that table with an editor.")


def _backend(keys: dict[str, Value]) -> str | None:
    """Return the backend that was named, if one was. Raises Failure where it is none for a new context."""
    from console.backends.registry import kinds
    from console.core.suggestion import suggestion

    if "backend" not in keys:
        return None
    backend, known = str(keys["backend"]), [kind for kind in kinds() if kind != LOCAL]
    if backend not in known:
        raise usage(
            f"there is no backend '{backend}'{suggestion(backend, known)}",
            f"The installed ones are {', '.join(known)}; others come as packages of their own.",
        )
    return backend


def _with_stdin(keys: dict[str, Value], options: Options) -> set[str]:
    return {*keys, "token"} if getattr(options, "token_stdin", False) else set(keys)


def _take_token(options: Options, terminal: Terminal, keys: dict[str, Value]) -> None:
    if not getattr(options, "token_stdin", False):
        return
    if terminal.can_ask:
        token = terminal.asked_hidden("The token (not shown): ")
    else:
        token = terminal.stdin.readline().strip()
    if not token:
        raise usage("--token-stdin: there is no token on standard input")
    keys["token"] = token


def _asked(
    name: str | None, keys: dict[str, Value], paths: Paths, settings: Settings, terminal: Terminal
) -> Entry:
    """Ask until the entry is whole and somebody has agreed to it."""
    # Imported here: who gives everything as options waits for no questions.
    from console.backends.base import BackendError
    from console.backends.registry import kinds
    from console.cli.context_questions import ContextQuestions
    from console.cli.questions import Questions

    questions = Questions(terminal)
    questions.tell(f"A new context for {paths.user}; it is written after the last question. ctrl-c leaves.")
    asking = ContextQuestions(questions, keys)
    backend = str(keys.get("backend") or asking.backend([kind for kind in kinds() if kind != LOCAL]))
    keys["backend"] = backend
    chosen = name or asking.name(settings, backend)
    asking.rest(chosen, backend)
    entry = Entry(chosen, keys)
    questions.tell("", *entry.text(masked=True).splitlines(), "")
    try:
        _check(entry, paths, terminal)
    except (BackendError, ConfigError):
        questions.tell("Nothing was written. What you answered, to be mended and given again:")
        questions.tell(f"  {as_command(chosen, keys)}")
        raise
    if not questions.yes(f"Write this into {paths.user}?", default=True):
        raise Failure(Exit.FAILED, "nothing was written")
    return entry


def _check(entry: Entry, paths: Paths, terminal: Terminal) -> None:
    """Refuse what the file or the backend would refuse later; tell what is dangerous."""
    context = context_in(entry, paths.user)
    asyncio.run(_check_backend(context))
    for warning in context.dangers:
        terminal.tell(f"warning: {warning}")


def _tell_unready(context: Context, terminal: Terminal) -> None:
    """Tell which secrets cannot be had yet: the entry may be written before they are there."""
    from console.config.credentials import secret_of

    for way in context.ways:
        if way.how in (How.VARIABLE, How.KEYRING):  # a command might ask somebody
            try:
                secret_of(context, way)
            except ConfigError as error:
                terminal.tell(*(f"warning: {line}" for line in (*error.mistakes, error.advice) if line))


async def _check_backend(context: Context) -> None:
    """Make the backend, which connects to nothing, with something in the place of each secret."""
    from console.backends.registry import create

    stand_ins = {way.secret: "x" for way in context.ways}
    backend: Backend = create(context.backend, context.name, {**open_table(context), **stand_ins})
    await backend.close()
