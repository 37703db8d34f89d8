"""The certificate that a server shows: whom it is for, for how long, and what is wrong with it."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console.backends.base import Unreachable

_SHOWN: Final = 3  # names
_DAY: Final = 86_400.0

# Source: OpenSSL's x509_vfy.h.
_NOT_YET_VALID: Final = 9
_EXPIRED: Final = 10
_UNKNOWN_AUTHORITY: Final = frozenset({2, 18, 19, 20, 21})
_OTHER_NAME: Final = frozenset({62, 64})


@dataclass(frozen=True, slots=True)
class Certificate:
    """Whom a certificate names (hosts and addresses), and when it ends (seconds since 1970)."""

    names: tuple[str, ...]
    ends: float

    def days_left(self, now: float) -> int:
        """Return the whole days until it ends."""
        return int((self.ends - now) // _DAY)

    @property
    def told(self) -> str:
        """Its names, not more than a line takes."""
        more = len(self.names) - _SHOWN
        return ", ".join(self.names[:_SHOWN]) + (f" and {more} more" if more > 0 else "") or "nobody"


def certificate_of(connection: ssl.SSLObject) -> Certificate | None:
    """Return what the peer showed; None where nobody checked it: then its fields are not known either."""
    shown = connection.getpeercert()
    if not shown:
        return None
    names = tuple(str(name[1]) for name in shown.get("subjectAltName", ()))
    ends = shown.get("notAfter")
    return Certificate(names, ssl.cert_time_to_seconds(ends) if isinstance(ends, str) else 0.0)


def names_another(error: ssl.SSLError) -> bool:
    """Whether the certificate is good, but of another name."""
    return isinstance(error, ssl.SSLCertVerificationError) and error.verify_code in _OTHER_NAME


def refusal(
    error: ssl.SSLError, host: str, *, tls_ca: Path | None, shown: Certificate | None = None
) -> Unreachable:
    """Return what is told of a handshake that failed. ``shown`` is the certificate of another name."""
    if not isinstance(error, ssl.SSLCertVerificationError):
        reason = (error.reason or "it failed").replace("_", " ").lower()
        return Unreachable(
            f"{host} does not speak TLS as it should: {reason}",
            advice="see whether the port is right, and whether the server wants http:// there",
        )
    if error.verify_code in _OTHER_NAME:
        names = shown.told if shown is not None else "another name"
        return Unreachable(
            f"the certificate is not for {host}, but for {names}",
            advice="use a name of the certificate in url, or ask who runs the server for a right certificate",
        )
    if error.verify_code in (_EXPIRED, _NOT_YET_VALID):
        when = "has expired" if error.verify_code == _EXPIRED else "is not valid yet"
        return Unreachable(
            f"the certificate of {host} {when}",
            advice="see whether the clock of this machine is right; else ask who runs the server to renew it",
        )
    if error.verify_code in _UNKNOWN_AUTHORITY:
        return Unreachable(
            f"nobody who is trusted here vouches for the certificate of {host}: {error.verify_message}",
            advice="name the PEM file of the authority that signed it in tls_ca"
            if tls_ca is None
            else f"{tls_ca} does not hold the authority that signed it; ask who runs the server for it",
        )
    return Unreachable(
        f"the certificate of {host} is refused: {error.verify_message}",
        advice="ask who runs the server; tls_ca names the authority to trust",
    )
