"""A text with a cursor: searched with ``/``, folded with enter, copied with ``Y``, saved with ``W``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from console.client.text_export import write_text
from console.core.figures import count
from console.keymap import Scope
from console.screens.base import ConsoleScreen, screen_bindings
from console.screens.copying import copy_lines
from console.screens.desk import Desk
from console.screens.picker import Choice, Picker, pick
from console.widgets.cell import Piece, shorten
from console.widgets.passage_list import Passage, PassageList


class ReadingScreen(ConsoleScreen, inherit_bindings=False):
    """A subclass says what there is to read, and what ``n`` goes to where nothing is searched."""

    SCOPES = (Scope.EVERYWHERE, Scope.READING)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "look.filter", "look.next_match", "take.copy", "take.write", "go.help", "leave.back")
    WORDS: ClassVar[Mapping[str, str]] = {
        "look.filter": "search", "go.open": "fold", "look.next_match": "next",
    }  # fmt: skip

    def __init__(self, desk: Desk, trail: tuple[str, ...], passages: Sequence[Passage], file: str) -> None:
        super().__init__(desk)
        self._trail = trail
        self._passages = passages
        self._file = file

    @property
    def trail(self) -> tuple[str, ...]:
        """Return where this is."""
        return self._trail

    @property
    def text(self) -> PassageList:
        """The text."""
        return self.query_one(PassageList)

    def body(self) -> ComposeResult:
        """Lay out the text."""
        yield PassageList(self._passages, id="reading")

    def places(self) -> Sequence[int]:
        """Return what ``n`` goes to while nothing is searched, as places of passages."""
        return ()

    def nothing_to_go_to(self) -> str:
        """Return what to say where ``n`` leads nowhere."""
        return "search with / first"

    # --- looking ------------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Fold what is under the cursor, or unfold it."""
        if not self.text.flip():
            self.say("there is nothing to fold here", "muted")

    def action_filter(self) -> None:
        """Ask what to search."""
        self.ask("/", self.text.needle)

    def prompt_edited(self, sign: str, text: str) -> None:
        """Mark it as it is typed, and say how often it stands here."""
        if sign == "/":
            self.text.mark(text)
            self.prompt.hint(_found(len(self.text.matches())) if text else "")

    def prompt_submitted(self, sign: str, text: str) -> bool:
        """Go to the first match below, or write to the file of that name."""
        if sign == "W":
            if text.strip():
                self._write(Path(text.strip()).expanduser().absolute())
            return True
        self.text.mark(text)
        if text:
            self.call_after_refresh(self.action_match, 1)
        return True

    def prompt_abandoned(self, sign: str) -> None:
        """Search for nothing."""
        if sign == "/":
            self.text.mark("")

    def peel(self) -> bool:
        """Take the search away."""
        had = bool(self.text.needle)
        self.text.mark("")
        return had

    def action_match(self, step: int) -> None:
        """Go to the next match, or the one before; without a search, to what matters here."""
        seen = self.text
        places = seen.matches() if seen.needle else list(self.places())
        if not places:
            self.say(f"{seen.needle!r} is not here" if seen.needle else self.nothing_to_go_to(), "muted")
            return
        number = seen.go_among(places, step)
        self.say(f"{count(number)} of {count(len(places))}", "muted")

    # --- taking along -------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Choose what to copy."""
        passage, whole = self.text.current, self.lines()
        choices: dict[str, tuple[str, Sequence[str]]] = {"all": (f"all {count(len(whole))} lines", whole)}
        if passage is not None:
            choices = {"line": ("this line", (passage.copied or passage.text).splitlines()), **choices}
        rows = [
            Choice(id_, (Piece(f"{name:<18}", "bold"), Piece(shorten(" ".join(lines[:3]), 200), "muted")))
            for id_, (name, lines) in choices.items()
        ]

        def chosen(id_: str | None) -> None:
            if id_ is not None:
                copy_lines(self, *choices[id_])

        pick(self, Picker("Copy", rows), chosen)

    def action_write(self) -> None:
        """Ask for the name of a file."""
        self.ask("W", self._file)
        self.prompt.hint("⏎ writes all of it, esc gives up")

    def lines(self) -> Sequence[str]:
        """Return the whole text, folded or not, as lines."""
        return [
            f"{'  ' * each.depth}{each.sign.text + ' ' if each.sign else ''}{each.text}"
            for each in self.text.passages
        ]

    def _write(self, path: Path) -> None:
        try:
            lines = write_text(path, self.lines())
        except FileExistsError:
            self.say(f"{path} exists already and was left alone; W asks for another name", "warning")
        except OSError as error:
            self.say(f"{path} could not be written: {error.strerror}", "error")
        else:
            self.say(f"wrote {count(lines)} lines to {path}", stays=True)


def _found(number: int) -> str:
    return "not here" if not number else f"{count(number)} place{'' if number == 1 else 's'}"
