"""The host itself: the first word, how it is, how it ends, and the API's own document."""

import os
from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from console.engine.engine import Engine
from console.server.answer import answer
from console.server.caller import Caller
from console.server.life import Life
from console.server.operation import Operation
from console.server.problem import Problem
from console.server.reading import document
from console.version import VERSION
from console.wire.local.document import API_VERSION
from console.wire.local.engine import EngineDocument, HealthDocument, StopDocument, StopRequest
from console.wire.local.failure import FailureKind
from console.wire.moment import moment_text

OWN_PATHS = frozenset({"/v1/health", "/v1/engine", "/v1/engine/stop", "/v1/openapi.json"})
"""What clients of every version may ask, so that an older host can be looked at and stopped."""


class HostRoutes:
    """The routes about the host, not about jobs."""

    def __init__(
        self,
        engine: Engine,
        life: Life,
        identify: Callable[[Request], Caller],
        *,
        socket: str,
        started: datetime,
    ) -> None:
        self._engine = engine
        self._life = life
        self._identify = identify
        self._socket = socket
        self._started = started

    def operations(self) -> tuple[Operation, ...]:
        """Return what is served here."""
        return (
            Operation("GET", "/v1/health", self._health, "Version and process id", HealthDocument),
            Operation("GET", "/v1/engine", self._status, "What the engine is doing", EngineDocument),
            Operation(
                "POST",
                "/v1/engine/stop",
                self._stop,
                "End the host: when nothing runs, or leaving or canceling what runs",
                StopDocument,
                body=StopRequest,
            ),
        )

    async def _health(self, _request: Request) -> Response:
        return answer({"version": VERSION, "api": API_VERSION, "pid": os.getpid()})

    async def _status(self, _request: Request) -> Response:
        status = self._engine.status()
        return answer(
            {
                "pid": status.pid,
                "version": VERSION,
                "socket": self._socket,
                "slots": status.slots,
                "running": status.running,
                "queued": status.queued,
                "jobs": status.jobs,
                "adopted": status.adopted,
                "state_dir": status.state_dir,
                "started": moment_text(self._started),
                "trouble": status.trouble,
            }
        )

    async def _stop(self, request: Request) -> Response:
        asked, caller = await document(request, StopRequest), self._identify(request)
        running = self._engine.status().running
        if running and not asked.force and not asked.kill:
            what = "1 command runs" if running == 1 else f"{running} commands run"
            raise Problem(
                FailureKind.CONFLICT,
                f"the engine cannot stop now: {what}",
                "--force leaves them running for the next host to take over, --kill cancels them first",
            )
        canceled = 0
        if asked.kill:
            canceled = await self._engine.cancel_all(actor=caller.name, reason="the engine is stopped")
        self._life.stop(deliberate=True)
        left = self._engine.status().running
        return answer({"stopping": True, "left_running": left, "canceled": canceled})
