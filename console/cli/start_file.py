"""A workflow file as a request to start it."""

import uuid
from collections.abc import Mapping
from pathlib import Path

from console.cli.exits import usage
from console.client.workflow_file import FileFault, read_workflow
from console.model import StartRequest


def file_request(
    file: Path,
    params: Mapping[str, str],
    *,
    name: str | None = None,
    priority: int | None = None,
    reason: str | None = None,
) -> StartRequest:
    """Return the request to start the workflow in ``file``. Raises Failure where it cannot be read."""
    try:
        text = read_workflow(str(file))
    except FileFault as fault:
        raise usage(str(fault)) from None
    return StartRequest(
        None,
        dict(params),
        name=name,
        text=text,
        source=str(file),
        folder=str(file.absolute().parent),
        priority=priority,
        request_id=uuid.uuid4().hex,
        reason=reason,
    )
