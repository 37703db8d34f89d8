"""What a person has marked of a long text: whole lines, or a stretch of one line."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class LineSelection:
    """Lines ``anchor`` to ``head``, both of them marked, whichever comes first.

    While it is ``open`` the head goes with the cursor. ``stretch`` is the part of a single line that is
    marked, by its characters from the first on to before the last; None marks whole lines.
    """

    anchor: int
    head: int
    open: bool = True
    stretch: tuple[int, int] | None = None

    @property
    def first(self) -> int:
        """The upper line."""
        return min(self.anchor, self.head)

    @property
    def last(self) -> int:
        """The lower line."""
        return max(self.anchor, self.head)

    def __contains__(self, number: object) -> bool:
        """Whether a line is marked, or a part of it is."""
        return isinstance(number, int) and self.first <= number <= self.last

    def to(self, head: int) -> "LineSelection":
        """Return it with the head on another line: whole lines."""
        return replace(self, head=head, stretch=None)

    def closed(self) -> "LineSelection":
        """Return it as it stands, whatever the cursor does from now on."""
        return replace(self, open=False)
