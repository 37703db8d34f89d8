"""Starting a job from a file, and a configuration that changes: the real console on a real terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desk import Desk
from person import Person, at_all_jobs

from console.model import JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHIP = """\
version: 1
name: ship
params:
  what: {description: what is shipped}
nodes:
  pack: {run: "test \\"$PARAM_WHAT\\" = tea"}
  send: {needs: pakc, run: "true"}
"""

EDITOR = """\
#!/bin/sh
# Opened at a line: +LINE FILE would be for editors that are known to take it.
sed -i 's/pakc/pack/' "$1"
"""


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    try:
        yield made
    finally:
        made.end()


def test_a_file_is_mended_in_the_editor_looked_at_and_started(desk: Desk) -> None:
    editor, file = desk.folder / "editor", desk.folder / "ship.yaml"
    editor.write_text(EDITOR)
    editor.chmod(0o755)
    file.write_text(SHIP)
    terminal = desk.terminal(columns=120, rows=30, EDITOR=str(editor))
    with terminal:
        terminal.wait_for("jobs › ")
        terminal.send(f":start {file}\r")
        terminal.wait_for("there is no node 'pakc' (did you mean 'pack'?)")
        terminal.send("\r")
        terminal.wait_for("1 to fill in: what")
        terminal.send("tea")
        terminal.wait_for("what=tea")
        terminal.send("\r\r\r")  # past the job's name and priority, to the button
        Person(terminal).presses("\r", "Start ship")
        assert "2 nodes, in this order:" in terminal.text
        assert "send · after pack" in terminal.text
        Person(terminal).says_yes()
        terminal.wait_for("ship · ")

    assert desk.reached("1", lambda detail: detail.job.has_ended).job.status is JobStatus.SUCCEEDED


def test_a_policy_that_is_written_into_the_file_holds_in_a_running_console(desk: Desk) -> None:
    desk.start("version: 1\nname: night\nnodes: {only: {approval: {prompt: go on?}}}\n")
    config = desk.folder / "config" / "config.toml"
    person = at_all_jobs(desk)
    with person.terminal as terminal:
        person.sees("night", "go on?")
        config.write_text('[contexts.local]\nbackend = "local"\nread_only = true\n')
        config.chmod(0o600)
        terminal.wait_for("local is read-only now")
        terminal.send("x")
        terminal.wait_for("the context local is read-only")

        config.write_text('[contexts.local]\nbackend = "local"\nread_onyl = true\n')
        terminal.wait_for("the settings stay as they were")
        terminal.wait_for("read_onyl")
