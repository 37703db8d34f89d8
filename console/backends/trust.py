"""Whom TLS believes: the one place that makes the settings, for requests and for the probe alike."""

import ssl
from pathlib import Path

import httpx

from console.backends.base import BackendError


def trust(*, tls_verify: bool, tls_ca: Path | None) -> ssl.SSLContext:
    """Return the settings for a server whose certificate ``tls_ca`` (a PEM file) or the usual ones vouch for.

    With ``tls_verify`` False no certificate is looked at. Raises BackendError if the file cannot be read.
    """
    if not tls_verify:
        return httpx.create_ssl_context(verify=False)
    if tls_ca is None:
        return httpx.create_ssl_context()  # certifi's, or SSL_CERT_FILE and SSL_CERT_DIR of the environment
    try:
        return ssl.create_default_context(cafile=str(tls_ca))
    except OSError as error:  # ssl.SSLError is one
        raise BackendError(
            f"the certificates in {tls_ca} cannot be read: {error.strerror or error}",
            advice="name a PEM file in tls_ca",
        ) from error
