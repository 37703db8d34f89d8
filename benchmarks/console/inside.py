"""The console behind other programs on the slow line: in tmux, in screen, through a real ssh.

The line is the same emulated one, where the outermost program is read. Where the kernel can make a line slow
itself (netem, in a network of our own), the same is measured through ssh over that.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.console.line import SLOW
from benchmarks.console.loopback_ssh import CannotStart, LoopbackSsh, why_not
from benchmarks.console.slow_link import HEAD, Figures, measure
from benchmarks.measure import table

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.console.peers import Peer
    from benchmarks.place import Place

NETEM = "ip link set lo up && tc qdisc add dev lo root netem delay 100ms rate 1mbit limit 100000"


def inside(here: Place, ours: Peer) -> None:
    """Measure and print; of what is not to be had here, print why."""
    ways: dict[str, Callable[[Place, Peer, ExitStack], Figures]] = {
        "in tmux": _tmux,
        "in screen": _screen,
        "through ssh": _ssh,
        "through ssh, over netem": _netem,
    }
    rows: list[tuple[str, ...]] = []
    missing: dict[str, str] = {}
    for name, way in ways.items():
        with ExitStack() as stack:
            try:
                rows.append((name, *way(here, ours, stack).told()))
            except CannotStart as reason:
                missing[name] = str(reason)
    print("\njobconsole on the same line, behind another program")
    if rows:
        table(HEAD, rows)
    for name, why in missing.items():
        print(f"{name}: {why}")


def _needs(program: str) -> None:
    if shutil.which(program) is None:
        raise CannotStart(f"{program} not installed")


def _tmux(here: Place, ours: Peer, stack: ExitStack) -> Figures:
    _needs("tmux")
    base = ("tmux", "-S", str(here.folder / "tmux"), "-f", "/dev/null")
    stack.callback(_run, *base, "kill-server")
    return measure(replace(ours, argv=(*base, "new-session", shlex.join(ours.argv))), here, SLOW)


def _screen(here: Place, ours: Peer, stack: ExitStack) -> Figures:
    _needs("screen")
    folder = here.folder / "screens"
    folder.mkdir(mode=0o700)
    here.environment["SCREENDIR"] = str(folder)
    stack.callback(here.environment.pop, "SCREENDIR")
    return measure(replace(ours, argv=("screen", "-c", "/dev/null", "-U", *ours.argv)), here, SLOW)


def _ssh(here: Place, ours: Peer, stack: ExitStack) -> Figures:
    server = _server(here, stack)
    server.start()
    return measure(replace(ours, argv=server.client(_remote(here, ours))), here, SLOW)


def _netem(here: Place, ours: Peer, stack: ExitStack) -> Figures:
    """Server and client in a network of their own: nobody else's loopback becomes slow."""
    server = _server(here, stack)
    server.check()
    tried = subprocess.run(("unshare", "-n", "sh", "-c", NETEM), capture_output=True, text=True, check=False)
    if tried.returncode:
        raise CannotStart(f"no netem here ({tried.stderr.strip().splitlines()[-1]})")
    client = shlex.join(server.client(_remote(here, ours)))
    # The client tries until the server listens.
    both = f"{NETEM} && {{ {shlex.join(server.argv)} & }} 2>/dev/null; sleep 1; exec {client}"
    return measure(
        replace(ours, argv=("unshare", "-n", "--kill-child", "--fork", "sh", "-c", both)), here, None
    )


def _server(here: Place, stack: ExitStack) -> LoopbackSsh:
    if why_not():
        raise CannotStart(why_not())
    folder = here.folder / "ssh"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    server = LoopbackSsh(folder)
    stack.callback(server.end)
    return server


def _remote(here: Place, ours: Peer) -> str:
    names = ("PYTHONPATH", "JOBCONSOLE_STATE_DIR", "JOBCONSOLE_CONFIG_DIR", "COLORTERM", "TEXTUAL_ANIMATIONS")
    return shlex.join(["env", *(f"{name}={here.environment[name]}" for name in names), *ours.argv])


def _run(*words: str) -> None:
    subprocess.run(words, capture_output=True, check=False)
