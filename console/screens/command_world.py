"""What there is to name at the command line: the contexts, views, themes, columns, the jobs seen."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from console.client.views import VIEWS
from console.core.context_name import ALL
from console.core.place import job_of
from console.core.query import fields_with
from console.model import JobDetail
from console.screens.command_complete import Names, World
from console.screens.command_table import Takes

if TYPE_CHECKING:
    from console.screens.framed import FramedScreen

MOST_SEEN: Final = 500
"""Jobs that are offered; who looks for another one uses a query."""


def world_of(screen: "FramedScreen") -> World:
    """Return what can be named from a screen. Nobody is asked: it is what was read already."""
    session, source = screen.desk.session, screen.desk.source
    detail = getattr(screen, "detail", None)
    contexts = {info.name: " ".join(filter(None, (info.backend, info.address))) for info in source.infos()}
    if len(contexts) > 1:
        contexts.setdefault(ALL, "every one of them, in one list")
    nodes: Names = {}
    if isinstance(detail, JobDetail):
        nodes = {node.id: str(node.status) for node in detail.nodes.values()}
    return World(
        {
            Takes.CONTEXTS: contexts,
            Takes.VIEW: {view.name: view.query or "every job" for view in (*VIEWS, *screen.desk.views.own)},
            Takes.JOB: _jobs(screen),
            Takes.NODE: nodes,
            Takes.THEME: _themes(screen),
            Takes.COLUMN: dict.fromkeys(session.capabilities.sortable, ""),
        },
        of=detail.job.id if isinstance(detail, JobDetail) else "",
        fields=fields_with(session.capabilities.query_fields),
    )


def _themes(screen: "FramedScreen") -> Names:
    names: list[str] = list(screen.app.available_themes)  # pyright: ignore[reportUnknownMemberType]
    return dict.fromkeys(sorted(names), "")


def _jobs(screen: "FramedScreen") -> Names:
    """Return the jobs that were seen: this one first, then those of the list."""
    seen: dict[str, str] = {}
    here = screen.here
    job = None if here is None else job_of(here)
    if job is not None:
        seen[job] = "this one"
    for below in reversed(screen.app.screen_stack):  # pyright: ignore[reportUnknownMemberType]
        names: Callable[[], dict[str, str]] | None = getattr(below, "names_seen", None)
        if names is not None:
            seen = {**seen, **names()}
    return dict(list(seen.items())[:MOST_SEEN])
