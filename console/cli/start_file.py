"""A workflow file as a request to start it."""

import stat
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from console.cli.exits import usage
from console.model import StartRequest

_MOST_BYTES: Final = 1024 * 1024  # as the host has it: a wrong file is not sent


def file_request(
    file: Path, params: Mapping[str, str], *, name: str | None = None, priority: int | None = None
) -> StartRequest:
    """Return the request to start the workflow in ``file``. Raises Failure where it cannot be read."""
    return StartRequest(
        None,
        dict(params),
        name=name,
        text=_text(file),
        source=str(file),
        folder=str(file.absolute().parent),
        priority=priority,
        request_id=uuid.uuid4().hex,
    )


def _text(file: Path) -> str:
    try:
        # Looked at before it is opened: a pipe that nobody writes to would keep us waiting for ever.
        if not stat.S_ISREG(file.stat().st_mode):
            raise usage(f"{file}: this is not a regular file")
        with file.open("rb") as opened:
            data = opened.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise usage(f"{file}: there is no such file") from None
    except OSError as error:
        raise usage(f"{file}: the file cannot be read: {error.strerror}") from None
    if len(data) > _MOST_BYTES:
        raise usage(f"{file}: the file is larger than 1 MiB")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise usage(f"{file}:{line}: the file is not UTF-8: save it as UTF-8") from None
