"""Checks an SDK-HMAC-SHA256 signature as a gateway does, from the vendor's description alone.

Written apart from the console's signer, on purpose: it works on the raw request line and reads the rules step
by step (canonical URI, query, headers, signed headers, payload; then the string to sign; then the HMAC).
"""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

TOLERANCE = timedelta(minutes=15)
"""How far X-Sdk-Date may be from the server's clock."""

_HEADER = re.compile(r"SDK-HMAC-SHA256 Access=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})")


def refusal(
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    secrets: Mapping[str, str],
    now: datetime,
) -> str | None:
    """Return why the request is not accepted, in the gateway's words, or None if its signature is right.

    ``target`` is the raw request target, ``headers`` have names in small letters, ``secrets`` maps access
    keys to their secrets.
    """
    found = _HEADER.fullmatch(headers.get("authorization", ""))
    if found is None:
        return "Authorization header is missing or not SDK-HMAC-SHA256"
    access, names, given = found[1], found[2].split(";"), found[3]
    if access not in secrets:
        return f"ak {access} not exist"
    if names != sorted(names) or not {"host", "x-sdk-date"} <= set(names) <= set(headers):
        return "verify aksk signature fail"
    date = headers["x-sdk-date"]
    signed_at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    if abs(signed_at - now) > TOLERANCE:
        server = now.strftime("%Y%m%dT%H%M%SZ")
        return f"calc aksk signature fail:signature expired, signature time:{date},server time:{server}"
    text = f"SDK-HMAC-SHA256\n{date}\n" + _hash(_canonical(method, target, headers, names, body).encode())
    right = hmac.new(secrets[access].encode(), text.encode(), sha256).hexdigest()
    return None if hmac.compare_digest(right, given) else "verify aksk signature fail"


def _canonical(method: str, target: str, headers: Mapping[str, str], names: list[str], body: bytes) -> str:
    path, _, query = target.partition("?")
    segments = [quote(segment, safe="~") for segment in unquote(path).split("/")]
    if segments[-1] != "":
        segments.append("")
    parameters: list[tuple[str, str]] = []
    for part in filter(None, query.split("&")):
        name, _, value = part.partition("=")
        parameters.append((unquote(name), unquote(value)))
    encoded = [f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(parameters)]
    return (
        f"{method}\n{'/'.join(segments)}\n{'&'.join(encoded)}\n"
        + "".join(f"{name}:{headers[name].strip()}\n" for name in names)
        + f"\n{';'.join(names)}\n{_hash(body)}"
    )


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
