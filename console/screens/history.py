"""Where one has been, for `[` and `]`: a line of places with one of them as the present one."""

from dataclasses import dataclass, field
from typing import Final

from console.screens.places import Place

MOST: Final = 100
"""Places that are remembered."""


@dataclass(slots=True)
class History:
    """The places in the order of going there; ``at`` is the present one. Empty before the first."""

    places: list[Place] = field(default_factory=list[Place])
    at: int = -1

    def visit(self, place: Place) -> None:
        """Go to a place: what lay ahead is forgotten. Staying where one is adds nothing."""
        if self.places and self.places[self.at] == place:
            return
        self.places = [*self.places[: self.at + 1], place][-MOST:]
        self.at = len(self.places) - 1

    def changed(self, place: Place) -> None:
        """Note that the present place looks otherwise now: another filter."""
        if self.places:
            self.places[self.at] = place

    def returned(self, place: Place) -> None:
        """Note that a layer was taken away: that is a step back where one came from there."""
        if self.at > 0 and self.places[self.at - 1] == place:
            self.at -= 1
        else:
            self.visit(place)

    def step(self, by: int) -> Place | None:
        """Return the place one step back (-1) or on (1), which is the present one then; None at an end."""
        if not 0 <= self.at + by < len(self.places):
            return None
        self.at += by
        return self.places[self.at]
