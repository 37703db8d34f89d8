"""The peer of the flood: a file that grows, in Textual's own Log, as a tutorial would write it.

python -m benchmarks.console.stock_log FILE
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Footer, Header, Log, Static

HELP = "go.contexts"
TICK = 0.05


class Help(ModalScreen[None]):
    """Another screen."""

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield Static(f"{HELP}\n" * 40)


class StockLog(App[None]):
    """A header, a log that is followed, a footer."""

    BINDINGS = [("question_mark", "help", "help")]  # noqa: RUF012 - Textual's own shape

    def __init__(self, file: IO[str]) -> None:
        super().__init__()
        self._file = file

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield Header()
        yield Log()
        yield Footer()

    def on_mount(self) -> None:
        """Begin to follow."""
        self.set_interval(TICK, self._read)

    def _read(self) -> None:
        self.query_one(Log).write(self._file.read())

    def action_help(self) -> None:
        """Show another screen."""
        self.push_screen(Help())


if __name__ == "__main__":
    with Path(sys.argv[1]).open() as followed:
        StockLog(followed).run()
