"""Where one has been, for `[` and `]`: a line of visits with one of them as the present one."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from console.core.link import Link
from console.core.place import Place, page_of

MOST: Final = 100
"""Visits that are remembered."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a list one stood: the row's id and number, the first line in view, and the list's filter."""

    row: str | None
    number: int
    top: int
    filter: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """A place in its context, and where in it one stood."""

    link: Link
    spot: Spot | None = None

    @property
    def place(self) -> Place:
        """The place, as its context names it."""
        return self.link.place


@dataclass(slots=True)
class History:
    """The visits in the order of going there; ``at`` is the present one. Empty before the first."""

    visits: list[Visit] = field(default_factory=list[Visit])
    at: int = -1

    def visit(self, link: Link) -> None:
        """Go to a place: what lay ahead is forgotten. Staying where one is adds nothing."""
        if self.visits and self.visits[self.at].link == link:
            return
        self.visits = [*self.visits[: self.at + 1], Visit(link)][-MOST:]
        self.at = len(self.visits) - 1

    def stands(self, link: Link, spot: Spot | None = None) -> None:
        """Note how the present place looks now: another filter, the cursor on another row."""
        if self.visits:
            self.visits[self.at] = Visit(link, spot)

    def returned(self, link: Link) -> None:
        """Note that a layer was taken away: that is a step back where one came from there."""
        if self.at > 0 and self._same_page(self.at - 1, link):
            self.at -= 1
        else:
            self.visit(link)

    def step(self, by: int) -> Visit | None:
        """Return the visit ``by`` steps on (back where negative), the present one then; None past an end."""
        if not 0 <= self.at + by < len(self.visits):
            return None
        self.at += by
        return self.visits[self.at]

    def __iter__(self) -> Iterator[tuple[int, Visit]]:
        """Yield every visit with how many steps it is away from the present one, the oldest first."""
        return ((place - self.at, visit) for place, visit in enumerate(self.visits))

    def _same_page(self, at: int, link: Link) -> bool:
        """Whether a visit was to the same screen, wherever in it one stood."""
        visited = self.visits[at].link
        return visited.context == link.context and page_of(visited.place) == page_of(link.place)
