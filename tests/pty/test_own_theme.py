"""A theme of one's own is a file, and is found by the command itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from desk import ROOT, Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from terminal import Terminal

# Textual rounds down what it lays over something else.
GROUND = re.compile(rb"48;2;6[34];0;0")
PAPER = re.compile(rb"48;2;2(?:50|49);24[67];2(?:40|39)")

OURS = (ROOT / "themes" / "dark.toml").read_text()


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    (made.folder / "config" / "themes").mkdir()
    made.verb("jobs")
    try:
        yield made
    finally:
        made.end()


def _write(desk: Desk, name: str, text: str) -> None:
    (desk.folder / "config" / "themes" / name).write_text(text)


def _asks_for(terminal: Terminal, command: str) -> None:
    """Type a command, and each part of it when what it is for is there."""
    terminal.send(":")
    terminal.drain()
    terminal.send(command)
    terminal.wait_for(command)
    terminal.send("\r")


def test_it_can_be_chosen_for_good_and_by_the_command_line(desk: Desk) -> None:
    _write(desk, "mine.toml", OURS.replace('"dark"', '"mine"').replace("#0f1115", "#400000"))
    (desk.folder / "config" / "config.toml").write_text('[console]\ntheme = "mine"\n')

    with desk.terminal(COLORTERM="truecolor") as terminal:
        terminal.wait_until(lambda: GROUND.search(terminal.output) is not None, what="the own ground")
        terminal.wait_for("There are no jobs yet")

        _asks_for(terminal, "theme light")
        terminal.wait_until(lambda: PAPER.search(terminal.output) is not None, what="the light ground")
        before = len(terminal.output)
        _asks_for(terminal, "theme mine")
        terminal.wait_until(lambda: GROUND.search(terminal.output, before) is not None, what="the own ground")


def test_what_is_wrong_in_it_is_told_and_the_console_opens(desk: Desk) -> None:
    _write(desk, "mine.toml", OURS.replace("status-failed", "status-fialed"))

    with desk.terminal(columns=200) as terminal:
        terminal.wait_for("mine.toml: unknown key 'variables.status-fialed'")
        terminal.wait_for("There are no jobs yet")
