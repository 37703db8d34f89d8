"""What a place is called where places are listed."""

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
from console.screens.history import History, Visit
from console.screens.picker import Choice, Picker
from console.widgets.cell import Piece, fit, shorten


def words_for(place: Place) -> tuple[str, str]:
    """Return what kind of place it is, and which one."""
    match place:
        case JobsPlace(view=view, query=query, mine=mine, order=order):
            ordered = f"by {order.removeprefix('-')}" if order else ""
            return "jobs", " ".join(filter(None, (view or "needs", "mine" if mine else "", query, ordered)))
        case JobPlace(job=job, node=node):
            return "job", " ".join(filter(None, (job, node)))
        case LogsPlace(job=job, node=node, execution=execution, line=line):
            which = f"execution {execution}" if execution else ""
            return "log", " ".join(filter(None, (job, node, which, _line(line))))
        case JobLogPlace(job=job, line=line):
            return "log", " ".join(filter(None, (job, "all nodes", _line(line))))
        case FormPlace(workflow=workflow, file=file, like=like):
            return "start", workflow or file or f"as job {like}"
        case FilePlace(file=file):
            return "file", file
        case AuditPlace(job=job):
            return "audit", job or "all jobs"
        case HelpPlace(topic=topic):
            return "help", topic or "every key"
        case PausedPlace():
            return "paused", "the inbox"
        case StartPlace(like=like):
            return "start", f"which workflow, or as job {like}" if like else "which workflow"
        case ContextsPlace():
            return "contexts", ""


def history_picker(history: History, context: str) -> Picker:
    """Return a picker of where one has been; its ids are steps from here."""
    rows = [Choice(str(by), _row(visit, context, by)) for by, visit in history]
    return Picker("Where you have been, the latest last", rows, at="0")


def _row(visit: Visit, context: str, by: int) -> tuple[Piece, ...]:
    kind, which = words_for(visit.place)
    where = visit.link.context or ""
    here = () if by else (Piece("  here", "accent"),)
    elsewhere = () if where == context else (Piece(f"  in {shorten(where, 30)}", "warning"),)
    return (Piece(fit(kind, 10), "bold"), Piece(shorten(which, 60)), *elsewhere, *here)


def _line(line: int | None) -> str:
    return "" if line is None else f"line {line:,}"
