"""A workflow file with mistakes: every one at its place, and the editor a key away."""

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from textual import work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from console.client.trouble import Trouble, TroubleKind
from console.client.workflow_file import expanded
from console.core.sanitize import sanitize
from console.core.visible import make_visible_in_place
from console.keymap import Scope
from console.model import FileMistake
from console.screens.base import screen_bindings
from console.screens.desk import Desk
from console.screens.form_source import file_request
from console.screens.notice import NoticeText
from console.screens.places import FilePlace, FormPlace, Go
from console.screens.table import TableScreen
from console.widgets.cell import Piece, shorten
from console.widgets.glyph import glyph
from console.widgets.table_list import Spec

AROUND: Final = 2
"""Lines of the file shown above and below the one with the mistake."""

_TAKES_LINE: Final = frozenset(
    {"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "joe", "kak", "micro", "ne"}
)
"""Editors that go to a line by ``+LINE``. Others might take it for a file of that name."""


class FileScreen(TableScreen[FileMistake], inherit_bindings=False):
    """One row a mistake; enter opens the file there, and on return it is read again."""

    SCOPES = (Scope.EVERYWHERE, Scope.START)
    BINDINGS: ClassVar[list[BindingType]] = screen_bindings(SCOPES)
    FOOTER = ("go.open", "look.filter", "leave.back", "go.help")
    WORDS: ClassVar[Mapping[str, str]] = {"go.open": "edit there"}
    WHAT = "The file"
    SPECS = (
        Spec("PLACE", 8, align="right"),
        Spec("FIELD", 16, share=1, drop=1),
        Spec("WHAT IS WRONG", 40, share=3),
    )
    DEFAULT_CSS = """
    FileScreen #excerpt { height: auto; padding: 0 1; background: $surface; color: $foreground; }
    """

    def __init__(self, desk: Desk, place: FilePlace) -> None:
        super().__init__(desk)
        self._path = place.file
        self._lines: Sequence[str] = ()
        self._refused: NoticeText | None = None
        """Why the file is not looked at, where it is not: nobody was asked then."""

    @property
    def trail(self) -> tuple[str, ...]:
        """Say which file this is."""
        return ("start", self._path)

    def body(self) -> ComposeResult:
        """Lay out the mistakes, and the lines of the file around the one under the cursor."""
        yield from super().body()
        yield Static(id="excerpt", markup=False)

    async def fetch(self) -> Sequence[FileMistake] | Trouble:
        """Have the file checked; without a mistake go on to its form."""
        session = self.desk.session
        asked = await file_request(self._path, session)
        if isinstance(asked, NoticeText):
            self._refused = asked
            return Trouble(TroubleKind.OTHER, asked.headline, "", "\n".join(asked.lines))
        self._refused = None
        plan = await session.plan_start(asked)
        if plan is None:
            return Trouble(TroubleKind.UNSUPPORTED, f"{session.context} takes no workflow files.")
        if isinstance(plan, Trouble):
            return plan
        self._lines = (asked.text or "").splitlines()
        if not plan.mistakes:
            self.post_message(Go(FormPlace(file=self._path), instead=True))
        return plan.mistakes

    def show_items(self, trouble: Trouble | None = None) -> None:
        """Show the mistakes, and count them."""
        super().show_items(trouble)
        self.cursor_moved()

    def name_of(self, item: FileMistake) -> str:
        """Return what tells one mistake from another."""
        return f"{item.line}:{item.column}:{item.path}:{item.message}"

    def cells(self, item: FileMistake) -> Sequence[Piece]:
        """Return a mistake's cells."""
        return (
            Piece(item.place or "file", "accent"),
            Piece(item.path, "secondary"),
            Piece(item.message, "foreground"),
        )

    def _notice(self, trouble: Trouble | None) -> NoticeText | None:
        if self._refused is None or self.items is not None:
            return super()._notice(trouble)
        again = f"{self.desk.face('look.refresh')} asks again, {self.desk.face('leave.back')} goes back."
        return NoticeText(self._refused.headline, (*self._refused.lines, "", again))

    def empty(self) -> NoticeText:
        """Say that the form comes."""
        return NoticeText("The file has no mistakes.", ("Its form is opened …",))

    def fit_words(self) -> None:
        """Cut the excerpt anew."""
        super().fit_words()
        self.cursor_moved()

    def cursor_moved(self) -> None:
        """Show the place in the file, and the whole sentence, which the row may have cut."""
        box = self.query_one("#excerpt", Static)
        item = self.table.item if self.table.display else None
        box.display = item is not None
        if item is not None:
            box.update(_excerpt(item, self._lines, self.size.width - 2))
            total = len(self.table.items)
            self.status_line.note(
                Piece(f"{self.table.cursor + 1} of {total} mistake{'' if total == 1 else 's'}", "bold"),
                Piece("   edited elsewhere? ctrl+r reads it again", "muted"),
            )

    # --- mending ----------------------------------------------------------------------------------

    def action_open(self) -> None:
        """Open the file in the editor, at the mistake under the cursor."""
        item = self.table.item
        if item is not None:
            self._edit(item.line)

    @work(group="edit", name="edit", exclusive=True)
    async def _edit(self, line: int) -> None:
        words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
        path = str(expanded(self._path))
        at = [f"+{line}"] if line and os.path.basename(words[0]) in _TAKES_LINE else []
        try:
            with self.app.suspend():  # pyright: ignore[reportUnknownMemberType]
                subprocess.run([*words, *at, path], check=False)  # noqa: ASYNC221 - the console stands still
        except SuspendNotSupported:
            self.say(
                "this terminal cannot be left for an editor; edit the file beside it, ctrl+r reads it",
                "warning",
            )
        except OSError as error:
            self.say(f"{words[0]} could not be started: {error.strerror}; set EDITOR", "error")
        self.refresh(repaint=True, layout=True)
        self.read_soon()


def _excerpt(item: FileMistake, lines: Sequence[str], width: int) -> Content:
    """Return the lines around a mistake with their numbers, its place marked; below it what is wrong."""
    parts: list[str | tuple[str, str]] = []
    first = max(1, item.line - AROUND)
    for number in range(first, min(len(lines), item.line + AROUND) + 1) if item.line else ():
        text = make_visible_in_place(lines[number - 1].expandtabs(4))
        here = number == item.line
        sign = glyph("▌") if here else " "
        parts.append(
            (f"{sign}{number:>5}  {shorten(text, width - 8)}\n", "bold $foreground" if here else "$muted")
        )
        if here and 0 < item.column <= width - 8:
            parts.append((f"{'':>8}{' ' * (item.column - 1)}^\n", "$error"))
    parts.append((sanitize(f"{item.path}: {item.message}" if item.path else item.message), "$error"))
    return Content.assemble(*parts)
