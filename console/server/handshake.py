"""What surrounds every request: both sides' versions, the count of requests, and the end of the host."""

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.server.answer import answer
from console.server.life import Life
from console.server.problem import STOPPING, Problem
from console.version import VERSION
from console.wire.local.document import API_HEADER, API_VERSION, VERSION_HEADER
from console.wire.local.failure import RESTART, FailureKind


class Handshake:
    """Refuses clients of another version, except on ``open_paths``, and says our own version in every answer.

    A client that names no version is let in: a person with curl.
    """

    def __init__(self, app: ASGIApp, life: Life, open_paths: Iterable[str]) -> None:
        self.app = app
        self._life = life
        self._open = frozenset(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        with self._life.request():
            problem = None if scope["path"] in self._open else self._problem(Headers(scope=scope))
            app = self.app if problem is None else answer(problem.body, problem.status)
            await app(scope, receive, _with_versions(send))

    def _problem(self, headers: Headers) -> Problem | None:
        if self._life.stopping.is_set():
            return STOPPING
        api = headers.get(API_HEADER, API_VERSION)
        if api != API_VERSION:
            return Problem(
                FailureKind.VERSION,
                f"the host speaks version {API_VERSION} of the API, and the client version {api}",
                RESTART,
            )
        version = headers.get(VERSION_HEADER, VERSION)
        if version != VERSION:
            return Problem(
                FailureKind.VERSION,
                f"the host is Job Console {VERSION}, and the client is {version}",
                RESTART,
            )
        return None


def _with_versions(send: Send) -> Send:
    async def send_versions(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers[API_HEADER] = API_VERSION
            headers[VERSION_HEADER] = VERSION
        await send(message)

    return send_versions
