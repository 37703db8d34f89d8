"""Taking something of a log along: to the terminal's clipboard, or into a pager."""

import os
import shlex
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from textual.app import SuspendNotSupported

from console.backends.base import BackendError
from console.client.link import MOST_COPIED, logs_command, show_command
from console.client.log_export import write_log
from console.client.log_lines import HeldLine
from console.client.log_window import LogReader
from console.client.trouble import trouble_of
from console.core.log_pattern import shown_text
from console.core.sanitize import sanitize
from console.model import LogRef
from console.screens.base import ConsoleScreen
from console.screens.picker import Choice, Picker, pick
from console.widgets.cell import Piece, shorten
from console.widgets.log_view import LogView


def copy_from_log(screen: ConsoleScreen, ref: LogRef, view: LogView) -> None:
    """Let a person choose what of a log to copy, and copy it."""
    home = screen.desk.session.home(ref.job)
    own = replace(ref, job=home.plain(ref.job))
    command = logs_command(home.context, own) if own.node else show_command(home.context, own.job)
    choices = {
        "link": ("the link", screen.link),
        "command": ("the command", command),
    }
    number = view.current
    held = view.lines.get(number) if number is not None else None
    if isinstance(held, HeldLine) and number is not None:
        choices = {"line": (f"line {number + 1:,}", shown_text(held.line)), **choices}
    copy_menu(screen, choices)


def copy_menu(screen: ConsoleScreen, choices: dict[str, tuple[str, str]]) -> None:
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
    """Hand ``text`` to the terminal's clipboard, unless it is more than terminals take.

    What is shown is what is copied: a line break or a sequence in it would act where it is pasted.
    """
    text = sanitize(text)
    size = len(text.encode())
    if size > MOST_COPIED:
        screen.say(f"{name} is too long for the clipboard ({size:,} bytes); W saves the log", "warning")
        return
    screen.app.copy_to_clipboard(text)  # pyright: ignore[reportUnknownMemberType]
    screen.say(f"gave {name} to the terminal's clipboard: {shorten(text, 60)}")


async def open_in_pager(screen: ConsoleScreen, reader: LogReader, ref: LogRef) -> None:
    """Write a log to a file of its own and show it in $PAGER; the file goes when the pager ends."""
    words = shlex.split(os.environ.get("PAGER", "")) or ["less"]
    with tempfile.TemporaryDirectory(prefix="jobconsole-") as folder:
        path = Path(folder, f"{ref.execution}.log")
        try:
            await write_log(reader, ref, path, raw=False)
        except BackendError as error:
            screen.complain(trouble_of(error))
            return
        except OSError as error:
            screen.say(f"the log could not be written for the pager: {error.strerror}", "error")
            return
        try:
            with screen.app.suspend():  # pyright: ignore[reportUnknownMemberType]
                subprocess.run([*words, str(path)], check=False)  # noqa: ASYNC221 - the console stands still
        except SuspendNotSupported:
            screen.say("this terminal cannot be left for a pager; W saves the log", "warning")
        except OSError as error:
            screen.say(f"{words[0]} could not be started: {error.strerror}; set PAGER", "error")
    screen.refresh(repaint=True, layout=True)
