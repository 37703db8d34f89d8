"""`demo`: a throw-away engine with live sample jobs, and the console on it. Nothing of it stays.

The console is a process of its own here: whatever becomes of it, or of its terminal, this one cleans up.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from console.cli.connection import Configured, Connection
from console.cli.exits import Exit
from console.cli.options import Options as CommonOptions
from console.cli.terminal import Terminal

if TYPE_CHECKING:
    from console.backends.local import LocalBackend
    from console.cli.demo_stage import Stage

_SETTLED_WITHIN: Final = 120.0  # seconds
_ENDED_WITHIN: Final = 20.0
_LONGEST_FOLDER: Final = 60  # bytes: the socket below it has to fit into an address


class Options(CommonOptions):
    """What `demo` is told: nothing of its own."""


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `demo`: none."""
    del parser


def run(options: Options, terminal: Terminal) -> int:
    """Run the demo to its end. Returns 0, what the console returned, or 128 and the signal that ended it."""
    ended_by: list[int] = []
    try:
        return asyncio.run(_demo(options, terminal, ended_by))
    except asyncio.CancelledError:
        return 128 + ended_by[0] if ended_by else Exit.INTERRUPTED


async def _demo(options: Options, terminal: Terminal, ended_by: list[int]) -> int:
    from console.cli.sample_files import examples_folder

    examples = examples_folder()
    folder = _make_folder()
    _end_at_signals(ended_by)
    try:
        return await _play(folder, examples, options, terminal)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_folder() -> Path:
    """Return a new private folder, whose path leaves room for a socket's."""
    usual = tempfile.gettempdir()
    place = usual if len(os.fsencode(usual)) <= _LONGEST_FOLDER else "/tmp"  # noqa: S108 - mkdtemp makes it private
    return Path(tempfile.mkdtemp(prefix="jc-demo-", dir=place))


def _end_at_signals(ended_by: list[int]) -> None:
    """Let a hang-up or a request to end take the same way out as everything else, once."""
    task = asyncio.current_task()

    def end(number: int) -> None:
        if task is not None and not ended_by:
            ended_by.append(number)
            task.cancel()

    for number in (signal.SIGHUP, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end, number)


async def _play(folder: Path, examples: Path, options: Options, terminal: Terminal) -> int:
    from console.backends.local import LocalBackend
    from console.cli.demo_cast import SLOTS, cast
    from console.cli.demo_stage import Stage

    backend = LocalBackend("local", folder / "state", slots=SLOTS)
    stage = Stage(backend, cast(datetime.now(UTC).astimezone().date()))
    try:
        terminal.tell(f"starting an engine and sample jobs in {folder}")
        await stage.start(examples)
        if options.plain or not terminal.can_draw:
            return await _print(backend, stage, folder, terminal)
        return await _open_console(stage, folder)
    finally:
        await _end(backend, terminal)


async def _print(backend: "LocalBackend", stage: "Stage", folder: Path, terminal: Terminal) -> int:
    """Print the plain list once the jobs stand where they are to stand."""
    from console.cli.plain import print_list
    from console.config.context import Context
    from console.config.paths import find_paths
    from console.config.settings import built_in

    try:
        async with asyncio.timeout(_SETTLED_WITHIN):
            await stage.settle()
    except TimeoutError:
        terminal.tell(f"some jobs have not come as far as usual within {_SETTLED_WITHIN:.0f} s")
    paths = find_paths(config_dir=str(folder / "config"), state_dir=str(folder / "state"))
    configured = Configured(paths, built_in(), Context("local"), read_only=True)
    await print_list(Connection(terminal, configured, backend))
    terminal.flush()
    return Exit.DONE


async def _open_console(stage: "Stage", folder: Path) -> int:
    """Open the console in a process of its own, and play the colleague meanwhile."""
    colleague = asyncio.create_task(stage.settle())
    console = _start_console(folder)
    try:
        return await asyncio.to_thread(_wait_for, console)
    finally:
        if console.poll() is None:
            console.terminate()
            console.wait()
        colleague.cancel()
        # The console may have done what the colleague was about to do: its failure means nothing here.
        await asyncio.gather(colleague, return_exceptions=True)


def _start_console(folder: Path) -> subprocess.Popen[bytes]:
    """Start the console on the demo's engine, in our terminal."""
    command = [sys.executable, "-P", "-m", "console.cli", "--context", "local"]
    command += ["--state-dir", str(folder / "state"), "--config-dir", str(folder / "config")]
    return subprocess.Popen(command, env={**os.environ, "JOBCONSOLE_DEMO": "1"})


def _wait_for(console: subprocess.Popen[bytes]) -> int:
    """Return the console's exit code. Where it is suspended (ctrl-z) we are, too: a shell sees one job."""
    while console.poll() is None:
        _, status = os.waitpid(console.pid, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            console.returncode = os.waitstatus_to_exitcode(status)
    code: int = console.returncode
    return code if code >= 0 else 128 - code


async def _end(backend: "LocalBackend", terminal: Terminal) -> None:
    """End the jobs, their commands and the host, whoever asked for it."""
    from console.backends.base import BackendError
    from console.cli.demo_stage import cancel_all

    # After a hang-up there is nobody to tell.
    with contextlib.suppress(OSError):
        terminal.tell("stopping the sample jobs and their engine")
    try:
        await cancel_all(backend, _ENDED_WITHIN)
        await backend.stop_host(kill=True)
    except BackendError as error:
        with contextlib.suppress(OSError):
            terminal.tell(f"{error} {error.advice}".strip())
    finally:
        await backend.close()
