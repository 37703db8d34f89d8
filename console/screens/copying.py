"""Handing text to the terminal's clipboard, or keeping it in a file where that cannot take it."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from console.core.figures import count
from console.core.sanitize import sanitize
from console.screens.base import ConsoleScreen
from console.screens.picker import Choice, Picker, pick
from console.terminal.clipboard import MOST_COPIED, Way
from console.widgets.cell import Piece, shorten

if TYPE_CHECKING:
    from console.terminal.app import TerminalApp

KEPT: Final = "copied.txt"
"""The file that keeps what no clipboard takes; the next such copy takes its place."""


def copy_menu(screen: ConsoleScreen, choices: Mapping[str, tuple[str, str]]) -> None:
    """Show what can be copied, by id: its name and its text; copy what is chosen."""
    rows = [
        Choice(id_, (Piece(f"{name:<14}", "bold"), Piece(shorten(text, 200), "muted")))
        for id_, (name, text) in choices.items()
    ]

    def chosen(id_: str | None) -> None:
        if id_ is not None:
            copy(screen, *choices[id_])

    pick(screen, Picker("Copy", rows), chosen)


def copy(screen: ConsoleScreen, name: str, text: str) -> None:
    """Copy one line of ``text``, which a person calls ``name``.

    What is shown is what is copied: a line break or a sequence in it would act where it is pasted.
    """
    text = sanitize(text)

    async def copied() -> None:
        why = why_not(screen, len(text.encode()))
        if why:
            keep_text(screen, name, text, why)
        else:
            await hand_over(screen, f"{name}: {shorten(text, 60)}", text)

    screen.run_worker(copied(), group="copy", name="copy", exclusive=True)


def copy_lines(screen: ConsoleScreen, name: str, lines: Sequence[str]) -> None:
    """Copy several lines, each as it is shown; of a single one no more than `copy` does."""
    if len(lines) < 2:
        copy(screen, name, "".join(lines))
        return
    text = "\n".join(sanitize(line) for line in lines)

    async def copied() -> None:
        size = len(text.encode())
        why = why_not(screen, size)
        if why:
            keep_text(screen, name, text, why)
        else:
            await hand_over(screen, f"{name}: {count(len(lines))} lines, {count(size)} bytes", text)

    screen.run_worker(copied(), group="copy", name="copy", exclusive=True)


def why_not(screen: ConsoleScreen, size: int = 0) -> str:
    """Return why so many bytes cannot be handed to the clipboard; empty where they can."""
    if _app(screen).clipboard_way is Way.NONE:
        return "this terminal has no clipboard"
    return "" if size <= MOST_COPIED else f"{count(size)} bytes are more than terminals take"


async def hand_over(screen: ConsoleScreen, what: str, text: str) -> None:
    """Hand ``text`` to the clipboard and say so; ``what`` it is follows. That it arrived nobody can know."""
    way = await _app(screen).hand_over(text)
    where = "tmux and the terminal's clipboard" if way is Way.TMUX else "the terminal's clipboard"
    screen.say(f"sent to {where}: {what}")


def kept_file(screen: ConsoleScreen) -> Path | None:
    """Return the file for what is too long for a clipboard; None where there is no place for it."""
    folder = screen.desk.settings.copies_folder
    return None if folder is None else folder / KEPT


def keep_text(screen: ConsoleScreen, name: str, text: str, why: str) -> None:
    """Keep in the file what cannot be handed over, and say where it is."""
    path = kept_file(screen)
    if path is None:
        screen.say(f"{name} was not copied: {why}", "warning")
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text + "\n")
    except OSError as error:
        screen.say(f"{name} was not copied: {why}; nor could {path} be written: {error.strerror}", "error")
    else:
        screen.say(f"saved {name} to {path}: {why}", "warning", stays=True)


def _app(screen: ConsoleScreen) -> "TerminalApp":
    return cast("TerminalApp", screen.app)
