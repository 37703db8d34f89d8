"""What a server answered: JSON where JSON is due, and its refusals as the errors of the backend protocol."""

from collections.abc import Mapping
from typing import Final, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from console.backends.base import (
    BackendError,
    BadRequest,
    Busy,
    Conflict,
    Forbidden,
    NotFound,
    ProtocolError,
    ServerFault,
    Throttled,
    Unauthorized,
    Unreachable,
)
from console.model import Json
from console.wire.received import received

_DocumentT = TypeVar("_DocumentT", bound=BaseModel)

_SHOWN: Final = 200  # characters of an answer that are told, to recognise it by
_LONGEST: Final = 1_000  # characters of a server's own words


def json_of(response: httpx.Response, who: str) -> Json:
    """Return the JSON that a server answered with. Raises ProtocolError, which says what came instead.

    The content type is not relied on: what counts is whether it is JSON.
    """
    text = response.text.strip()
    where = f"{who} answered {response.request.method} {response.request.url.path}"
    if not text:
        raise ProtocolError(
            f"{where} with an empty page", advice="see that url names the API", detail=_status(response)
        )
    if text.startswith("<"):
        raise ProtocolError(
            f"{where} with a web page instead of data",
            advice="see that url names the API, not its web interface; or it wants a login first",
            detail=f"{_status(response)}: {_shown(text)}",
        )
    try:
        return received(text)
    except RecursionError:
        raise ProtocolError(f"{where} with JSON that is nested too deep", detail=_shown(text)) from None
    except ValueError as error:
        raise ProtocolError(
            f"{where} with something that is not JSON, or not all of it",
            advice="try again; if it stays, see what stands between you and the server",
            detail=f"{_status(response)}, {error}: {_shown(text)}",
        ) from None


def object_of(response: httpx.Response, who: str) -> dict[str, Json]:
    """Return the JSON object that a server answered with. Raises ProtocolError for all else."""
    value = json_of(response, who)
    if isinstance(value, dict):
        return value
    kind = "a list" if isinstance(value, list) else "a text" if isinstance(value, str) else "a bare value"
    raise ProtocolError(
        f"{who} answered {response.request.method} {response.request.url.path} with {kind} "
        "where an object is due",
        detail=_shown(response.text),
    )


def document(response: httpx.Response, kind: type[_DocumentT], who: str) -> _DocumentT:
    """Return the document that a server answered with. Raises ProtocolError with the first wrong place."""
    return read_as(json_of(response, who), kind, f"{who}: {response.request.url.path}")


def read_as(value: Json, kind: type[_DocumentT], what: str) -> _DocumentT:
    """Return ``value`` as a document. Raises ProtocolError; ``what`` names it in the sentence."""
    try:
        return kind.model_validate(value)
    except (ValidationError, RecursionError) as error:
        raise ProtocolError(f"{what}: this is not what it should be", detail=_first(error)) from None


def _first(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(step) for step in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def check_job(told: str | None, asked: str, who: str) -> None:
    """See that an answer is about the job that was asked for: what is done next is done to that one.

    Raises ProtocolError. A cache between us may answer for another, and some servers take an id in capitals.
    """
    if told != asked:
        raise ProtocolError(
            f"{who} answered with job {str(told)[:80]} where {asked[:80]} was asked for",
            advice="use the id exactly as the list shows it, and look again",
        )


_WORDS: Final[Mapping[int, tuple[type[BackendError], str, str]]] = {
    401: (Unauthorized, "does not accept the credentials", "they are wrong or have expired: renew them"),
    403: (Forbidden, "does not permit this", "ask for the right, or use other credentials"),
    404: (NotFound, "has no such thing", "it may be gone, or url may be wrong"),
    405: (BadRequest, "does not know this request", "it may be of another version"),
    409: (Conflict, "says that it is not possible now", "look again"),
    410: (NotFound, "says that this is gone", ""),
    412: (Conflict, "says that it has changed meanwhile", "look again"),
    502: (Unreachable, "is not behind its gateway", "try again in a while"),
    504: (Unreachable, "does not answer its gateway in time", "try again in a while"),
}


def error_for(
    status: int,
    who: str,
    *,
    message: str = "",
    request_id: str | None = None,
    retry_after: float | None = None,
    what: str = "",
) -> BackendError:
    """Return the error that an HTTP status means.

    ``message`` are the server's own words, unsanitised, which stay its own: they go into ``detail`` with
    the ``request_id``. ``what`` was asked for, as in "job 7". ``retry_after`` is seconds.
    """
    asked = f" ({what})" if what else ""
    told = message.strip()[:_LONGEST]
    named = f"request {request_id}" if request_id else ""
    detail = "\n".join(part for part in (told, named) if part) or f"HTTP {status}"
    if status in (429, 503):
        wait = f" for {retry_after:.0f} s" if retry_after else ""
        kind = Throttled if status == 429 else Busy
        return kind(
            f"{who} is busy and asks to be left alone{wait}{asked}",
            advice="it is asked again by itself; look less often if this stays",
            detail=detail,
            retry_after=retry_after,
        )
    if status in _WORDS:
        kind, words, advice = _WORDS[status]
        return kind(f"{who} {words}{asked}", advice=advice, detail=detail)
    if status >= 500:
        return ServerFault(
            f"{who} failed itself with {status}{asked}",
            advice="its log tells why; look before trying again",
            detail=detail,
        )
    return BadRequest(f"{who} does not understand this, with {status}{asked}", detail=detail)


def words_of(response: httpx.Response) -> str:
    """Return the body of a refusal as text, where it is text: a web page is named, not quoted."""
    text = response.text.strip()
    if text.startswith("<"):
        return f"(a web page, {len(response.content)} bytes)"
    return text[:_LONGEST]


def _status(response: httpx.Response) -> str:
    return f"HTTP {response.status_code} {response.headers.get('content-type', 'of no type')}"


def _shown(text: str) -> str:
    return text[:_SHOWN] + (" …" if len(text) > _SHOWN else "")
