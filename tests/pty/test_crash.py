"""An error of the console itself: the terminal comes back, a sentence is told, the details are in a file."""

import os
import stat
import sys
from pathlib import Path

from terminal import Terminal

ROOT = Path(__file__).parents[2]

BREAKS = """
import sys
from dataclasses import replace
from pathlib import Path
from console.app import run_app
from console.screens.jobs import JobsScreen
from tui.harness import make_app

def broken(self):
    password = "hunter2"
    raise ValueError("it broke")

JobsScreen.action_why = broken
app = make_app()
app.options = replace(app.options, settings=replace(app.options.settings, crash_folder=Path(sys.argv[1])))
sys.exit(run_app(app))
"""


def test_it_tells_a_sentence_and_keeps_the_details(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "TERM": "xterm-256color"}
    with Terminal(
        [sys.executable, "-c", BREAKS, str(tmp_path)], env=env, columns=120, cwd=str(ROOT)
    ) as terminal:
        terminal.wait_for("restart load")
        terminal.send("i")

        assert terminal.wait_end() == 1
        told = bytes(terminal.output).decode()
        assert "the console broke (ValueError); the jobs go on" in told
        assert "Traceback" not in told
        assert "\x1b[?1049l" in told, "the terminal is as it was"
    kept = tmp_path / "console-crash.log"
    assert "it broke" in kept.read_text()
    assert "hunter2" not in kept.read_text(), "what stood in locals may be masked on the screen"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
