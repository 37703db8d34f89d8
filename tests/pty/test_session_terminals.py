"""The same session by our output and by Textual's own, each on a terminal of its own: cell by cell the same.

In the emulator and in a real tmux: text, colours, attributes, and the cursor.
"""

from __future__ import annotations

import os
import random
import re
import select
import shlex
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, Protocol

import pytest
from memory_console import console, look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

QUICK: Final = 1
SEEDS: Final = int(os.environ.get("JOBCONSOLE_TEST_SEEDS", "8"))
"""Sessions in all, in each of the two. `make test-sessions` plays more."""

PATIENCE: Final = 60.0
"""Seconds that two terminals may take to be alike."""

Shown = tuple[list[object], object]
"""The lines of a screen, and its cursor."""


class Side(Protocol):
    """One terminal, and the console that plays on it."""

    def resize(self, columns: int, rows: int) -> None: ...
    def shown(self) -> Shown: ...
    def wait(self) -> None:
        """Let a moment pass, in which what was sent is taken in."""
        ...

    def close(self) -> None: ...


class Played:
    """Listens to a session and answers each of its lines when told to."""

    def __init__(self, seed: int, folder: Path, *, stock: bool) -> None:
        self.name = "stock" if stock else "ours"
        path = str(folder / self.name)
        self.argv = [sys.executable, "-m", "tui.run_session", str(seed), path, *(["stock"] if stock else [])]
        self._listens = socket.socket(socket.AF_UNIX)
        self._listens.bind(path)
        self._listens.listen()
        self._connection: socket.socket | None = None
        self._came = b""

    def line(self, wait: Callable[[], None]) -> str:
        """Return the next line; ``wait`` is called until it has come."""
        deadline = time.monotonic() + PATIENCE
        while b"\n" not in self._came:
            assert time.monotonic() < deadline, "the session stands still"
            wait()
            self._take()
        line, _, self._came = self._came.partition(b"\n")
        return line.decode()

    def _take(self) -> None:
        heard = self._connection or self._listens
        if not select.select([heard], [], [], 0)[0]:
            return
        if self._connection is None:
            self._connection, _ = self._listens.accept()
            return
        came = self._connection.recv(4096)
        assert came, "the session broke off"
        self._came += came

    def go_on(self) -> None:
        """Answer."""
        assert self._connection is not None
        self._connection.sendall(b"\n")

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._listens.close()


class Emulated:
    """The emulator of the tests. It answers late now and then, as a line does."""

    def __init__(self, argv: Sequence[str], chance: random.Random, **variables: str) -> None:
        self.terminal = console(argv=argv, TEXTUAL_ANIMATIONS="none", **variables)
        self._chance = chance

    def resize(self, columns: int, rows: int) -> None:
        self.terminal.resize(columns, rows)

    def shown(self) -> Shown:
        self.terminal.answers = True
        self.terminal.answer()
        cursor = self.terminal.screen.cursor
        return list(look(self.terminal)), (cursor.x, cursor.y, cursor.hidden)

    def wait(self) -> None:
        if self._chance.random() < 0.1:
            self.terminal.answers = not self.terminal.answers
            if self.terminal.answers:
                self.terminal.answer()
        self.terminal.read(0.02)

    def close(self) -> None:
        self.terminal.close()


TMUX_OPTIONS: Final = """\
set -g status off
set -g default-terminal tmux-256color
set -as terminal-features ",xterm-256color:RGB"
set -g escape-time 0
"""


class Tmux(Emulated):
    """A real tmux on the emulator: what it shows there, and what it holds for the cells of its own screen."""

    def __init__(self, played: Played, folder: Path) -> None:
        options = folder / "tmux.conf"
        options.write_text(TMUX_OPTIONS)
        self._tmux = ["tmux", "-L", f"{played.name}.tmux", "-f", str(options)]
        self._variables = {"TMUX_TMPDIR": str(folder)}
        start = shlex.join(["env", "COLORTERM=truecolor", *played.argv])
        super().__init__([*self._tmux, "new-session", start], random.Random(0), **self._variables)

    def shown(self) -> Shown:
        cursor = "#{cursor_x},#{cursor_y},#{cursor_flag}"
        told = self._run("capture-pane", "-e", "-p", ";", "display-message", "-p", cursor)
        screen, _, where = told.rstrip("\n").rpartition("\n")
        drawn, drawn_cursor = super().shown()
        return [*cells_of(screen), *drawn], (where, drawn_cursor)

    def _run(self, *words: str) -> str:
        done = subprocess.run(
            [*self._tmux, *words],
            env={**os.environ, **self._variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.stdout

    def close(self) -> None:
        self._run("kill-server")
        super().close()


# --- what tmux tells of its cells -------------------------------------------------------------------

LOOK = re.compile(r"\x1b\[([0-9;:]*)m|\x1b\]8;[^\x1b]*\x1b\\|(.)", re.DOTALL)
SEEN_ON_A_SPACE: Final = {"4", "7", "9", "4:2", "4:3", "4:4", "4:5"}


def cells_of(screen: str) -> list[object]:
    """Read a captured screen: what each cell shows and how, of a space what can be seen of one.

    A look goes on from line to line, as tmux writes it.
    """
    fore = back = ""
    marks: frozenset[str] = frozenset()
    lines: list[object] = []
    for line in screen.split("\n"):
        cells: list[tuple[str, str, str, frozenset[str]]] = []
        for match in LOOK.finditer(line):
            if match[1] is not None:
                fore, back, marks = looks_of(match[1], fore, back, marks)
            elif match[2]:
                shown_marks = marks if match[2] != " " else marks & SEEN_ON_A_SPACE
                cells.append((match[2], fore if match[2] != " " or shown_marks else "", back, shown_marks))
        while cells and cells[-1][0] == " " and not cells[-1][3]:
            cells.pop()  # which cells at a line's end are left out depends on how they were erased
        lines.append(cells)
    return lines


def looks_of(codes: str, fore: str, back: str, marks: frozenset[str]) -> tuple[str, str, frozenset[str]]:
    words = codes.split(";")
    while words:
        word = words.pop(0)
        if word in ("", "0"):
            fore, back, marks = "", "", frozenset()
        elif word in ("38", "48"):
            count = 4 if words[0] == "2" else 2
            colour, words = " ".join(words[:count]), words[count:]
            fore, back = (colour, back) if word == "38" else (fore, colour)
        elif word in ("39", "49"):
            fore, back = ("", back) if word == "39" else (fore, "")
        elif re.fullmatch(r"[39][0-7]", word):
            fore = word
        elif re.fullmatch(r"4[0-7]|10[0-7]", word):
            back = word
        elif word != "58":
            marks |= {word}
    return fore, back, marks


Pair = tuple[Played, Side]
"""A session, and the terminal that it is played on."""


# --- the sessions -----------------------------------------------------------------------------------


def play(ours: Pair, stock: Pair) -> None:
    """Take both through the session, and look at both whenever both stand."""
    while True:
        lines = [played.line(lambda: wait(ours[1], stock[1])) for played, _ in (ours, stock)]
        assert lines[0] == lines[1]
        kind, *numbers = lines[0].split()
        if kind == "size":
            for _, side in (ours, stock):
                side.resize(int(numbers[0]), int(numbers[1]))
        else:
            become_alike(ours[1], stock[1], lines[0])
        for played, _ in (ours, stock):
            played.go_on()
        if kind == "end":
            return


def become_alike(ours: Side, stock: Side, when: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while (one := ours.shown()) != (other := stock.shown()):
        if time.monotonic() > deadline:
            cells = [
                (y, x, mine, theirs)
                for y, (my, their) in enumerate(zip(one[0], other[0], strict=True))
                for x, (mine, theirs) in enumerate(zip_longest(my, their))  # type: ignore[call-overload]
                if mine != theirs
            ]
            raise AssertionError(f"{when}: cursors {one[1]}, {other[1]}; cells {cells[:8]}")
        wait(ours, stock)


def wait(*sides: Side) -> None:
    for side in sides:
        side.wait()


@contextmanager
def playing(seed: int, folder: Path, on: Callable[[Played], Side]) -> Iterator[tuple[Pair, Pair]]:
    """Open both consoles, each on a terminal of its own."""
    with ExitStack() as stack:
        pairs: list[Pair] = []
        for stock in (False, True):
            played = Played(seed, folder, stock=stock)
            stack.callback(played.close)
            side = on(played)
            stack.callback(side.close)
            pairs.append((played, side))
        yield pairs[0], pairs[1]


def seeds(quick: int) -> list[object]:
    heavy = [pytest.param(seed, marks=pytest.mark.heavy) for seed in range(quick, SEEDS)]
    return [*range(quick), *heavy]


@pytest.mark.parametrize("seed", seeds(QUICK))
def test_in_an_emulator_that_answers_when_it_likes(seed: int, state_dir: Path) -> None:
    chance = random.Random(seed)
    with playing(seed, state_dir, lambda played: Emulated(played.argv, chance)) as (ours, stock):
        play(ours, stock)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
@pytest.mark.parametrize("seed", seeds(QUICK))
def test_in_a_real_tmux(seed: int, state_dir: Path) -> None:
    with playing(seed, state_dir, lambda played: Tmux(played, state_dir)) as (ours, stock):
        play(ours, stock)
