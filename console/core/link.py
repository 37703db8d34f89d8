"""Links to a job: ``jobconsole://CONTEXT/jobs/ID``, with ``/nodes/NODE`` for one of its nodes."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

SCHEME: Final = "jobconsole"
FORMS: Final = f"a link of ours is {SCHEME}://CONTEXT/jobs/ID or …/jobs/ID/nodes/NODE"
"""What may be written, for error messages."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link leads to. ``context`` is None where the default one is meant."""

    job: str
    context: str | None = None
    node: str | None = None

    def __str__(self) -> str:
        node = "" if self.node is None else f"/nodes/{quote(self.node, safe='')}"
        return f"{SCHEME}://{quote(self.context or '', safe='')}/jobs/{quote(self.job, safe='')}{node}"


def parse_link(text: str) -> Link:
    """Return what ``text`` leads to: a link of ours, or a job's id. Raises ValueError with a sentence."""
    if "://" not in text:
        return Link(text)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError(f"{text}: this is no link; {FORMS}") from None
    if parts.scheme != SCHEME:
        raise ValueError(f"{text}: no context is known for this address; {FORMS}")
    steps = [unquote(step) for step in parts.path.split("/")[1:]]
    names = steps[::2]
    if len(steps) % 2 or not all(steps) or names not in (["jobs"], ["jobs", "nodes"]):
        raise ValueError(f"{text}: {FORMS}")
    return Link(steps[1], unquote(parts.netloc) or None, steps[3] if len(steps) == 4 else None)
