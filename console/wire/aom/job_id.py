"""The id of a job here: the workflow's id and the execution's, since every path needs both."""

import re
from typing import Final
from urllib.parse import quote, unquote

_SEPARATOR: Final = ":"  # it is percent-encoded inside an id
_HALF: Final = re.compile("[\ud800-\udfff]")
_LONGEST: Final = 64  # characters of an id, by the API reference


def join_id(workflow: str, execution: str) -> str:
    """Return ``WORKFLOW:EXECUTION``, each percent-encoded as in a path."""
    return f"{quote(workflow, safe='')}{_SEPARATOR}{quote(execution, safe='')}"


def split_id(job: str) -> tuple[str, str] | None:
    """Return the workflow's id and the execution's, None for what cannot be a job's id."""
    workflow, separator, execution = (unquote(part) for part in job.partition(_SEPARATOR))
    if not separator or not (_may_be(workflow) and _may_be(execution)):
        return None
    # The same job must not have two ids.
    return (workflow, execution) if join_id(workflow, execution) == job else None


def _may_be(id_: str) -> bool:
    # A path with a step of dots leads elsewhere, and half a character fits into none.
    return 0 < len(id_) <= _LONGEST and id_ not in (".", "..") and not _HALF.search(id_)
