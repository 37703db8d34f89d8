"""What MRS says went wrong, as the errors of the backend protocol.

Source: "Error Codes" of the MRS API reference. MRS answers much with 500 that is no fault of a server: a job
that does not exist (0176), a user whom the cluster does not know (0192). Its codes tell what is meant.
"""

from collections.abc import Mapping
from typing import Final

import httpx

from console.backends.answer import error_for
from console.backends.base import BackendError, BadRequest, Conflict, Forbidden, NotFound, Unauthorized
from console.backends.link import retry_after
from console.core.clock import Clock
from console.wire.mrs.failure import failure_of

_ID_HEADERS: Final = ("x-request-id", "x-openstack-request-id", "request_id")

NEEDS_V2: Final = "12000085"
"""This cluster's version has no v1.1 job API."""

_KNOWN: Final[Mapping[str, tuple[type[BackendError], str, str]]] = {
    NEEDS_V2: (
        BadRequest,
        "does not serve the jobs of this cluster by the v1.1 API",
        'set api = "v2" (and cluster_id) in the context: clusters from MRS 3.x on have only the v2 job API',
    ),
    "0167": (
        BadRequest,
        "does not serve the jobs of this cluster by the v2 API",
        'set api = "v1.1-job-exes" or "v1.1" in the context',
    ),
    "0176": (NotFound, "has no such job", "list the jobs to find its id"),
    "0201": (NotFound, "has no such job", "list the jobs to find its id"),
    "12000001": (
        Unauthorized,
        "does not accept the credentials",
        "they are wrong or have expired: renew them",
    ),
    "12000003": (BadRequest, "has no such cluster", "see cluster_id of the context"),
    "12000064": (
        Forbidden,
        "does not give out the jobs of a cluster with Kerberos by this API",
        'set api = "v2" in the context',
    ),
    "0192": (
        Forbidden,
        "says that the cluster does not know this user",
        "synchronize the IAM users on the cluster's dashboard",
    ),
    "0180": (Conflict, "says that the job is being submitted", "wait until it is known to the cluster"),
}
"""Codes that say more than their HTTP status."""


class SaidNo(Conflict):
    """MRS says for certain that what was asked has not been done, though by the status of a fault (5xx)."""


SAID_NO: Final = frozenset(
    {
        *(
            "0056",
            "0057",
            "0168",
            "0169",
            "0173",
            "0177",
            "0190",
            "0191",
            "0194",
            "0202",
            "12000060",
        ),  # submit
        *("0160", "0175", "0200"),  # kill
        "0183",  # delete, of a job that runs
    }
)
"""Codes that come with 500 and leave nothing unknown. Those of a batch are not here: it may be half done."""


def error_of(response: httpx.Response, who: str, what: str, clock: Clock) -> BackendError:
    """Return the error that an answer with an error status means. ``what`` was asked for."""
    failure = failure_of(response.text)
    request_id = request_id_of(response)
    words = failure.words or _page(response)
    if failure.code in _KNOWN:
        kind, sentence, advice = _KNOWN[failure.code]
        return kind(f"{who} {sentence} ({what})", advice=advice, detail=_told(words, request_id))
    if failure.code in SAID_NO and response.is_server_error:
        return SaidNo(f"{who} says no ({what})", advice="see what it says", detail=_told(words, request_id))
    return error_for(
        response.status_code,
        who,
        message=words,
        request_id=request_id,
        retry_after=retry_after(response, clock.now()),
        what=what,
    )


def request_id_of(response: httpx.Response) -> str | None:
    """Return the id by which the vendor's support finds a request."""
    return next((response.headers[name] for name in _ID_HEADERS if name in response.headers), None)


def _page(response: httpx.Response) -> str:
    text = response.text.strip()
    return f"(a web page, {len(response.content)} bytes)" if text.startswith("<") else text


def _told(words: str, request_id: str | None) -> str:
    named = f"request {request_id}" if request_id else ""
    return "\n".join(part for part in (words, named) if part)
