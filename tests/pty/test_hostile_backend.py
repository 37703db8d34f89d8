"""A fuzz through a pty: a backend of which every string is hostile, and every sequence in the output is ours.

The seeds are fixed: what one of them finds, it finds again. `make test-all` takes many more of them.
"""

from __future__ import annotations

import base64
import pkgutil
import re
import sys
from importlib import import_module
from pathlib import Path

import pytest
from memory_console import console
from own_sequences import CONTROLS, OWN, foreign
from textual.screen import Screen

from console import screens
from console.screens.places import SCREENS as SCREENS_OF_PLACES

HOSTILE = str(Path(__file__).with_name("hostile_console.py"))

SCREENS = (
    *(":job 4127\t\r", "D", "n", "N", "q", "q"),
    *(
        "j",
        "j",
        "k",
        "i",
        "\x1b",
        "\r",
        "j",
        "T",
        "T",
        "a",
        "\x1b",
        "d",
        "G",
        "\x1b",
        "o",
        "\x1b",
        "Y",
        "\x1b",
    ),
    *(
        "l",
        "w",
        "t",
        "t",
        "G",
        "g",
        "/evil\r",
        "n",
        "N",
        "&",
        "\x1b",
        "e",
        "E",
        "\x1b",
        "A",
        "j",
        "a",
        "\x1b",
        "q",
        "q",
        "q",
    ),
    *("x", "\x1b", "s", "\x1b", "r", "\t", "\x1b", "\x1b", "c", "\x1b", "m", "j", "j", "\x1b"),
    *(
        "p",
        "y",
        "y",
        "\x1b",
        "*",
        "x",
        "y",
        "\x1b",
        "\x1b",
        "\x1b",
        "/name:evil\r",
        "\x1b",
        "<",
        "=",
        "b",
        "\x1b",
        "\x1b",
    ),
    *(
        "0",
        "j",
        "j",
        "c",
        "\x1b",
        "i",
        "\x1b",
        "H",
        "j",
        "\r",
        "\x1b",
        "\x1b",
        "@",
        "j",
        "\x1b",
        "+",
        "j",
        "\r",
    ),
    *(
        "\t",
        "\t",
        "x",
        "\x1b",
        "\x1b",
        "\x1b",
        ":nosuch evil\r",
        ":jobs evil\r",
        "4",
        "1",
        "2",
        "3",
        "?",
        "\x1b",
    ),
    *("|", "j", " ", ">", "d", "\r", "\x10", "evil", "\x1b"),
    *(":view save own 5\r", ":view delete own\r", "n"),
    *(":start {folder}/wrong.yaml\r", "j", "k", "q"),
    *(":start {folder}/right.yaml\r", "\x1b", "\r", "\x1b[6~", "\x1b", "q"),
    *("\x1b", "\x1b", "\x1b", "q", "\x1b", "\x12", "j", "\r"),
    *("i", "\x1b", "d", "\x1b", "i", "\x1b"),
)
"""Every screen, pane and dialog; some keys mean nothing where they come, as a person's do."""

FILES = {
    "wrong.yaml": 'name: "evil\\e[7001;7001H"\nnodes:\n  "load\\e]0;evil\\a": {timeout: "evil\\e[7002m"}\n',
    "right.yaml": 'name: right\ndescription: "evil\\e[7001;7001H"\nnodes:\n  load: {run: ./load}\n',
}
"""Workflow files of an enemy: one with mistakes, which are shown, and one that can be started."""

QUIET = 0.06
"""Seconds at rest after which a key has been dealt with, as good as always."""

PATIENT = 0.13
"""The same after an Escape, which waits for what may follow; and where no key may come too early."""

ESCAPE = "\x1b"

MANY = [pytest.param(seed, marks=pytest.mark.heavy) for seed in range(102, 123)]


COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
EVIL_COPY = b"ZXZpbA=="
"""What the texts of the enemy would copy."""


def by_nobody(output: bytes) -> bytes:
    """Return an output without what was copied by a key: a slow machine may meet Enter with a menu."""
    return COPIED.sub(lambda copy: copy[0] if copy[1] == EVIL_COPY else b"", output)


def everything_shown(
    folder: Path, seed: int, *more: str, charset: str = "utf-8", quiet: float = QUIET, **variables: str
) -> bytes:
    """Run through every screen and return all that was sent. The enemy's files are put into ``folder``."""
    for name, text in FILES.items():
        (folder / name).write_text(text)
    argv = [sys.executable, HOSTILE, str(seed), *more]
    variables["CRASHES"] = str(folder)
    with console(argv=argv, charset=charset, **variables) as terminal:
        terminal.wait_until(lambda: b"evil" in terminal.output, what="a job")
        terminal.drain(PATIENT)
        for keys in SCREENS:
            terminal.send(keys.format(folder=folder))
            terminal.drain(PATIENT if keys == ESCAPE else quiet)
        terminal.send("\x11")
        status = terminal.wait_end()
        kept = folder / "console-crash.log"
        assert status == 0, kept.read_text() if kept.is_file() else terminal.text
        return bytes(terminal.output)


def every_screen() -> set[str]:
    """The names of all screens and dialogs that the console can show."""
    for module in pkgutil.iter_modules(screens.__path__):
        import_module(f"{screens.__name__}.{module.name}")
    found: set[type] = set()
    kinds: list[type] = [Screen]
    while kinds:
        kind = kinds.pop()
        found.add(kind)
        kinds += kind.__subclasses__()
    shown = {path.partition(":")[2] for path in SCREENS_OF_PLACES.values()}
    ours = {kind for kind in found if kind.__module__.startswith("console.screens")}
    leaves = {kind.__name__ for kind in ours if not kind.__subclasses__()}
    return leaves | shown | {"Picker"}


@pytest.mark.parametrize("seed", [101, *MANY])
def test_every_sequence_is_the_consoles_own(seed: int, tmp_path: Path) -> None:
    output = everything_shown(tmp_path, seed)

    assert output.count(b"evil") > 200, "hardly any screen was seen"
    assert foreign(by_nobody(output)) == []


@pytest.mark.heavy
def test_the_keys_lead_to_every_screen(tmp_path: Path) -> None:
    """Patiently, so that no key comes before what the one before it opens."""
    seen = tmp_path / "seen"
    everything_shown(tmp_path, 101, quiet=PATIENT, SCREENS_SEEN=str(seen))

    missed = every_screen() - set(seen.read_text().split())
    assert missed == set(), "add to SCREENS above the keys that lead there"


MUTANTS = {
    "console.widgets.cell.sanitize": ("j",),
    "console.widgets.log_text.log_spans": ("l", "G"),
    "console.screens.confirm.sanitize": ("x", "y"),
    "console.widgets.log_tail.log_spans": ("0", "j", "j"),
    "console.screens.menu.sanitize": ("m",),
    "console.screens.form.sanitize": ("+", "\r"),
}
"""Places where text is made safe, and the keys after which it is seen if one of them lets it through.

What is described passes two such places, so that one alone lets nothing through: it is not among them.
"""

_QUICK = 2
"""Mutants that are tried every time; the others take as long, and prove the same."""


@pytest.mark.parametrize(
    "mutant",
    [
        pytest.param(name, marks=() if place < _QUICK else pytest.mark.heavy)
        for place, name in enumerate(MUTANTS)
    ],
)
def test_one_place_that_lets_text_through_is_seen(mutant: str) -> None:
    argv = [sys.executable, "-m", "tui.run_hostile", "101", mutant]
    with console(argv=argv) as terminal:
        terminal.wait_until(lambda: b"evil" in terminal.output, what="a job")
        terminal.drain()
        for keys in MUTANTS[mutant]:
            terminal.send(keys)
            terminal.drain()

        assert foreign(bytes(terminal.output)) != []


@pytest.mark.parametrize(
    "seed", [201, *[pytest.param(seed, marks=pytest.mark.heavy) for seed in range(202, 206)]]
)
def test_in_another_charset_too(seed: int, tmp_path: Path) -> None:
    output = everything_shown(tmp_path, seed, charset="latin-1", LC_ALL="de_DE.ISO-8859-1")

    assert output.count(b"evil") > 200
    assert foreign(output, "latin-1") == []


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.heavy) for seed in range(301, 305)])
def test_in_a_protected_context_without_colours_too(seed: int, tmp_path: Path) -> None:
    output = everything_shown(tmp_path, seed, "protected", NO_COLOR="1")

    assert output.count(b"evil") > 200
    assert foreign(output) == []


def test_what_a_person_copies_acts_nowhere_either() -> None:
    """The one sequence that writes the clipboard is the person's; a line of it pasted runs nothing."""
    argv = [sys.executable, "-m", "tui.run_hostile", "401"]
    with console(argv=argv) as terminal:
        terminal.wait_until(lambda: b"evil" in terminal.output, what="a job")
        terminal.drain()
        for keys in ("l", "Y", "\r", "q", "\r", "Y", "\r"):
            terminal.send(keys)
            terminal.drain()
        output = bytes(terminal.output)

    copied = [base64.b64decode(data).decode() for data in COPIED.findall(output)]
    assert copied, "nothing was copied"
    assert not [text for text in copied if CONTROLS.search(text)]
    assert foreign(COPIED.sub(b"", output)) == []


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b]0;title\x07",
        b"\x1b]52;c;ZXZpbA==\x07",
        b"\x1b]22;evil\x07",
        b"\x1b[7071;7072H",
        b"\x1b[7071m",
        b"\x1b[?1049;7000h",
        b"\x1b[6n",
        b"\x1bc",
        b"\x1bPstring\x1b\\",
        "\u009b31m".encode(),
        "\u202e".encode(),
        "\u2066".encode(),
        b"\x07",
        b"\r",
        b"\x00",
    ],
)
def test_the_measure_sees_what_is_not_ours(sequence: bytes) -> None:
    assert foreign(b"\x1b[1;1Hbefore" + sequence + b"after\x1b[m") != []


def test_the_measure_takes_ours_for_ours() -> None:
    scrolled = b"\x1b[3;20r\x1b[3;1H\x1b[m\x1b[1M\x1b[r"
    frame = b"\x1b[?2026h" + scrolled + b"\x1b[20;5H\x1b[0;38;2;1;2;3mtext\x1b[m\x1b[1;1H\x1b[?2026l"

    assert foreign(frame) == []
    assert not CONTROLS.search(OWN.sub(b"", frame).decode())
