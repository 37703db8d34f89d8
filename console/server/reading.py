"""What a request holds, checked: numbers of the query string, the body as a document, the log it names."""

from typing import Final, TypeVar

from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request

from console.model import LogRef
from console.server.problem import Problem
from console.wire.local.document import RequestDocument
from console.wire.local.failure import FailureKind

LARGEST_BODY: Final = 8 * 1024 * 1024
"""Bytes of the largest request that is read: a workflow file is far smaller."""

LARGEST_NUMBER: Final = 2**53
"""The largest number that a request may hold: JSON keeps it exactly, and SQLite can store it."""

_DocumentT = TypeVar("_DocumentT", bound=RequestDocument)


def number(request: Request, name: str, default: int | None = None) -> int:
    """Return an integer of the query string. Raises Problem if it is none, or missing without a default."""
    text = request.query_params.get(name)
    if text is None:
        if default is None:
            raise Problem(FailureKind.BAD_REQUEST, f"the parameter {name} is missing", "give it as a number")
        return default
    try:
        found = int(text)
    except ValueError:
        raise Problem(
            FailureKind.BAD_REQUEST, f"the parameter {name} is no whole number: {text[:40]}"
        ) from None
    if abs(found) > LARGEST_NUMBER:
        raise Problem(FailureKind.BAD_REQUEST, f"the parameter {name} is too large: {text[:40]}")
    return found


def word(request: Request, name: str) -> str:
    """Return a parameter of the query string. Raises Problem if it is missing or empty."""
    text = request.query_params.get(name)
    if not text:
        raise Problem(FailureKind.BAD_REQUEST, f"the parameter {name} is missing")
    return text


def log_ref(request: Request) -> LogRef:
    """Return the log that the request names. Raises Problem."""
    return LogRef(request.path_params["job"], word(request, "node"), number(request, "execution"))


async def document(request: Request, kind: type[_DocumentT]) -> _DocumentT:
    """Return the request's body as a document. Raises Problem with everything that is wrong with it."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                raise Problem(
                    FailureKind.BAD_REQUEST,
                    f"the request is larger than {LARGEST_BODY // 1024 // 1024} MiB",
                    "send less in one request",
                )
    except ClientDisconnect:
        raise Problem(FailureKind.BAD_REQUEST, "the request broke off") from None
    try:
        return kind.model_validate_json(bytes(body))
    except ValidationError as error:
        faults = [
            f"{'.'.join(str(step) for step in fault['loc']) or 'the document'}: {fault['msg']}"
            for fault in error.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise Problem(
            FailureKind.BAD_REQUEST,
            "the request is not what it should be",
            "see the API's document at /v1/openapi.json",
            "\n".join(faults),
        ) from None
