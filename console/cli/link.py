"""Links to a job: ``jobconsole://CONTEXT/jobs/ID``, with ``/nodes/NODE`` for one of its nodes."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from console.cli.exits import usage

SCHEME: Final = "jobconsole"


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
    """Return what ``text`` leads to: a link of ours, or a job's id. Raises Failure for anything else."""
    if "://" not in text:
        return Link(text)
    try:
        parts = urlsplit(text)
    except ValueError:
        raise usage(f"{text}: this is no link") from None
    if parts.scheme != SCHEME:
        raise usage(
            f"{text}: no context is known for this address",
            f"A link of ours is {SCHEME}://CONTEXT/jobs/ID; a job's id alone will do, too.",
        )
    steps = [unquote(step) for step in parts.path.split("/")[1:]]
    if len(steps) not in (2, 4) or steps[0] != "jobs" or not all(steps):
        raise usage(f"{text}: a link of ours is {SCHEME}://CONTEXT/jobs/ID or …/jobs/ID/nodes/NODE")
    if len(steps) == 4 and steps[2] != "nodes":
        raise usage(f"{text}: a link of ours is {SCHEME}://CONTEXT/jobs/ID or …/jobs/ID/nodes/NODE")
    return Link(steps[1], unquote(parts.netloc) or None, steps[3] if len(steps) == 4 else None)
