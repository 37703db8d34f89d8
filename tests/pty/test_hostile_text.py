"""Nothing that a job says drives the terminal: every sequence in the output is one of the console's own."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from terminal import Terminal

from console.backends.local import LocalBackend
from console.config.state import StateFolder
from console.model import Action, StartRequest, Verb
from console.testing import reached

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

EVIL = (
    "\x1b]0;EVILTITLE\x07\x1b]52;c;RVZJTA==\x07\x1b[71;71H\x1b[2J\x1b[?1049l\x1b[?9001h\x1b[6n"
    "\x1bPEVILDCS\x1b\\\x1b_EVILAPC\x1b\\\x1bc\x1b]8;;http://evil/\x07link\x9b71;72H\x9d0;EVILC1\x9c\u202eevil\u2066\r\bend"
)
"""A title, the clipboard, the cursor, modes, reports, strings of every kind, a reset, C1, bidi."""

WORKFLOW = """
name: evil
params: {text: {}}
nodes:
  logs: {run: 'printf "%s\\n" "$PARAM_TEXT" "$PARAM_TEXT" >&2; printf "%s\\n" "$PARAM_TEXT"; exit 3'}
  ask: {approval: {prompt: "Go on with ${{ params.text }}?"}}
  gate: {run: 'true', pause: before, pause_message: Look}
"""

OWN = re.compile(
    rb"""
      \x1b\[ [0-9;:]* m                     # colours
    | \x1b\[ [0-9;]* [@ABCDGHJKLMPXdfr]     # the cursor, erasing, lines and columns put in and out
    | \x1b\[ \? (?:25|1049|1004|2004|2026|2048|7|1000|1002|1003|1006|1015|1016) [hl]
    | \x1b\[ \? (?:2026|2048) \$p           # what the terminal can do
    | \x1b\[ [<>=]? [0-9;]* u               # the keyboard's mode
    | \x1b\[ > [0-9;]* [mq]
    | \x1b[=>78DM]
    | \x1b\(B
    | \x1b\]22; [a-z-]* \x07              # the pointer's shape
    """,
    re.VERBOSE,
)

C1 = re.compile(rb"\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")


class Stage:
    """A host with a job that says what no job should."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "state"

    async def set(self) -> str:
        backend = LocalBackend("local", self.state, slots=2)
        try:
            source = f"/tmp/{EVIL.replace('/', '')}.yaml"
            request = StartRequest(
                None, {"text": EVIL}, name=f"name {EVIL}", text=WORKFLOW, source=source, folder="/tmp"
            )
            job = await backend.start(request)
            await reached(backend, job, lambda detail: detail.job.waiting == 3)
            for reason in (EVIL, "\x1b]0;EVILTITLE\x07"):
                await backend.act(Action(Verb.PAUSE, job, reason=reason))
                await backend.act(Action(Verb.CONTINUE, job, reason=reason))
            return job
        finally:
            await backend.close()

    async def strike(self) -> None:
        backend = LocalBackend("local", self.state)
        try:
            await backend.stop_host(kill=True)
        finally:
            await backend.close()

    @property
    def environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
        return {
            **inherited,
            "PYTHONPATH": str(ROOT),
            "JOBCONSOLE_STATE_DIR": str(StateFolder(self.state).path),
            "JOBCONSOLE_CONFIG_DIR": str(self.folder / "config"),
            "TERM": "xterm-256color",
        }

    def run(self, *words: str, **env: str) -> Terminal:
        command = [sys.executable, "-P", "-m", "console.cli", *words]
        return Terminal(command, env={**self.environment, **env}, columns=120, rows=36, cwd=str(self.folder))


@pytest.fixture
def stage(state_dir: Path) -> Iterator[Stage]:
    stage = Stage(state_dir)
    yield stage
    asyncio.run(stage.strike())


def foreign(output: bytes) -> list[bytes]:
    """Every place where the output holds a sequence or a control that is not the console's own."""
    rest = OWN.sub(b"", output)
    found = [rest[match.start() : match.start() + 40] for match in re.finditer(rb"\x1b", rest)]
    found += [rest[match.start() : match.start() + 20] for match in C1.finditer(rest)]
    found += [match.group() for match in re.finditer(rb"[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]", rest)]
    # Known kinds, but as the job wrote them.
    found += [evil for evil in (b"\x1b[71;71H", b"\x1b[?9001h", b"\x1b[6n") if evil in output]
    return found


@pytest.mark.parametrize(
    "env",
    [
        {},
        pytest.param({"NO_COLOR": "1"}, marks=pytest.mark.heavy),
        pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0"}, marks=pytest.mark.heavy),
    ],
)
def test_no_screen_of_the_console_passes_on_what_a_job_says(stage: Stage, env: dict[str, str]) -> None:
    asyncio.run(stage.set())
    with stage.run(**env) as terminal:
        terminal.wait_for("name")
        terminal.drain()
        # The job, its tabs, its log with wrap and times; the dialogs; the inbox, the audit, the forms, help.
        for keys in (
            *("\r", "\t", "j", "j", "l", "w", "t", "G", "g", "/EVIL\r", "n", "\x1b", "\x1b"),
            *("i", "\x1b", "x", "\x1b", "s", "\x1b", "r", "\x1b", "+", "\x1b", "m", "\x1b", "\x1b", "\x1b"),
            *(":paused\r", "j", "j", "c", "\x1b", "\x1b", ":audit\r", "j", "\r", "\x1b", "\x1b"),
            *(":start\r", "\r", "\x1b", "\x1b", ":contexts\r", "\x1b", "?", "\x1b"),
        ):
            terminal.send(keys)
            terminal.drain(0.2, seconds=3)
        terminal.send("\x11")
        terminal.wait_end()
        assert "evil" in bytes(terminal.output).decode(errors="replace")
        assert foreign(bytes(terminal.output)) == []


def test_no_verb_passes_on_what_a_job_says(stage: Stage) -> None:
    job = asyncio.run(stage.set())
    (stage.folder / "evil.yaml").write_text(WORKFLOW.replace("exit 3", "exit 0").split("  ask:")[0])
    verbs = (
        ("jobs",),
        ("jobs", "--json"),
        ("jobs", f"name:{EVIL}"),
        ("show", job),
        ("show", job, "--json"),
        ("show", EVIL),
        ("paused",),
        ("workflows",),
        ("logs", job, "--node", "logs"),
        ("logs", job, "--node", "logs", "--follow", "--json"),
        ("logs", job, "--node", EVIL),
        ("audit", job),
        ("audit", "--json"),
        ("cancel", job, "--dry-run"),
        ("pause", job, "--yes", "--reason", EVIL),
        ("run", "evil.yaml", "-p", f"text={EVIL}", "--name", EVIL, "--follow"),
        ("run", f"{EVIL}.yaml"),
        ("open", EVIL),
        ("--context", EVIL, "jobs"),
        (EVIL,),
        ("--plain",),
        ("--plain", "show", job),
        ("--plain", "paused"),
        ("--plain", "logs", job, "--all-nodes"),
        ("--plain", "workflows", "evil"),
        ("--plain", "audit"),
        ("--plain", "context", "list"),
    )
    for words in verbs:
        with stage.run(*words) as terminal:
            terminal.wait_end(seconds=30)
            terminal.drain(0)
            assert terminal.output, words
            assert b"\x1b" not in terminal.output, words
            assert foreign(bytes(terminal.output).replace(b"\r\n", b"\n")) == [], words
