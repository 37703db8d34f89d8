"""The verb that prints what a place of the console shows: for tickets, and without a terminal."""

import shlex

from console.client.views import ViewBook
from console.core.place import (
    AuditPlace,
    ContextsPlace,
    FilePlace,
    FormPlace,
    HelpPlace,
    JobLogPlace,
    JobPlace,
    JobsPlace,
    LogsPlace,
    PausedPlace,
    Place,
    StartPlace,
)


def words_of(place: Place, views: ViewBook | None = None) -> list[str]:
    """Return the verb of a place with its arguments, without the context. It only looks, and never acts.

    ``views`` knows a person's own ones.
    """
    match place:
        case JobsPlace():
            return ["jobs", *_named(_query(place, views or ViewBook()))]
        case JobPlace(job=job, node=node):
            return ["show", *_of_node(node), *_named(job)]
        case LogsPlace(job=job, node=node, execution=execution):
            number = [] if execution is None else ["--execution", str(execution)]
            return ["logs", *_of_node(node), *number, *_named(job)]
        case JobLogPlace(job=job):
            return ["logs", *_named(job)]
        case AuditPlace(job=job):
            return ["audit", *_named(job or "")]
        case PausedPlace():
            return ["paused"]
        case FilePlace(file=file):
            return ["validate", *_named(file)]
        case FormPlace(workflow=workflow):
            return ["workflows", *_named(workflow)]
        case StartPlace():
            return ["workflows"]
        case ContextsPlace():
            return ["context", "list"]
        case HelpPlace():
            return ["keys"]


def command_of(context: str, place: Place, views: ViewBook | None = None) -> str:
    """Return the whole command line that prints a place."""
    return shlex.join(["jobconsole", "--context", context, *words_of(place, views)])


def _query(place: JobsPlace, views: ViewBook) -> str:
    """Return what the list of a place asks for; without a view and a filter that is what needs a person."""
    view = views.named(place.view or ("all" if place.query else "needs"))
    mine = "owner:me" if place.mine else ""
    order = f"sort:{place.order}" if place.order and "sort:" not in place.query else ""
    return " ".join(filter(None, (view.query, place.query, mine, order)))


def _of_node(node: str | None) -> list[str]:
    return [] if node is None else [f"--node={node}"]


def _named(word: str) -> list[str]:
    """Return a word that is no option, whatever it begins with; nothing for an empty one."""
    if not word:
        return []
    return ["--", word] if word.startswith("-") else [word]
