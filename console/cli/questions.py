"""Plain questions, one a line, in a terminal: each answer is checked at once, a wrong one asked again."""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias, TypeVar

from console.cli.exits import Exit, Failure
from console.cli.terminal import Terminal

T = TypeVar("T")
Checked: TypeAlias = Callable[[str], str | None]
"""Returns what is wrong with an answer, None where nothing is."""

_YES: Final = {"y": True, "yes": True, "n": False, "no": False}


class Questions:
    """Asks a person. Raises Failure at the end of input and KeyboardInterrupt at ctrl-c."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def tell(self, *lines: str) -> None:
        """Say something between two questions."""
        self._terminal.tell(*lines)

    def text(
        self, question: str, check: Checked, *, default: str = "", needed: bool = True, empty: str = "none"
    ) -> str:
        """Return a text; empty only where it is not ``needed``, and then it means ``empty``."""
        ending = f" [{default}]" if default else "" if needed else f" (empty: {empty})"
        while True:
            answer = self._line(f"{question}{ending}: ") or default
            if not answer and not needed:
                return ""
            wrong = check(answer) if answer else "an answer is needed here"
            if wrong is None:
                return answer
            self.tell(f"  {wrong}")

    def choice(self, question: str, choices: Sequence[tuple[T, str]]) -> T:
        """Return one of the choices, by its number or its first word; the first where nothing is typed."""
        self.tell(f"{question}:", *(f"  {place}  {title}" for place, (_, title) in enumerate(choices, 1)))
        while True:
            answer = self._line("Which one? [1] ") or "1"
            if answer.isascii() and answer.isdigit() and 0 < int(answer) <= len(choices):
                return choices[int(answer) - 1][0]
            named = [value for value, title in choices if title.split()[0].casefold() == answer.casefold()]
            if len(named) == 1:
                return named[0]
            self.tell(f"  type a number from 1 to {len(choices)}")

    def yes(self, question: str, *, default: bool) -> bool:
        """Return whether the answer is yes."""
        while True:
            answer = self._line(f"{question} [{'Y/n' if default else 'y/N'}] ").lower()
            if not answer:
                return default
            if answer in _YES:
                return _YES[answer]
            self.tell("  type y or n")

    def hidden(self, question: str) -> str:
        """Return a secret, which is not shown while it is typed."""
        while True:
            answer = self._terminal.asked_hidden(f"{question} (not shown): ")
            if answer is None:
                raise _left()
            if answer:
                return answer
            self.tell("  an answer is needed here")

    def _line(self, question: str) -> str:
        answer = self._terminal.asked(question)
        if answer is None:
            raise _left()
        return answer


def _left() -> Failure:
    return Failure(Exit.USAGE, "nothing was written: the questions ended before their end")
