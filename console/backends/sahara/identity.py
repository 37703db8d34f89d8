"""Who we are to a Sahara, as far as it tells: a token names a project, and that is all one sees of it."""

from collections.abc import Iterator

from console.backends.base import BackendError, Identity
from console.backends.sahara.offers import project_of
from console.backends.sahara.server import Server


async def identity_of(server: Server, project: str | None) -> Identity:
    """Ask for the versions, and for one page of the list as proof that the token is accepted.

    Raises BackendError if the list may not be read.
    """
    page = await server.page(limit=20, marker=None, status=None)
    project = project or project_of(page.executions)
    versions, told = await _versions(server)
    return Identity(
        who=f"project {project}" if project else None,
        may_act=None,
        version=versions,
        clock_difference=server.link.clock_difference,
        notes=tuple(_notes(server, project, told)),
    )


async def _versions(server: Server) -> tuple[str, str]:
    ours = f"API {server.dialect.version}"
    try:
        found = (await server.versions()).versions
    except BackendError as error:
        return ours, f"which other versions it speaks is not known: {error}"
    words = ", ".join(f"{each.id} {each.status.lower()}" if each.status else each.id for each in found)
    missing = server.dialect.version not in {each.id for each in found}
    return (
        f"{ours} (of {words})" if words else ours,
        "" if not missing else f"it does not list {ours} among them",
    )


def _notes(server: Server, project: str | None, told: str) -> Iterator[str]:
    if told:
        yield told
    if project is None:
        yield "which project the token is for is not known: give project_id to tell others' jobs apart"
    yield "whether this token may start or cancel shows only when it does: Sahara's policy decides"
    if not server.dialect.refreshes:
        yield "jobs are as Sahara stored them up to 45 s ago: its v2 refuses to refresh, v1.1 does not"
