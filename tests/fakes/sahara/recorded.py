"""The recorded exchanges with a real Sahara 19: a request, a line ``<<<<``, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "recordings" / "sahara"


@dataclass(frozen=True, slots=True)
class Message:
    """One side of an exchange. Header names are as recorded."""

    first_line: str
    headers: dict[str, str]
    body: bytes

    @property
    def method(self) -> str:
        return self.first_line.split(" ")[0]

    @property
    def target(self) -> str:
        """Path and query of a request."""
        return self.first_line.split(" ")[1]

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.first_line.split(" ")[1])


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer; two recordings hold the answer only."""

    name: str
    request: Message | None
    answer: Message


def exchange(name: str) -> Exchange:
    """Return the recording whose file name begins with ``name``."""
    [path] = FOLDER.glob(f"{name}*.http")
    return _read(path)


def exchanges() -> list[Exchange]:
    """Return every recording, in the order in which they were made."""
    return [_read(path) for path in sorted(FOLDER.glob("*.http"))]


def _read(path: Path) -> Exchange:
    before, mark, after = path.read_text(encoding="utf-8").partition("<<<<\n")
    if not mark:
        return Exchange(path.stem, None, _message(before))
    return Exchange(path.stem, _message(before), _message(after))


def _message(text: str) -> Message:
    head, _, body = text.partition("\n\n")
    first_line, *lines = head.split("\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    return Message(first_line, headers, body.strip().encode())
