"""Another program in the foreground, while the terminal is given to it: a person's pager."""

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from typing import Final

KEYS: Final = (signal.SIGINT, signal.SIGQUIT)
"""Signals that keys send to everybody in the foreground: now they mean the other program."""


async def run_in_front(words: Sequence[str]) -> int:
    """Run a program on the terminal and return its exit status. The terminal must have been given back.

    Whoever takes the terminal again hears those signals again. Raises OSError if it cannot be started.
    """
    loop = asyncio.get_running_loop()
    for number in KEYS:
        loop.add_signal_handler(number, lambda: None)
    process = await asyncio.create_subprocess_exec(*words)
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
