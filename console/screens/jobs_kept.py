"""What is kept of a list of jobs while one looks elsewhere: its rows, the cursor, the marks, the scroll."""

from dataclasses import dataclass

from console.client.page import JobPages
from console.client.selection import Selection
from console.screens.places import JobsPlace


@dataclass(frozen=True, slots=True)
class JobsKept:
    """A list as it was left. Its rows are old until they have been read again."""

    place: JobsPlace
    pages: JobPages
    selection: Selection
    top: int
    """The first line in view."""
