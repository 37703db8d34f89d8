"""Marking words of a line of a log by keys: an id, a path, an address, and what stands between them."""

from rich.cells import cell_len

from console.client.log_lines import HeldLine
from console.core.line_selection import LineSelection
from console.core.line_words import LineWords, Part
from console.core.log_pattern import shown_text
from console.widgets.log_marking import LogMarking


class LogWords(LogMarking, inherit_bindings=False):
    """The part of a log view that marks a part of one line. It goes with the cursor from line to line."""

    @property
    def in_words(self) -> bool:
        """Whether keys move a mark over the words of a line."""
        return self.marking and self.selection is not None and self.selection.stretch is not None

    def mark_word(self) -> bool:
        """Mark a word of the line that is meant: the match of a search, or the first. False if it has none.

        What is marked by words already is let stand.
        """
        if self.in_words:
            self.end_mark()
            return True
        number = self.selection.head if self.marking and self.selection else self.current
        if number is None:
            return False
        self.stay()
        return self._mark_near(number, None)

    def move_word(self, step: int) -> None:
        """Mark the word after what is marked, or the one before it if ``step`` is negative."""
        self._change_part(step, more=False)

    def take_word(self, step: int) -> None:
        """Mark the word after what is marked as well, or the one before it if ``step`` is negative."""
        self._change_part(step, more=True)

    def mark_to(self, number: int) -> None:
        """Mark up to a line; where a word is marked, the one that stands there in that line."""
        part = self.selection.stretch if self.in_words and self.selection is not None else None
        if part is None:
            super().mark_to(number)
        else:
            self._mark_near(number, part[0])

    def mark_found(self, number: int) -> None:
        """Mark up to a line in which something was found; where a word is marked, what was found."""
        if self.in_words:
            self._mark_near(number, None)
        else:
            self.mark_to(number)

    def _change_part(self, step: int, *, more: bool) -> None:
        selection = self.selection
        if selection is None or selection.stretch is None:
            return
        words = self._words(selection.head)
        change = words.with_beside if more else words.beside
        self._mark_part(selection.head, change(selection.stretch, step), towards=step)

    def _mark_near(self, number: int, character: int | None) -> bool:
        """Mark a word of a line: near a character, else the match of a search, else the first."""
        found = self._match(number) if character is None else None
        part = found or self._words(number).near(character or 0)
        if part is None and not self.in_words:
            return False
        self.pointer = number
        self._mark_part(number, part or (0, 0), towards=-1)
        return True

    def _mark_part(self, number: int, part: Part, *, towards: int) -> None:
        self._mark_as(LineSelection(number, number, stretch=part))
        if not self.painter.wrap and self._text(number):
            self._show_columns(self._text(number), part, towards)

    def _show_columns(self, text: str, part: Part, towards: int) -> None:
        """Bring a part of a line into view; of one that is too long its begin, or its end."""
        begin, end = (cell_len(text[:place]) for place in part)
        painter, room = self.painter, self.painter.text_width(self.size.width) - 1  # the last tells of more
        left = max(painter.left, end - room)
        left = min(left, begin) if towards < 0 or end - begin <= room else left
        if left != painter.left:
            painter.left = max(0, left)
            self._repaint()

    def _text(self, number: int) -> str:
        held = self.lines.get(number)
        return shown_text(held.line) if isinstance(held, HeldLine) else ""

    def _words(self, number: int) -> LineWords:
        return LineWords.of(self._text(number))

    def _match(self, number: int) -> Part | None:
        pattern = self.painter.pattern
        return next(iter(pattern.places(self._text(number))), None) if pattern is not None else None
