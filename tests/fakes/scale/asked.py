"""A request as the fake got it, and an answer that is a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

TOKEN: Final = "0123456789abcdef0123456789abcdef01234567"
PASSWORD: Final = "correct horse"


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}" + (f"?{self.query}" if self.query else "")


class Refusal(Exception):
    """An answer that is a refusal."""

    def __init__(self, status: int, body: Any = None, *, html: str | None = None) -> None:
        super().__init__(status)
        self.status, self.body, self.html = status, body, html
