"""What of the screen can be pasted elsewhere: links that lead back, and the command that shows the same."""

import shlex
from dataclasses import replace

from console.client.session import Session
from console.core.context_name import LIST, full_name
from console.core.link import Link
from console.core.place import ContextsPlace, FormPlace, HelpPlace, JobsPlace, Place, job_of, with_job
from console.model import LogRef


def link_of(session: Session, place: Place) -> Link:
    """Return the link to a place as ``session`` shows it.

    What is about one job, or one workflow, is in its own context, also where several stand in one list.
    """
    if isinstance(place, FormPlace) and place.workflow:
        home = session.home(place.workflow)
        return Link(replace(place, workflow=home.plain(place.workflow)), home.context)
    if isinstance(place, JobsPlace):  # what is so anyway need not be said
        place = replace(place, mine=place.mine or None, order=place.order or None)
    job = job_of(place)
    if job is None:
        return Link(place, session.context)
    home = session.home(job)
    return Link(with_job(place, home.plain(job)), home.context)


def place_in(session: Session, link: Link) -> Place | None:
    """Return where a link leads in what ``session`` shows; None where it leads into another context."""
    context, place = link.context, whole(link.place)
    if context is None or isinstance(place, ContextsPlace | HelpPlace):
        return place
    if sorted(context.split(LIST)) == sorted(session.context.split(LIST)):
        return place
    if not session.is_many or context not in session.connections:
        return None
    if isinstance(place, FormPlace) and place.workflow:
        return replace(place, workflow=full_name(context, place.workflow))
    job = job_of(place)
    return None if job is None else with_job(place, full_name(context, job))


def whole(place: Place) -> Place:
    """Return the place that a link means: of a list that says nothing else everybody's jobs, unordered."""
    if isinstance(place, JobsPlace):
        return replace(place, mine=bool(place.mine), order=place.order or "")
    return place


def logs_command(context: str, ref: LogRef) -> str:
    """Return the command that prints the log ``ref``."""
    words = ["jobconsole", "--context", context, "logs", ref.job]
    return shlex.join([*words, "--node", ref.node, "--execution", str(ref.execution)])


def show_command(context: str, job: str) -> str:
    """Return the command that shows a job."""
    return shlex.join(["jobconsole", "--context", context, "show", job])


def file_name(ref: LogRef) -> str:
    """Return a name for a file that holds the log ``ref``: no separators, nothing hidden."""
    node = "".join(c if c.isalnum() or c in "-_.[]" else "_" for c in ref.node)[:80]
    job = "".join(c if c.isalnum() or c in "-_" else "_" for c in ref.job)[:40]
    return f"{job}-{node}-{ref.execution}.log" if ref.node else f"{job}.log"
