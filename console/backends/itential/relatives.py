"""The jobs that have to do with a job: what started it, and what it started."""

import asyncio
from collections.abc import Iterable
from typing import Final

from console.backends.base import BackendError, BadRequest, Forbidden, NotFound, ProtocolError, ServerFault
from console.backends.itential.api import MOST, Api
from console.backends.itential.filters import Filters
from console.backends.itential.reading import Reader
from console.model import Job, JobStatus, Related
from console.wire.itential.document import JobDocument

_MOST_LOOKS: Final = 20
"""Jobs that are read one by one; of more of them only the name and the id are told."""

_AT_ONCE: Final = 4


async def related(reader: Reader, job: str) -> tuple[Related, ...]:
    """Return the parent, the other ancestors, the child jobs and their descendants. Raises NotFound."""
    document = await reader.document(job)
    api = await reader.generation.api()
    below = await _below(reader, api, document) if api.name == "om" else {}
    relations: dict[str, str] = {}
    if document.parent.job:
        relations[document.parent.job] = "parent"
    for id_ in document.ancestors:
        relations.setdefault(id_, "ancestor")
    children = _children(document)
    for id_ in children:
        relations.setdefault(id_, "child")
    for id_, (parent, _) in below.items():
        relations.setdefault(id_, "child" if parent == job else "descendant")
    relations.pop(job, None)
    rows = {id_: row for id_, (_, row) in below.items()}
    missing = [id_ for id_ in relations if id_ not in rows]
    rows |= await _looked_up(reader, missing, children)
    return tuple(Related(relation, rows[id_]) for id_, relation in relations.items())


def _children(document: JobDocument) -> dict[str, str]:
    """Return the names of the child jobs by id, as the tasks tell them."""
    return {
        child.id: child.name or "" for task in document.tasks.values() for child in task.children if child.id
    }


async def _below(reader: Reader, api: Api, document: JobDocument) -> dict[str, tuple[str | None, Job]]:
    """Return everything below a job, with the parent of each: ``ancestors`` finds the whole tree at once."""
    filters = Filters(among={"ancestors": (document.id,)})
    try:
        page = await api.jobs(filters, 0, MOST)
    except (BadRequest, ProtocolError, ServerFault):
        return {}  # a release that cannot be asked so: they are looked up one by one
    rows = reader.rows(page, api, {})
    documents = {each.id: each for each in (reader.masked(item) for item in page.items)}
    # A server that ignores the filter returns everything: only what names the job is below it.
    return {
        row.id: (documents[row.id].parent.job, row)
        for row in rows
        if row.id != document.id and document.id in documents[row.id].ancestors
    }


async def _looked_up(reader: Reader, ids: Iterable[str], names: dict[str, str]) -> dict[str, Job]:
    """Return the jobs of ``ids``; one that cannot be read is told by what is known of it."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def look(id_: str) -> Job:
        async with places:
            try:
                return (await reader.detail(id_)).job
            except (NotFound, Forbidden, ProtocolError, ServerFault) as error:
                return _untold(reader, id_, names.get(id_, ""), error)

    listed = list(ids)
    found = await asyncio.gather(*(look(id_) for id_ in listed[:_MOST_LOOKS]))
    rest = {id_: _untold(reader, id_, names.get(id_, ""), None) for id_ in listed[_MOST_LOOKS:]}
    return dict(zip(listed, found, strict=False)) | rest


def _untold(reader: Reader, id_: str, name: str, error: BackendError | None) -> Job:
    why = "not looked at: there are too many" if error is None else str(error)
    return Job(
        id_,
        name or id_,
        name or "(not told)",
        JobStatus.UNKNOWN,
        reader.context,
        native_status="(not told)",
        reason=why,
        offers=(),
    )
