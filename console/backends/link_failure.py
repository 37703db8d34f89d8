"""What it means when a connection fails: was it sent, may it be repeated, and what a person can do."""

from typing import Final

import httpx

from console.backends.base import BackendError, NotSent, OutcomeUnknown, ProtocolError, Unreachable

NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Failures after which the server knows nothing of the request."""


def unknown(who: str, late: bool, detail: str) -> OutcomeUnknown:
    """Return what a change is that was sent and not answered: it may have been done."""
    what = f"{who} has not answered in time" if late else f"{who} broke off after sending"
    return OutcomeUnknown(
        f"{what}: it may have been done or not",
        advice="look at the job before asking again",
        detail=detail,
    )


def not_sent(who: str, error: httpx.HTTPError) -> NotSent:
    """Return that no connection could be made, with what to do where it is the certificate or a proxy."""
    if isinstance(error, httpx.ProxyError):
        return NotSent(
            f"the proxy on the way to {who} refuses to connect",
            advice="see HTTPS_PROXY and the credentials in it, or put the host into NO_PROXY",
            detail=said(error),
        )
    return NotSent(f"{who} cannot be reached", advice=_tls_advice(error), detail=said(error))


def late(who: str, detail: str) -> Unreachable:
    """Return that a server keeps us waiting."""
    return Unreachable(
        f"{who} does not answer in time",
        advice="see whether it is suspended or its machine is overloaded, then try again",
        detail=detail,
    )


def broken(who: str, error: httpx.HTTPError) -> BackendError:
    """Return what a connection is that broke while an answer was due."""
    if isinstance(error, httpx.TimeoutException):
        return late(who, said(error))
    if isinstance(error, httpx.NetworkError) or _is_cut(error):
        return Unreachable(f"{who} broke the connection off", detail=said(error))
    return ProtocolError(f"{who} does not speak HTTP as it should", detail=said(error))


def _is_cut(error: httpx.HTTPError) -> bool:
    """Whether a protocol error only says that the answer ended too early (httpcore and h11 know no type)."""
    text = str(error)
    return isinstance(error, httpx.RemoteProtocolError) and (
        text.startswith(("Server disconnected", "peer closed connection"))
    )


def _tls_advice(error: httpx.HTTPError) -> str:
    """Say what to do about a certificate that is not trusted; nothing where that is not the trouble."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" not in text:
        return ""
    return "its certificate is not trusted: name your authority's PEM file in tls_ca"


def said(error: httpx.HTTPError) -> str:
    """Return what a library says of a failure, with nothing in it that may be a secret."""
    if isinstance(error, httpx.LocalProtocolError):
        # Its words quote the header that could not be sent, which may be the one with the token.
        return "LocalProtocolError: a header holds characters that cannot be sent; see the credentials"
    return f"{type(error).__name__}: {error}".removesuffix(": ")
