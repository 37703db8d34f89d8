"""What is kept of a list of jobs while one looks elsewhere: its rows, the cursor, the marks, the scroll."""

from dataclasses import dataclass

from console.client.page import JobPages
from console.client.selection import Selection
from console.model import Job
from console.screens.places import JobsPlace


@dataclass(frozen=True, slots=True)
class JobsKept:
    """A list as it was left. Its rows are old until they have been read again."""

    place: JobsPlace
    pages: JobPages
    selection: Selection
    seen: dict[str, Job]
    """Every marked job as it was when it was last seen: what has changed since then is not acted on."""
    top: int
    """The first line in view."""
