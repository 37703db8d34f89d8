"""On a terminal: a link opens its screen, and what is pasted is text and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOUD = """
version: 1
name: loud
nodes:
  speak: {run: "echo one; echo two; echo three"}
"""
PASTE = "\x1b[200~{}\x1b[201~"


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    try:
        yield made
    finally:
        made.end()


def test_a_link_opens_its_screen_and_prints_the_same_without_a_terminal(desk: Desk) -> None:
    job = desk.start(LOUD)
    desk.reached(job, lambda detail: detail.job.has_ended)
    link = f"jobconsole://local/jobs/{job}/nodes/speak/executions/1/log?line=2"
    with desk.terminal("open", link) as terminal:
        terminal.wait_for("three")
        assert "speak" in terminal.text
        terminal.send("\x11")  # ctrl+q
        assert terminal.wait_end() == 0
    heading, _, *lines = desk.verb("open", link).splitlines()
    assert heading.endswith(f": log of speak, execution 1, of {job} loud")
    assert lines == ["one", "two", "three"]


def test_what_is_pasted_is_no_key_and_runs_no_command(desk: Desk) -> None:
    desk.start(LOUD)
    with desk.terminal() as terminal:
        terminal.wait_for("loud")
        terminal.send(PASTE.format("q0x\ry\r:quit\r"))
        terminal.send(":")
        terminal.wait_for("earlier ones")
        terminal.send(PASTE.format("jobs name:loud\rquit\r"))
        terminal.wait_for(": jobs name:loud quit")
        terminal.send("\x1b")
        terminal.wait_for("? help")
        terminal.send("/")
        terminal.wait_for("give up")
        terminal.send(PASTE.format("loud\r4q"))
        terminal.wait_for("/ loud 4q")
        terminal.send("\x1b\x11")
        assert terminal.wait_end() == 0
