"""Links to the places of the console, ``jobconsole://CONTEXT/…``: written here, and nowhere else.

A link says where to look; it never acts, and never carries a secret. `console.core.link_reading` reads it.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote

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

SCHEME: Final = "jobconsole"
PARAMETER: Final = "p."
"""Stands before a workflow's parameter in the link to its form, so that none is taken for one of ours."""

Steps: TypeAlias = tuple[str, ...]
Asked: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A place and the context that it is in. ``context`` is None where the default one is meant."""

    place: Place
    context: str | None = None

    def __str__(self) -> str:
        steps, asked = _parts(self.place)
        path = "/".join(_quoted(step) for step in steps)
        words = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in asked)
        return f"{SCHEME}://{_quoted(self.context or '', ',')}/{path}{'?' if words else ''}{words}"


def _quoted(text: str, safe: str = "") -> str:
    """Write half a character, which an id may hold, as what no reader of links takes for another."""
    return quote(text, safe=safe, errors="surrogatepass")


def _parts(place: Place) -> tuple[Steps, Asked]:
    """Return the steps of a place's path, and what stands behind the question mark."""
    match place:
        case JobsPlace():
            return ("jobs",), _jobs(place)
        case JobPlace(job=job, node=node):
            return _node(job, node), ()
        case LogsPlace(job=job, node=node, execution=execution, line=line):
            where = ("jobs", job, "attention") if node is None else _node(job, node)
            which = () if execution is None else ("executions", str(execution))
            return (*where, *which, "log"), _line(line)
        case JobLogPlace(job=job, line=line):
            return ("jobs", job, "log"), _line(line)
        case FormPlace():
            return _form(place)
        case FilePlace(file=file):
            return ("file",), (("path", file),)
        case AuditPlace(job=job):
            return ("audit",) if job is None else ("jobs", job, "audit"), ()
        case HelpPlace(topic=topic):
            return ("help", topic) if topic else ("help",), ()
        case PausedPlace():
            return ("paused",), ()
        case StartPlace(like=like):
            return ("start",), (("like", like),) if like else ()
        case ContextsPlace():
            return ("contexts",), ()


def _form(place: FormPlace) -> tuple[Steps, Asked]:
    asked = [(PARAMETER + each, value) for each, value in place.params]
    said = {"name": place.name, "path": place.file, "like": place.like, "priority": place.priority}
    asked += [(name, value) for name, value in said.items() if value]
    return ("start", place.workflow) if place.workflow else ("form",), tuple(asked)


def _node(job: str, node: str | None) -> Steps:
    return ("jobs", job) if node is None else ("jobs", job, "nodes", node)


def _line(line: int | None) -> Asked:
    return () if line is None else (("line", str(line)),)


def _jobs(place: JobsPlace) -> Asked:
    asked: list[tuple[str, str]] = []
    if place.view:
        asked.append(("view", place.view))
    if place.query:
        asked.append(("q", place.query))
    if place.mine is not None:
        asked.append(("mine", "yes" if place.mine else "no"))
    if place.order is not None:
        asked.append(("order", place.order))
    return tuple(asked)
