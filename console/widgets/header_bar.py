"""The line at the top: which context, in which time zone, where in the console, and how many jobs wait."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from console.core.figures import count
from console.model import Attention, Counts, JobStatus
from console.widgets.bar import Bar
from console.widgets.cell import Piece, fit, shorten, total_width
from console.widgets.glyph import glyph


@dataclass(frozen=True, slots=True)
class Heading:
    """What the header says. ``alarm`` is set when what is shown is old, with its age."""

    context: str
    zone: str = "UTC"
    protected: bool = False
    read_only: bool = False
    unverified: bool = False
    moved: bool = False  # the configuration has it elsewhere by now
    trail: tuple[str, ...] = ()
    counts: Counts | None = None
    alarm: str = ""
    right: tuple[Piece, ...] = field(default_factory=tuple[Piece, ...])
    """What stands on the right instead of the counts."""


class HeaderBar(Bar):
    """The first line of every screen."""

    def __init__(self, heading: Heading) -> None:
        super().__init__(id="header")
        self.heading = heading

    def update(self, **changes: object) -> None:
        """Change parts of what it says."""
        self.heading = replace(self.heading, **changes)  # pyright: ignore[reportArgumentType]
        self.changed()

    def pieces_for(self, width: int) -> Sequence[Piece]:
        """Return the heading, shortened where it must be: first the counts' words, then the trail."""
        left = self._left(zone=width >= 100)
        for words in (True, False):
            right = self._right(words=words)
            if total_width(left) + total_width(right) + 2 <= width:
                break
        room = width - total_width(right) - 1
        if total_width(left) > room:
            left = self._shortened(left, room)
        gap = max(1, width - total_width(left) - total_width(right))
        return [*left, Piece(" " * gap), *right]

    def place(self, width: int) -> list[Piece]:
        """Return what it says of where this is, without what stands on the right."""
        return self._left(zone=width >= 100)

    def _left(self, *, zone: bool) -> list[Piece]:
        heading = self.heading
        name = shorten(heading.context, 24)
        style = "protected bold reverse" if heading.protected else "primary bold"
        pieces = [Piece(" "), Piece(f" {name} " if heading.protected else name, style)]
        if heading.protected:  # in a word, too: not every terminal shows colours, or reverse
            pieces.append(Piece(" protected", "protected bold"))
        if heading.read_only:
            pieces.append(Piece(" read-only", "warning bold"))
        if heading.moved:
            pieces.append(Piece(f" {glyph('⚠')} changed", "warning bold"))
        if heading.unverified:
            pieces.append(Piece(" TLS not checked", "warning bold"))
        if zone:
            pieces.append(Piece(f" {glyph('·')} {heading.zone}", "muted"))
        pieces.append(Piece("   " if zone else "  "))
        for place, word in enumerate(heading.trail):
            if place:
                pieces.append(Piece(f" {glyph('›')} ", "muted"))
            pieces.append(
                Piece(shorten(word, 60), "bold" if place == len(heading.trail) - 1 else "foreground")
            )
        return pieces

    def _shortened(self, pieces: list[Piece], room: int) -> list[Piece]:
        over = total_width(pieces) - room
        last = pieces[-1]
        return [*pieces[:-1], Piece(fit(last.text, max(1, last.width - over)), last.style)]

    def _right(self, *, words: bool) -> list[Piece]:
        heading = self.heading
        if heading.alarm:
            return [Piece(f"{glyph('⚠')} {heading.alarm} ", "warning bold")]
        if heading.right:
            return [*heading.right, Piece(" ")]
        if heading.counts is None:
            return []
        return [*_figures(heading.counts, words=words), Piece(" ")]


def _figures(counts: Counts, *, words: bool) -> list[Piece]:
    status, wants = counts.by_status, counts.by_attention
    failures = wants.get(Attention.FAILURE, 0)
    figures = [
        ("▶", status.get(JobStatus.RUNNING, 0), "running", "running", "status-running"),
        ("‖", wants.get(Attention.DECISION, 0), "decision", "decisions", "attention"),
        ("✖", failures, "failure", "failures", "status-failed"),
        ("?", wants.get(Attention.LOST, 0), "lost", "lost", "status-failed"),
        ("◌", status.get(JobStatus.QUEUED, 0), "queued", "queued", "status-queued"),
    ]
    more = "+" if counts.at_least else ""  # a context does not count, or does not answer
    pieces: list[Piece] = []
    for sign, number, one, many, style in figures:
        if not number and sign != "▶":
            continue
        word = f" {one if number == 1 else many}" if words else ""
        gap = ("   " if words else " ") if pieces else ""
        pieces += [
            Piece(gap),
            Piece(
                f"{glyph(sign)}{' ' if words else ''}{count(number)}{more}{word}",
                style if number else "muted",
            ),
        ]
    if words:
        pieces.append(Piece(f"   {count(counts.total)}{more} job{'' if counts.total == 1 else 's'}", "muted"))
    return pieces
