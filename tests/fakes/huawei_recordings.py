"""Reads what the vendor's own Python SDK sent, recorded byte by byte, and the answers it was given.

A file holds the request, a line ``<<<<`` with the canned answer, and what the SDK made of the answer.
The keys were made up for the recording; the secret is the one that gives every recorded signature.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "recordings" / "huawei"
ACCESS_KEY = "AKTEST"
SECRET_KEY = "SKTEST"
PROJECT = "37caa80116e1403ab603e5eeb48a2f74"

_REPLY = re.compile(r"\n<<<< \(canned reply (\d+)\) (.*?)\n(?:PARSED|RAISED) ", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Recording:
    """One exchange. Header names are in small letters; ``status`` and ``reply`` are the canned answer."""

    name: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    status: int
    reply: str

    @property
    def signed_headers(self) -> list[str]:
        """The names in the signature, none if the request was not signed."""
        found = re.search(r"SignedHeaders=([^,]+)", self.headers["authorization"])
        return found[1].split(";") if found else []


def _read(path: Path) -> Recording:
    text = path.read_bytes().decode()
    head, _, rest = text.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    body = rest.encode()[: int(headers.get("content-length", "0"))]
    reply = _REPLY.search(text)
    assert reply is not None, path.name
    return Recording(path.stem, method, target, headers, body, int(reply[1]), reply[2])


@cache
def recordings() -> tuple[Recording, ...]:
    """Return every recorded exchange, by name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.http")))


def recording(start: str) -> Recording:
    """Return the one recording whose name starts so, as ``06``."""
    (found,) = (one for one in recordings() if one.name.startswith(start))
    return found
