"""The id of a job here: the workflow's id and the execution's, since every path needs both."""

from typing import Final
from urllib.parse import quote, unquote

_SEPARATOR: Final = ":"  # it is percent-encoded inside an id
_LONGEST: Final = 64  # characters of an id, by the API reference


def join_id(workflow: str, execution: str) -> str:
    """Return ``WORKFLOW:EXECUTION``, each percent-encoded as in a path.

    Half a character, which no path can hold, becomes a question mark.
    """
    steps = (quote(step, safe="", errors="replace") for step in (workflow, execution))
    return _SEPARATOR.join(steps)


def split_id(job: str) -> tuple[str, str] | None:
    """Return the workflow's id and the execution's, None for what cannot be a job's id."""
    workflow, separator, execution = (unquote(part) for part in job.partition(_SEPARATOR))
    if not separator or not (_may_be(workflow) and _may_be(execution)):
        return None
    # The same job must not have two ids.
    return (workflow, execution) if join_id(workflow, execution) == job else None


def _may_be(id_: str) -> bool:
    # A path with a step of dots leads elsewhere.
    return 0 < len(id_) <= _LONGEST and id_ not in (".", "..")
