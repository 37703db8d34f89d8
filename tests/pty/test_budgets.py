"""What the command and an idle console may cost on a real host: bytes and CPU, never time on the clock.

CPU is bound in imports of Textual, measured in the same run: so a slow or a busy machine changes nothing.
Every bound of CPU is half as much again as was measured, every bound of bytes a tenth or the budget itself;
`benchmarks/README.md` has the figures.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from terminal import Terminal

from benchmarks.measure import cpu_of, run
from benchmarks.place import COMMAND, Place, place

if TYPE_CHECKING:
    from collections.abc import Iterator

JOBS = 300
OURS_IN_HELP = {
    "console",
    "console.cli",
    "console.cli.exits",
    "console.cli.main",
    "console.cli.options",
    "console.cli.process",
    "console.cli.terminal",
    "console.cli.verbs",
    "console.version",
}


@pytest.fixture(scope="module")
def here() -> Iterator[Place]:
    with place(JOBS) as made:
        yield made


@pytest.fixture(scope="module")
def import_textual(here: Place) -> float:
    """The seconds of CPU that this machine, as busy as it is, takes to import Textual."""
    return _least_cpu(here, sys.executable, "-c", "import textual.app")


def _least_cpu(here: Place, *argv: str) -> float:
    """The least of several runs: what the command costs when nothing disturbs it."""
    return min(run(argv, here.environment).cpu for _ in range(5))


def _console(here: Place) -> Terminal:
    terminal = Terminal(COMMAND, env=here.environment, columns=200, rows=50)
    terminal.wait_until(lambda: b"ingest-3" in terminal.output, what="a job")
    return terminal


def test_help_costs_a_quarter_of_an_import_of_textual(here: Place, import_textual: float) -> None:
    assert _least_cpu(here, *COMMAND, "--help") < 0.27 * import_textual


def test_a_verb_costs_less_than_one_and_a_half_imports_of_textual(here: Place, import_textual: float) -> None:
    assert _least_cpu(here, *COMMAND, "jobs") < 1.5 * import_textual


def test_the_first_list_costs_less_than_three_imports_of_textual(here: Place, import_textual: float) -> None:
    costs: list[float] = []
    for _ in range(3):
        with _console(here) as terminal:
            costs.append(cpu_of(terminal.pid))

    assert min(costs) < 2.8 * import_textual


def test_leaving_costs_a_half_of_an_import_of_textual(here: Place, import_textual: float) -> None:
    """Some 50 ms on the clock: nothing waits for a thread, and the interpreter leaves its objects alone."""
    costs: list[float] = []
    for _ in range(3):
        with _console(here) as terminal:
            terminal.drain()
            used = terminal.cpu_seconds()
            terminal.send("\x11")
            assert terminal.wait_end() == 0
            costs.append(terminal.cpu - used)

    assert min(costs) < 0.5 * import_textual


def test_an_idle_console_sends_nothing_and_does_next_to_nothing(here: Place) -> None:
    """Six seconds: the clock that moves running times ticks in them, with no running time in view."""
    with _console(here) as terminal:
        terminal.send("3")
        terminal.wait_for("jobs › failed")
        terminal.drain(1.0)
        sent, used = len(terminal.output), cpu_of(terminal.pid)

        terminal.drain(6.0, seconds=6.0)

        assert len(terminal.output) == sent
        assert cpu_of(terminal.pid) - used < 0.01 * 6.0


def _bytes_per_key(terminal: Terminal, key: str, times: int) -> float:
    """Bytes that come of a key, of those too that come later: a frame that is left out only makes it less."""
    before = len(terminal.output)
    for _ in range(times):
        sent = len(terminal.output)
        terminal.send(key)
        terminal.wait_until(lambda sent=sent: len(terminal.output) > sent, what="an answer")
    terminal.drain(1.0)
    return (len(terminal.output) - before) / times


def test_the_first_screen_takes_a_few_kilobytes(here: Place) -> None:
    with _console(here) as terminal:
        terminal.drain(1.0)

        assert len(terminal.output) < 9_700


def test_a_key_sends_what_has_changed_and_little_more(here: Place) -> None:
    """The budget of both is 500 bytes. In a short list the scrollbar moves with every row: 30 more."""
    with _console(here) as terminal:
        terminal.drain(1.0)
        assert _bytes_per_key(terminal, "j", 10) < 500
        terminal.send("j" * 38)
        terminal.wait_for("ingest-3 47")
        terminal.drain(1.0)
        assert _bytes_per_key(terminal, "j", 10) < 570


def test_a_key_that_brings_other_keys_sends_those_that_changed(here: Place) -> None:
    with _console(here) as terminal:
        terminal.send("4")
        terminal.wait_for("jobs › all")
        terminal.drain(1.0)
        assert _bytes_per_key(terminal, "j", 10) < 650
        assert _bytes_per_key(terminal, "\x1b[6~", 4) < 5_100


def test_help_loads_the_standard_library_and_a_few_modules_of_its_own() -> None:
    """Whoever adds one to the list says why the help should wait for it."""
    code = (
        "import sys\nfrom console.cli.process import run\nsys.argv = ['jobconsole', '--help']\n"
        "run()\nprint('LOADED', *(name for name in sys.modules))"
    )
    before = subprocess.run(
        [sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    after = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(after.stdout.splitlines()[-1].split()[1:]) - set(before.stdout.split())

    assert {name for name in loaded if name.partition(".")[0] == "console"} == OURS_IN_HELP
    others = {name for name in loaded if name.partition(".")[0] not in (*sys.stdlib_module_names, "console")}
    assert others == set()
