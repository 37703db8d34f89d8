"""Logs and the stream of changes."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from console.engine.engine import Engine
from console.engine.log_search import END
from console.engine.logs import MOST_LINES
from console.model import Json, LogLine
from console.server.answer import LineStream, answer, document_lines
from console.server.gone import while_wanted
from console.server.life import Life
from console.server.operation import LOG, Operation, Parameter
from console.server.reading import log_ref, number, word
from console.wire.local import job_id, log_end_item, log_run_items, log_window_item
from console.wire.local.log import FollowLine, LogEndDocument, LogSearchDocument, LogWindowDocument, WatchLine


class LogRoutes:
    """The routes that read logs, whole windows or as they grow, and that tell of changes."""

    def __init__(self, engine: Engine, life: Life) -> None:
        self._engine = engine
        self._life = life

    def operations(self) -> tuple[Operation, ...]:
        """Return what is served here."""
        first = Parameter("first", "integer", "the first line's number; negative counts from the end")
        return (
            Operation(
                "GET",
                "/v1/jobs/{job}/log",
                self._window,
                "A run of lines of one execution's log",
                LogWindowDocument,
                (*LOG, first, Parameter("count", "integer", f"how many lines, at most {MOST_LINES}")),
            ),
            Operation(
                "GET",
                "/v1/jobs/{job}/log/end",
                self._end,
                "The last lines of a log that is being counted",
                LogEndDocument,
                (*LOG, Parameter("count", "integer", f"how many lines, at most {MOST_LINES}")),
            ),
            Operation(
                "GET",
                "/v1/jobs/{job}/log/follow",
                self._follow,
                "The lines of one execution's log from a number on, as they come",
                FollowLine,
                (*LOG, Parameter("first", "integer", "the first line's number")),
                stream=True,
            ),
            Operation(
                "GET",
                "/v1/jobs/{job}/log/search",
                self._search,
                "The numbers of the lines that match a regular expression",
                LogSearchDocument,
                (
                    *LOG,
                    Parameter("pattern", description="a regular expression", required=True),
                    Parameter("first", "integer", "where to begin"),
                    Parameter("last", "integer", "before which line to stop; the log's end if not named"),
                    Parameter("limit", "integer", "how many at most"),
                ),
            ),
            Operation(
                "GET",
                "/v1/watch",
                self._watch,
                "Ids of jobs as they change; the first line is empty and comes at once",
                WatchLine,
                stream=True,
            ),
        )

    async def _window(self, request: Request) -> Response:
        count = max(0, min(number(request, "count", 500), MOST_LINES))
        window = await self._engine.log(log_ref(request), first=number(request, "first", 0), count=count)
        return answer(log_window_item(window))

    async def _end(self, request: Request) -> Response:
        count = max(0, min(number(request, "count", 500), MOST_LINES))
        return answer(log_end_item(await self._engine.log_end(log_ref(request), count=count)))

    async def _search(self, request: Request) -> Response:
        search = self._engine.search_log(
            log_ref(request),
            word(request, "pattern"),
            first=max(0, number(request, "first", 0)),
            last=max(0, number(request, "last", END)),
            limit=max(1, min(number(request, "limit", 1000), MOST_LINES)),
        )
        lines = await while_wanted(request, search)
        return answer({"lines": list(lines)})

    async def _follow(self, request: Request) -> Response:
        source = self._engine.follow(log_ref(request), first=max(0, number(request, "first", 0)))
        return LineStream(document_lines(source, _log_lines, stopping=self._life.stopping))

    async def _watch(self, _request: Request) -> Response:
        return LineStream(document_lines(self._engine.watch(), _changes, stopping=self._life.stopping))


def _log_lines(lines: Sequence[LogLine]) -> dict[str, Json]:
    return {"runs": log_run_items(lines)}


def _changes(ids: frozenset[str]) -> dict[str, Json]:
    return {"changed": [job_id(id_) for id_ in sorted(ids)]}
