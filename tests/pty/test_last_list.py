"""The last list, shown while the rest is loaded: on the real console, whose loading a test holds up.

A gate stands before the import of Textual: what is on the screen while it is shut was there before it.
"""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest
from desk import ROOT, Desk, Gate

from console.model import JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from terminal import Terminal

NIGHT = "version: 1\nname: night\nnodes: {only: {approval: {prompt: go on?}}}\n"
HOLDS_UP = """\
import importlib.abc, os, sys
class Gate(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("textual", "rich", "pydantic", "httpx"):
            sys.meta_path.remove(self)
            with open(os.environ["GATE"]) as gate:
                if gate.readline() == "fail\\n":
                    raise ImportError("the test wants it so")
if "GATE" in os.environ and os.isatty(0):  # not in the host that a console starts
    sys.meta_path.insert(0, Gate())
"""


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    made = Desk(state_dir)
    made.start(NIGHT)
    try:
        yield made
    finally:
        made.end()


@pytest.fixture
def gate(desk: Desk) -> Gate:
    """A console that is `held` goes on when this says so."""
    (desk.folder / "first").mkdir()
    (desk.folder / "first" / "sitecustomize.py").write_text(HOLDS_UP)
    return desk.gate("loading")


def path_of(desk: Desk) -> dict[str, str]:
    return {"PYTHONPATH": f"{desk.folder / 'first'}{os.pathsep}{ROOT}"}


def held(desk: Desk, *words: str, columns: int = 100, rows: int = 24, **variables: str) -> Terminal:
    gated = {**path_of(desk), "GATE": str(desk.folder / "loading"), **variables}
    return desk.terminal(*words, columns=columns, rows=rows, forgets=False, **gated)


def seen_once(desk: Desk, *words: str, **variables: str) -> None:
    """Open a console, see its live list, and leave it: so the list is kept."""
    with desk.terminal(*words, forgets=False, **{**path_of(desk), **variables}) as terminal:
        terminal.wait_for("go on?")
        terminal.send("\x11")
        assert terminal.wait_end() == 0


def kept(desk: Desk) -> list[Path]:
    return list((desk.state / "last-lists").iterdir())


def test_the_last_list_is_there_before_textual_and_says_its_age(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    with held(desk) as terminal:
        terminal.wait_for("not live yet")
        assert " local" in terminal.text
        assert "needs me" in terminal.text
        assert "night" in terminal.text
        assert "as of " in terminal.text
        assert ": opening ..." in terminal.text
        assert not terminal.takes_lines
        # What no key does, none is promised for.
        assert "pause job" not in terminal.text

        gate.say("go")
        terminal.wait_for("? help")
        assert "as of " not in terminal.text
        assert "not live yet" not in terminal.text
        terminal.send("\x11")
        assert terminal.wait_end() == 0
        assert terminal.output.count(b"\x1b[?1049h") == terminal.output.count(b"\x1b[?1049l") == 1
        assert terminal.takes_lines


def test_no_key_that_comes_before_the_live_list_acts_on_anything(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    before = desk.audit("1")
    with held(desk) as terminal:
        terminal.wait_for("not live yet")
        terminal.send("xy\x1b[200~xy\x1b[201~\x1acy")
        gate.say("go")
        terminal.wait_for("a key came before the list was live")
        terminal.wait_for("? help")
        # Keys are heard from here on, in their order: had one of those opened something, this would not come.
        terminal.send(":")
        terminal.wait_for("run it")
        terminal.send("\x11")
        assert terminal.wait_end() == 0

    assert desk.status("1") is JobStatus.PAUSED
    assert desk.audit("1") == before


def test_what_leaves_is_heard_at_any_time(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    with held(desk) as terminal:
        terminal.wait_for("not live yet")
        terminal.send("\x11")
        gate.say("go")

        assert terminal.wait_end() == 0


def test_a_signal_meanwhile_gives_the_terminal_back(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        with held(desk) as terminal:
            terminal.wait_for("not live yet")
            if number is signal.SIGINT:
                terminal.send("\x03")  # nothing has begun that a person could lose
            else:
                os.kill(terminal.pid, number)

            assert terminal.wait_end() == 128 + number
            assert terminal.output.count(b"\x1b[?1049h") == terminal.output.count(b"\x1b[?1049l") == 1
            assert terminal.takes_lines


def test_what_goes_wrong_meanwhile_is_told_on_a_terminal_that_was_given_back(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    with held(desk) as terminal:
        terminal.wait_for("not live yet")
        gate.say("fail")

        assert terminal.wait_end() == 1
        assert terminal.output.rindex(b"\x1b[?1049l") < terminal.output.rindex(b"the test wants it so")
        assert terminal.takes_lines


def test_a_file_that_somebody_else_wrote_drives_no_terminal(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    (file,) = kept(desk)
    document = json.loads(file.read_text())
    file.write_text(json.dumps({**document, "lines": ["night \x1b]52;c;aGk=\x07\x1b]0;mine\x07"]}))
    gate.say("go")
    with held(desk) as terminal:
        terminal.wait_for("? help")
        assert b"not live yet" not in terminal.output
        assert b"\x1b]52" not in terminal.output
        assert b"mine" not in terminal.output


def test_a_list_that_was_seen_in_another_way_is_not_shown(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    for other in (
        lambda: held(desk, "--read-only"),
        lambda: held(desk, columns=90),
        lambda: held(desk, NO_COLOR="1"),
    ):
        gate.say("go")
        with other() as terminal:
            terminal.wait_for("? help")
            assert b"not live yet" not in terminal.output


def test_a_lower_window_shows_what_fits(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    with held(desk, rows=6) as terminal:
        terminal.wait_for("not live yet")
        assert "as of " in terminal.text.splitlines()[0]
        assert "night" in terminal.text


def test_without_colours_and_in_ascii_it_is_so_too(desk: Desk, gate: Gate) -> None:
    seen_once(desk, NO_COLOR="1", LC_ALL="C")
    with held(desk, NO_COLOR="1", LC_ALL="C") as terminal:
        terminal.wait_for("not live yet")
        assert b"38;" not in terminal.output
        assert b"48;" not in terminal.output
        assert bytes(terminal.output).isascii()
        assert "night" in terminal.text


def test_where_it_is_not_wanted_none_is_kept(desk: Desk) -> None:
    seen_once(desk)
    config = desk.folder / "config" / "config.toml"
    config.write_text("[console]\nlast_list = false\n")
    config.chmod(0o600)
    seen_once(desk)

    assert kept(desk) == []


def test_a_host_that_does_not_run_is_started_once_while_the_list_stands_in(desk: Desk, gate: Gate) -> None:
    seen_once(desk)
    desk.verb("engine", "stop")
    with held(desk) as terminal:
        terminal.wait_for("not live yet")
        gate.say("go")
        terminal.wait_for("? help")
        assert "night" in terminal.text
        terminal.send("\x11")
        assert terminal.wait_end() == 0


def test_on_a_poor_terminal_or_none_nothing_stands_in(desk: Desk) -> None:
    seen_once(desk)
    with desk.terminal(forgets=False, TERM="dumb") as terminal:
        terminal.wait_until(lambda: terminal.status is not None or b"night" in terminal.output)
        assert b"\x1b" not in terminal.output
    assert "\x1b" not in desk.verb()
