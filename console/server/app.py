"""The engine over HTTP: one Starlette app for the background host and for a served one."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.engine.engine import Engine
from console.engine.errors import EngineError
from console.model import Json
from console.server.action_routes import ActionRoutes
from console.server.answer import answer
from console.server.caller import Caller, caller_of
from console.server.handshake import Handshake
from console.server.host_routes import OWN_PATHS, HostRoutes
from console.server.job_routes import JobRoutes
from console.server.life import Life
from console.server.log_routes import LogRoutes
from console.server.openapi import openapi_document
from console.server.operation import Operation
from console.server.problem import Problem, problem_of
from console.wire.local.failure import FailureKind, failure_item


def create_app(
    engine: Engine,
    life: Life,
    *,
    socket: str = "",
    identify: Callable[[Request], Caller] = caller_of,
    started: datetime | None = None,
) -> Handshake:
    """Return the app that answers for ``engine``. Starting and closing the engine is the caller's matter.

    ``identify`` says who asks, ``socket`` is where the host listens, for its status.
    """
    operations = (
        *JobRoutes(engine, identify).operations(),
        *LogRoutes(engine, life).operations(),
        *ActionRoutes(engine, identify).operations(),
        *HostRoutes(engine, life, identify, socket=socket, started=started or datetime.now(UTC)).operations(),
    )
    operations = (*operations, _own_document(operations))
    app = Starlette(
        routes=[Route(each.path, each.handler, methods=[each.method]) for each in operations],
        exception_handlers=dict.fromkeys((Problem, EngineError, HTTPException, Exception), _on_error),
    )
    # Around everything, so that the answer to a bug of ours, too, says who answers.
    return Handshake(app, life, OWN_PATHS)


def _own_document(operations: tuple[Operation, ...]) -> Operation:
    async def openapi(_request: Request) -> Response:
        return answer(openapi_document((*operations, own)))

    own = Operation("GET", "/v1/openapi.json", openapi, "This document", None)
    return own


async def _on_error(request: Request, error: Exception) -> Response:
    """Answer with what went wrong; the traceback of a bug goes to the host's log and no further."""
    if isinstance(error, HTTPException):
        body, status = _no_such_route(request, error), error.status_code
    else:
        problem = _problem_of(request, error)
        body, status = problem.body, problem.status
    return answer(body, status)


def _problem_of(request: Request, error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, EngineError):
        return problem_of(error)
    return Problem(
        FailureKind.INTERNAL,
        f"the host failed at {request.method} {request.url.path}: {type(error).__name__}",
        "the host's log (host.log in the state folder) tells where",
    )


def _no_such_route(request: Request, error: HTTPException) -> dict[str, Json]:
    if error.status_code == HTTPStatus.NOT_FOUND:
        message = f"there is no {request.url.path} here"
        return failure_item(FailureKind.NOT_FOUND, message, "/v1/openapi.json tells what there is")
    return failure_item(FailureKind.BAD_REQUEST, f"{request.method} {request.url.path}: {error.detail}")
