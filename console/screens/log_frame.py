"""The words around a log: which one it is, what is looked for in it, and whether it is followed."""

from dataclasses import dataclass

from console.client.log_search import LogSearch
from console.client.log_window import LogLink, LogWindows
from console.core.figures import count
from console.model import Execution, LogRef
from console.screens.attempts import attempt_style, attempt_word, exit_text
from console.widgets.cell import Piece, shorten, total_width
from console.widgets.glyph import glyph
from console.widgets.log_view import LogView


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said around a log. ``zone`` is what its times are in, empty if it shows none."""

    view: LogView
    windows: LogWindows | None
    search: LogSearch | None
    zone: str
    execution: Execution | None
    only: bool
    searching: bool = False
    """Whether the search runs now."""
    around: int = 0
    """How many lines are shown around each match."""
    marked: str = ""
    """What is marked, and what can be done with it."""
    counting: str = ""
    """What is said while the lines are still counted: nothing else is known of the log then."""
    keys: str = ""
    """The keys that the footer has no room for."""

    def header(self, width: int) -> tuple[Piece, ...]:
        """Return what stands on the right of the header."""
        short = width < 100
        pieces: list[Piece] = []
        if self.search is not None and not short:
            pieces += [*self.found(), Piece("   ")]
        pieces += self._follow(short=short)
        if not short and self.windows is not None:
            wrap = "wrap on" if self.view.painter.wrap else "wrap off"
            wrap += f" {glyph('·')} pretty" if self.view.painter.pretty else ""
            pieces.append(Piece(f"   {wrap} {glyph('·')} {self.zone or 'no times'}", "muted"))
        return tuple(pieces)

    def found(self) -> list[Piece]:
        """Return what is looked for, and which match of how many is in view."""
        search = self.search
        if search is None:
            return []
        number = len(search.matches)
        at = search.position(self.view.pointer) if self.view.pointer is not None else None
        more = "+" if search.full else ""
        matches = "match" if number == 1 and not more else "matches"
        figures = (
            f"{count(at)} of {count(number)}{more} {matches}" if at else f"{count(number)}{more} {matches}"
        )
        if not number:
            figures = "no match" if search.complete else "none yet"
        elif not search.complete:
            figures += " so far"
        if not search.complete:
            figures += f" {glyph('·')} {self._progress(search)}"
        around = f" and {self.around} lines around each" if self.around else ""
        only = f"  only matches{around} {glyph('·')} esc: all" if self.only and search.complete else ""
        sign = "&" if self.only else "/"
        return [Piece(f"{sign}{shorten(search.pattern.text, 24)}", "accent"), Piece(f"  {figures}{only}")]

    def _progress(self, search: LogSearch) -> str:
        if self.searching:
            where = " here" if search.here else ""
            return f"searching{where} {search.share} % {glyph('·')} esc: stop"
        return f"stopped at {search.share} % {glyph('·')} n: go on"

    def _follow(self, *, short: bool) -> list[Piece]:
        windows, view = self.windows, self.view
        if windows is None:
            return []
        match windows.link:
            case LogLink.LOST:
                return [
                    Piece("connection lost" if short else "connection lost, trying again", "warning bold")
                ]
            case LogLink.BROKEN:
                return [Piece("not followed", "warning")]
            case LogLink.ENDED:
                return self._ended()
            case _:
                pass
        if self.counting:
            return [Piece("its end", "muted")]
        if view.following:
            return [Piece("following", "status-running")]
        new = f", {count(view.new_below)} new below (f)" if view.new_below else " (f)"
        off = "off" if short else "following: off"
        return [Piece(f"{off}{new}", "attention" if view.new_below else "muted")]

    def _ended(self) -> list[Piece]:
        if self.execution is None:
            return [Piece("ended", "muted")]
        how = exit_text(self.execution) or (self.execution.reason or "")
        words = f"{attempt_word(self.execution)}{', ' + shorten(how, 20) if how else ''}"
        return [Piece(words, attempt_style(self.execution))]

    def status(self, width: int) -> tuple[Piece, ...]:
        """Return what stands in the line above the keys: where in the log this is."""
        pieces: list[Piece] = [Piece(self.marked, "primary bold"), Piece("   ")] if self.marked else []
        if width < 100 and self.search is not None and not self.marked:
            pieces += [*self.found(), Piece("   ")]
        if self.counting:
            wait = f" {glyph('·')} keys that move and search wait for it" if width >= 80 else ""
            pieces.append(Piece(f"{self.counting}{wait}", "accent"))
        seen, windows = self.view.in_view, self.windows
        room = width >= 100 or not self.marked
        if seen is not None and windows is not None and windows.count and room:
            total = count(windows.count) + ("" if windows.total_known else "+")
            share = 100 * (seen[1] + 1) // windows.count
            pieces.append(
                Piece(
                    f"lines {count(seen[0] + 1)}–{count(seen[1] + 1)} of {total} {glyph('·')} {share} %",
                    "muted",
                )
            )
            if self.view.painter.left:
                pieces.append(Piece(f" {glyph('·')} from column {self.view.painter.left + 1}", "muted"))
        room = width - 1 - total_width(pieces) - len(self.keys)
        if self.keys and room >= 3:
            pieces.append(Piece(" " * room + self.keys, "muted"))
        return tuple(pieces)


def trail_of(ref: LogRef, attempts: int, width: int) -> tuple[str, ...]:
    """Return the header's words for a log; in a narrow one the node is cut rather than the attempt."""
    of = f" of {attempts}" if attempts > 1 else ""
    return (shorten(ref.job, 16), shorten(ref.node, max(12, width // 4)), f"execution {ref.execution}{of}")
