"""A person at the console: reads the list, moves to a job, presses a key and answers its dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desk import Desk
    from terminal import Terminal

ASKS = "[ No ]"
CURSOR = "▌"


class Person:
    """Somebody at one console. Leaves it as it is: whoever opened the terminal closes it."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    def row(self, name: str) -> str:
        """The line of the list that shows the job of this name; empty if there is none."""
        return next((line for line in self._lines() if f" {name} " in f"{line} "), "")

    def sees(self, name: str, word: str, *, seconds: float = 60.0) -> None:
        """Wait until the row of a job says ``word``."""
        self.terminal.wait_until(lambda: word in self.row(name), seconds=seconds, what=f"{name} {word}")

    def moves_to(self, name: str) -> None:
        """Put the cursor on the job of this name."""
        self.terminal.wait_until(lambda: bool(self.row(name)), what=name)
        while CURSOR not in self.row(name):
            before = self._cursor()
            self.terminal.send("j" if before < self._lines().index(self.row(name)) else "k")
            self.terminal.wait_until(lambda: self._cursor() != before, what="the cursor move")  # noqa: B023

    def presses(self, key: str, headline: str) -> None:
        """Press the key of an action and see its dialog; again where the view was still being read."""
        for _ in range(3):
            self.terminal.send(key)
            if self.terminal.within(30, lambda: headline in self.terminal.text):
                break
            assert "no job under the cursor" in self.terminal.text, (
                f"{key} got no answer:\n{self.terminal.text}"
            )
        self.terminal.wait_for(ASKS)

    def says_yes(self, *, until: str = "") -> None:
        """Say yes until the dialog takes it and is gone, or shows ``until``.

        A dialog drops keys that arrive before it has stood for a moment; outside dialogs `y` means nothing.
        """

        def taken() -> bool:
            return until in self.terminal.text if until else ASKS not in self.terminal.text

        for _ in range(120):
            if self.terminal.within(0.5, taken):
                return
            self.terminal.send("y")
        raise AssertionError(f"no yes was taken; the screen:\n{self.terminal.text}")

    def does(self, key: str, headline: str) -> None:
        """Press the key of an action and say yes to its dialog."""
        self.presses(key, headline)
        self.says_yes()

    def _lines(self) -> list[str]:
        return self.terminal.text.splitlines()

    def _cursor(self) -> int:
        return next((number for number, line in enumerate(self._lines()) if CURSOR in line), -1)


def at_all_jobs(desk: Desk) -> Person:
    """Open the console on the list of all jobs."""
    terminal = desk.terminal(columns=120, rows=30)
    terminal.wait_for("? help")  # the line of keys comes with a live list
    if "jobs › all" not in terminal.text:  # which it is where nothing needs a person
        terminal.send("4")
        terminal.wait_for("jobs › all")
    return Person(terminal)
