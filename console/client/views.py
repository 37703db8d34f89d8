"""The saved views of the jobs list, on the digits."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class View:
    """A named query."""

    name: str
    title: str
    query: str
    empty: str
    """What to say when it shows nothing."""


VIEWS: Final[tuple[View, ...]] = (
    View("needs", "needs me", "problem:any", "Nothing needs you."),
    View("running", "running", "status:running,pausing,canceling", "Nothing is running."),
    View("failed", "failed", "status:failed", "No job has failed."),
    View("all", "all", "", "There are no jobs yet."),
)
"""In the order of their digits."""


def view_named(name: str) -> View:
    """Return a view by name; the last one, which shows everything, where there is none of that name."""
    return next((view for view in VIEWS if view.name == name), VIEWS[-1])
