"""What the jobs of a list have in common, to choose one of it."""

from collections.abc import Sequence

from console.client.common_traits import Trait
from console.core.figures import count
from console.core.sanitize import sanitize
from console.screens.picker import Choice, Picker
from console.widgets.cell import Piece, fit, shorten

HEAD = f"{'JOBS':>7}  {'BY':<10}WHICH"
"""The titles over the rows."""


def traits_picker(traits: Sequence[Trait], of: str) -> Picker:
    """Return a picker of these; it is dismissed with the term that narrows the list. ``of`` says of what."""
    rows = [Choice(trait.term, tuple(_cells(trait))) for trait in traits]
    return Picker(f"In common, {of}", rows, head=HEAD)


def _cells(trait: Trait) -> list[Piece]:
    return [
        Piece(f"{count(trait.count):>7}  ", "bold"),
        Piece(fit(trait.kind, 9) + " ", "muted"),
        Piece(shorten(sanitize(trait.shown), 74)),
    ]
