"""What a refusal of AOM means, in its own words, and what to do about it."""

from datetime import timedelta

import httpx

from console.backends.answer import error_for, words_of
from console.backends.base import BadRequest, Unauthorized
from console.backends.http import Link
from console.backends.link import retry_after
from console.backends.signing import NOTABLE, SdkHmacSha256
from console.core.clock import Clock
from console.wire.aom.refusal import Refusal, refusal_in
from console.wire.received import received


class Failing:
    """Turns answers into errors. ``signer`` is None where a token is used."""

    def __init__(self, link: Link, signer: SdkHmacSha256 | None, clock: Clock) -> None:
        self._link = link
        self._signer = signer
        self._clock = clock

    def check(self, response: httpx.Response, what: str) -> None:
        """Raise the error that an answer is, if it is one; ``what`` was asked for.

        An answer of 200 with an ``error_code`` in it is a refusal, too.
        """
        status = response.status_code
        refusal = refusal_of(response)
        if status < 300 and refusal.code is None:
            return
        message = refusal.text or words_of(response)
        if status < 300:
            raise BadRequest(f"{self._link.who} refused ({what})", detail=_detail(message, refusal))
        error = error_for(
            status,
            self._link.who,
            message=message,
            request_id=refusal.request_id,
            retry_after=retry_after(response, self._clock.now()),
            what=what,
        )
        raise self._advised(error) if isinstance(error, Unauthorized) else error

    def _advised(self, error: Unauthorized) -> Unauthorized:
        """Add what to look at: the clock, the keys or the token."""
        if self._signer is None:
            advice = "the token is wrong or has expired (they live for 24 hours): get a new one"
        else:
            advice = (
                "see that access_key, secret_key and project_id belong together; "
                "after five refusals in a row Huawei Cloud locks a key for five minutes"
            )
        clock = self._clock_sentence(error.detail)
        return Unauthorized(str(error), advice=f"{clock}; {advice}" if clock else advice, detail=error.detail)

    def _clock_sentence(self, said: str) -> str:
        """Say that the clocks differ, where that is known or the server says so."""
        seconds = self._link.clock_difference or 0.0
        if self._signer is None or (abs(seconds) < NOTABLE.total_seconds() and "expired" not in said):
            return ""
        if abs(seconds) < 1:
            return "the server takes the signature to be too old: set this machine's clock"
        way = "behind" if seconds > 0 else "ahead of"
        return f"this machine's clock is {timedelta(seconds=round(abs(seconds)))} {way} the server's: set it"


def refusal_of(response: httpx.Response) -> Refusal:
    """Return what an answer says of a refusal, with the request's id from ``X-Request-Id`` or the body."""
    try:
        body: object = received(response.text)
    except (ValueError, RecursionError):
        body = None
    found = refusal_in(body)
    request_id = response.headers.get("x-request-id") or found.request_id
    good = response.status_code < 300
    # A good answer may well have a code and a message; only an error_code says that it is none.
    if good and not (isinstance(body, dict) and ("error_code" in body or "errorCode" in body)):
        return Refusal(request_id=request_id)
    return Refusal(found.code, found.words, request_id)


def _detail(message: str, refusal: Refusal) -> str:
    return f"{message}\nrequest {refusal.request_id}" if refusal.request_id else message
