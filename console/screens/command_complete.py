"""What may be typed next at the command line: the commands, and what each of them takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from console.core.columns import COLUMNS
from console.core.query import Completion, FieldSpec, complete
from console.screens.command_table import COMMANDS, Takes, commands_named

MOST: Final = 200
"""Completions that are offered at most."""

Names = Mapping[str, str]
"""What can be named, each with a few words on it."""


@dataclass(frozen=True, slots=True)
class World:
    """What there is to name at the moment, by what takes it; ``nodes`` are those of the job ``of``."""

    names: Mapping[Takes, Names] = field(default_factory=dict[Takes, Names])
    of: str = ""
    fields: tuple[FieldSpec, ...] = ()


_OF_VIEWS: Final = {
    "save": "save NAME [5 to 9]: keep this list as a view of your own",
    "delete": "delete NAME: forget a view of your own",
    "list": "list: those of your own",
}

NOTHING: Final = World()
"""Nothing is known yet but the commands."""


def complete_command(text: str, cursor: int, world: World = NOTHING) -> list[Completion]:
    """Return what may stand at ``cursor``, a column of ``text``: commands, then what the command takes."""
    head, space, rest = text.partition(" ")
    if cursor <= len(head):
        return _commands(text[:cursor], len(head) + len(space))
    found = commands_named(head)
    if len(found) != 1:
        return []
    takes, start = COMMANDS[found[0]].takes, len(head) + 1
    if takes and takes[0] is Takes.QUERY:
        return [_moved(each, start) for each in complete(rest, cursor - start, world.fields)]
    before = text[start:cursor]
    number = before.count(" ")
    if number >= len(takes):
        return []
    first = start + before.rfind(" ") + 1
    end = text.find(" ", cursor)
    names = _names(takes[number], text[start:].split(" "), world)
    return list(_words(names, text[first:cursor], first, len(text) if end < 0 else end, takes[number]))


def usage_hint(text: str) -> str:
    """Return the help of the command that is being typed, empty while it is not known which."""
    head = text.lstrip().partition(" ")[0]
    found = commands_named(head) if head else ()
    return COMMANDS[found[0]].line if len(found) == 1 else ""


def _commands(typed: str, end: int) -> list[Completion]:
    return [
        Completion(f"{name} " if info.takes else name, 0, end, info.about)
        for name, info in COMMANDS.items()
        if name.startswith(typed)
    ]


def _names(takes: Takes, words: list[str], world: World) -> Names:
    if takes is Takes.NODE and words[0] != world.of:
        return {}
    if takes is Takes.COMMAND:
        return {name: info.about for name, info in COMMANDS.items()}
    if takes is Takes.COLUMNS:
        return {**COLUMNS, "default": "the usual ones"}
    if takes is Takes.VIEW:
        return {**world.names.get(takes, {}), **_OF_VIEWS}
    return world.names.get(takes, {})


def _words(names: Names, typed: str, first: int, end: int, takes: Takes) -> Iterable[Completion]:
    """Yield the names that begin with what is typed, then those that have it in them."""
    if takes in (Takes.CONTEXTS, Takes.COLUMNS) and "," in typed:
        taken = set(typed.split(",")[:-1])
        names = {name: about for name, about in names.items() if name not in taken}
        first += typed.rfind(",") + 1
        typed = typed.rpartition(",")[2]
    sign = "-" if takes is Takes.COLUMN and typed.startswith("-") else ""
    wanted = typed.removeprefix(sign).casefold()
    begin = [name for name in names if name.casefold().startswith(wanted)]
    within = [name for name in names if name not in begin and wanted in f"{name} {names[name]}".casefold()]
    for name in [*begin, *(within if wanted else ())][:MOST]:
        yield Completion(f"{sign}{_quoted(name)}", first, end, names[name])


def _quoted(name: str) -> str:
    """Return a name as the command line takes it as one word."""
    import shlex

    return name if all(c.isalnum() or c in "-_./:@[],+#" for c in name) else shlex.quote(name)


def _moved(completion: Completion, by: int) -> Completion:
    return Completion(completion.text, completion.start + by, completion.end + by, completion.help)
