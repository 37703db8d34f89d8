"""What the platform says of jobs, as our model: lists, one job, versions. Secrets are masked first."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from console.backends.answer import check_job, json_of
from console.backends.base import BackendError, BadRequest, NotFound, ProtocolError, Unauthorized, Unreachable
from console.backends.itential.api import MOST, Api
from console.backends.itential.filters import BEGAN, Asked, Filters, asked_of
from console.backends.itential.generation import Generation
from console.backends.itential.history import History
from console.backends.itential.offers import offered, offered_detail, state_version
from console.backends.itential.secrecy import without_secrets
from console.backends.matching import matching
from console.model import Attention, Job, JobDetail, JobPage, JobStatus, Json
from console.wire.itential.document import JobDocument, TaskDocument
from console.wire.itential.envelope import Page
from console.wire.itential.job import detail_of, read_job, row_of, task_of_iteration
from console.wire.itential.node import prompt_of
from console.wire.values import object_of, text_of

_REMEMBERED: Final = 200
"""Started jobs whose warnings are kept, should the job's own document not repeat them."""

_ACTIVE: Final = Filters(among={"status": ("error", "paused", "running")})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A manual task that waits: its id in the job, and its document."""

    task: str
    document: TaskDocument


class Reader:
    """Reads jobs of one context. ``now`` is the time by the server's clock."""

    def __init__(self, context: str, generation: Generation, now: Callable[[], datetime]) -> None:
        self.context = context
        self.generation = generation
        self._now = now
        self._told: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._history = History()
        self._people: dict[str, str] = {}
        self._asked_names: list[str] | None = None
        self._tells_tasks = True  # until the server refuses to list manual tasks

    # --- one job ------------------------------------------------------------------------------------

    async def raw(self, job: str) -> dict[str, Json]:
        """Return a job's document with its secrets masked. Raises NotFound."""
        if not job or job.strip(".") == "" or len(job) > 200:
            raise NotFound(f"there is no job {job[:200]}", advice="list the jobs to find its id")
        api = await self.generation.api()
        found = await api.job(job)
        check_job(text_of(found.get("_id")), job, self._who)
        return _safe(found, self._who)

    async def document(self, job: str) -> JobDocument:
        """Return a job as the platform tells it. Raises NotFound."""
        return self.read(await self.raw(job))

    def read(self, raw: Mapping[str, Json]) -> JobDocument:
        """Return a masked document as one of a job. Raises ProtocolError."""
        try:
            return read_job(raw)
        except ValueError as error:
            raise ProtocolError(f"{self._who}: {error}") from error

    def masked(self, raw: dict[str, Json]) -> JobDocument:
        """Return an item of a list as a job, with its secrets masked. Raises ProtocolError."""
        return self.read(_safe(raw, self._who))

    async def detail(self, job: str) -> JobDetail:
        """Return one job with its tasks as nodes. Raises NotFound."""
        return (await self.both(job))[0]

    async def both(self, job: str) -> tuple[JobDetail, JobDocument]:
        """Return one job, and the document that it is made of. Raises NotFound."""
        raw = await self.raw(job)
        document = self.read(raw)
        return self.to_detail(document, raw, await self.generation.api()), document

    async def seen(self, job: str, *, history: bool = False) -> tuple[JobDetail, int]:
        """Return one job, and the number by which a later look tells whether it has changed.

        With its ``history`` it tells how earlier iterations ended, too.
        """
        detail, document = await self.both(job)
        version = state_version(document, _waiting_of(detail))
        if history:
            detail = await self._history.told(await self.generation.api(), document, detail)
        return detail, version

    def to_detail(self, document: JobDocument, raw: Mapping[str, Json], api: Api) -> JobDetail:
        """Return a job's document as our model, with what can be done to it now."""
        user, name = document.metrics.user, document.initiator
        if user is not None and name is not None and user != name:
            self._people[user] = name
        return offered_detail(
            detail_of(document, self.context, raw),
            document,
            self._now(),
            resumes_errors=api.resumes_errors,
            told=self.told(document.id),
        )

    def remember(self, job: str, remarks: tuple[str, ...]) -> None:
        """Keep what the server remarked when it started ``job``, to show it with the job."""
        if remarks:
            self._told[job] = remarks
            while len(self._told) > _REMEMBERED:
                self._told.popitem(last=False)

    def told(self, job: str) -> tuple[str, ...]:
        """Return what the server remarked when it started ``job``."""
        return self._told.get(job, ())

    # --- lists --------------------------------------------------------------------------------------

    async def jobs(self, query: str, cursor: str | None, limit: int, *, ours: datetime) -> JobPage:
        """Return one page of the jobs that match ``query``. ``ours`` is the time by our clock."""
        try:
            names = await self._names()
        except Unauthorized:
            # Some accounts may list jobs and not ask who they are; if it is more than that, the list tells.
            names = self._asked_names = []
        asked = asked_of(query, self._now(), ours=ours, me=names[0] if names else None)
        if asked.filters.nothing:
            return JobPage((), total=0)
        limit = max(1, min(limit, MOST))

        async def fetch(at: str | None, count: int) -> JobPage:
            return await self._page(asked, at, count)

        return await matching(fetch, asked.rest, cursor=cursor, limit=limit)

    async def _page(self, asked: Asked, cursor: str | None, limit: int) -> JobPage:
        skip, anchor = _place(cursor)
        newest_first = asked.filters.sort == BEGAN and asked.filters.descending
        api = await self.generation.api()
        page = await api.jobs(asked.filters.until(anchor), skip, limit)
        waiting = await self.waiting(api) if page.items else {}
        rows = self.rows(page, api, waiting)
        if anchor is None and newest_first and rows and rows[0].started is not None:
            anchor = round(rows[0].started.timestamp() * 1000)
        following = None
        if page.following is not None:
            following = str(page.following) if anchor is None else f"{page.following}@{anchor}"
        return JobPage(tuple(row for row in rows if asked.again(row)), following, page.total)

    def rows(self, page: Page, api: Api, waiting: Mapping[str, list[Waiting]]) -> list[Job]:
        """Return the jobs of a page, each once, with what waits in them for a person."""
        found: dict[str, Job] = {}
        for item in page.items:
            document = self.masked(item)
            if document.id in found:
                continue
            row = _with_waiting(self._named(row_of(document, self.context)), waiting.get(document.id, []))
            found[document.id] = offered(
                row, document, self._now(), resumes_errors=api.resumes_errors, told=self.told(document.id)
            )
        return list(found.values())

    def _named(self, row: Job) -> Job:
        """Return a row with the name of its owner, where only the id is told and the name has been seen."""
        return replace(row, owner=self._people.get(row.owner or "", row.owner))

    async def waiting(self, api: Api) -> dict[str, list[Waiting]]:
        """Return the manual tasks that wait, by job. Where we may not ask for tasks, the rows go without."""
        if not self._tells_tasks:
            return {}
        try:
            items = await api.manual_tasks()
        except (Unauthorized, Unreachable):
            raise
        except BackendError:
            self._tells_tasks = False
            return {}
        found: dict[str, list[Waiting]] = {}
        for item in items or ():
            fields = _safe(item, self._who)
            at = object_of(fields.get("job"))
            job, task = text_of(at.get("_id")), text_of(at.get("task"))
            if job and task:
                found.setdefault(job, []).append(Waiting(task, task_of_iteration(fields)))
        return found

    # --- changes ------------------------------------------------------------------------------------

    async def versions(self) -> Mapping[str, int]:
        """Return the versions of the newest jobs, and of those that have not ended, however old."""
        api = await self.generation.api()
        pages = [await api.jobs(Filters(), 0, MOST)]
        if pages[0].following is not None and api.name == "om":
            pages.append(await api.jobs(_ACTIVE, 0, MOST))
        waiting = await self.waiting(api)
        found: dict[str, int] = {}
        for page in pages:
            for item in page.items:
                document = self.masked(item)
                if document.tasks:
                    ids = _waiting_of(detail_of(document, self.context, {}))
                else:
                    ids = tuple(each.task for each in waiting.get(document.id, []))
                found[document.id] = state_version(document, ids)
        return found

    async def version(self, job: str) -> int | None:
        """Return the version of one job, None if it is gone."""
        try:
            return (await self.seen(job))[1]
        except NotFound:
            return None

    # --- the server itself --------------------------------------------------------------------------

    async def whoami(self) -> str | None:
        """Return who we are to the server, None where it does not say. Raises Unauthorized, Unreachable."""
        names = await self._names()
        return names[0] if names else None

    async def me(self) -> frozenset[str]:
        """Return every name and id by which the server knows us; none where it does not say."""
        return frozenset(await self._names())

    async def _names(self) -> list[str]:
        """Return the names by which the server knows us, the best first; asked for once."""
        if self._asked_names is None:
            value = await self._aside("/whoami")
            fields = object_of(value)
            user = object_of(fields.get("user")) or fields
            named = [text_of(user.get(key)) for key in ("username", "name", "_id", "id")]
            self._asked_names = [text for text in (*named, text_of(value)) if text]
            for name in self._asked_names[1:]:
                self._people[name] = self._asked_names[0]
        return self._asked_names

    async def release(self) -> str | None:
        """Return the release that the server says it is, None where it does not say."""
        fields = object_of(await self._aside("/health/server"))
        return text_of(fields.get("release")) or text_of(fields.get("version"))

    async def _aside(self, path: str) -> Json:
        """Return what a route says that need not be there, None where it says nothing of use."""
        session = self.generation.session
        response = await session.read(path)
        if response.status_code == 401:
            raise Unauthorized(
                f"{self._who} does not accept the credentials", advice="they are wrong or have expired"
            )
        try:
            return json_of(response, self._who) if response.is_success else None
        except ProtocolError:
            return None

    @property
    def _who(self) -> str:
        return self.generation.session.who


def _safe(raw: dict[str, Json], who: str) -> dict[str, Json]:
    try:
        return without_secrets(raw)
    except RecursionError:
        raise ProtocolError(f"{who} answered with a document that is nested too deep") from None


def _with_waiting(row: Job, waiting: Iterable[Waiting]) -> Job:
    """Return a row with the manual tasks that wait in it, where it does not tell them itself."""
    tasks = sorted(waiting, key=lambda each: each.task)
    if not tasks or row.total is not None or row.status not in (JobStatus.RUNNING, JobStatus.PAUSED):
        return row
    first = tasks[0]
    name = first.document.summary or first.document.name or first.task
    reason = "; ".join(part for part in (f"{name}: {prompt_of(first.document)}", row.reason) if part)
    return replace(
        row,
        attention=Attention.DECISION,
        reason=reason,
        at=first.task,
        at_more=len(tasks) - 1,
        waiting=len(tasks),
        waiting_node=first.task,
    )


def _waiting_of(detail: JobDetail) -> tuple[str, ...]:
    return tuple(id_ for id_, node in detail.nodes.items() if node.waiting_for is not None)


def _place(cursor: str | None) -> tuple[int, int | None]:
    """Return how many jobs to skip, and the moment by which the first page had begun."""
    if cursor is None:
        return 0, None
    skip, _, anchor = cursor.partition("@")
    if not skip.isdecimal() or (anchor and not anchor.lstrip("-").isdecimal()):
        raise BadRequest(
            f"{cursor}: this is no place in a list of this context", advice="begin the list anew"
        )
    return int(skip), int(anchor) if anchor else None
