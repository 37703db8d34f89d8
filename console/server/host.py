"""The background host: the engine of one state folder, answering on its socket until nobody needs it."""

import asyncio
import logging
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from console.config.paths import STATE_VARIABLE
from console.config.state import StateError, StateFolder
from console.engine.engine import Engine
from console.engine.errors import EngineError, StoreError, StoreFault
from console.server.app import create_app
from console.server.detach import detach
from console.server.door import Door
from console.server.life import Life
from console.server.problem import Problem, problem_of
from console.server.report import StartReport
from console.server.serving import GRACE, HostServer
from console.server.sparing import Sparing
from console.version import VERSION
from console.wire.local.failure import FailureKind

IDLE_AFTER: Final = 600.0
"""Seconds after which a host without open jobs and without clients ends; the next command starts one."""

_PREDECESSOR: Final = GRACE + 2.0  # seconds that a host which is ending has to let go of the folder
LOOK_AT_DOOR: Final = 3.0
"""Seconds between two looks whether the socket is still there. Clients that find none wait for longer."""
_LOOK_AGAIN: Final = 0.05
_LARGEST_LOG: Final = 1024 * 1024  # bytes after which the host's log of the last start is put aside

_log = logging.getLogger("console.host")


@dataclass(frozen=True, slots=True)
class HostOptions:
    """How a host is to run. ``idle_after`` of 0 keeps it for ever; ``background`` lets go of the starter."""

    state_dir: Path
    slots: int
    idle_after: float = IDLE_AFTER
    background: bool = True


def run_host(options: HostOptions) -> int:
    """Run a host to its end and return the exit code: 0 after a clean end, 1 if it could not start.

    What prevents a start is told on the starter's pipe, or raised as Problem in the foreground.
    """
    folder = StateFolder(options.state_dir)
    report = StartReport(os.dup(1) if options.background else None)
    try:
        folder.prepare()
        if options.background:
            _put_aside(folder.log)
            report = StartReport(detach(folder.log))
        _begin_log()
        asyncio.run(_serve(options, folder, report))
    except (Problem, StateError, EngineError, OSError) as error:
        problem = _start_problem(error, folder)
        _log.error("not started: %s", problem)
        report.failed(problem.body)
        if not options.background:
            raise problem from error
        return 1
    except Exception as error:  # noqa: BLE001 - told to whoever waits, and in full in the log
        # A mistake of ours, or a damaged database that reads as nonsense. Whoever waits is told all the same.
        _log.exception("the host of %s fails", folder.path)
        report.failed(_own_mistake(error, folder).body)
        return 1
    return 0


async def _serve(options: HostOptions, folder: StateFolder, report: StartReport) -> None:
    life = Life()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: life.stop(deliberate=True))
    engine = Engine(folder.path, slots=options.slots)
    await _start(engine)
    try:
        door = Door(folder.socket)
        listener = door.open()
        folder.stopped.unlink(missing_ok=True)
        server = HostServer(create_app(engine, life, socket=str(folder.socket)), life, report.listening)
        beside = (
            asyncio.create_task(_end_when_idle(engine, life, options.idle_after)),
            asyncio.create_task(_close_door(life, folder, engine, door)),
            asyncio.create_task(_keep_door(life, folder, engine, door, server)),
        )
        _log.info("host %s of %s listens, process %d", VERSION, folder.path, os.getpid())
        try:
            await server.serve([listener])
        finally:
            for task in beside:
                task.cancel()
            listener.close()
    finally:
        # Said before: with the engine closed the folder, and its log with it, may be the next host's.
        _log.info("host of %s ends", folder.path)
        await engine.close()


async def _start(engine: Engine) -> None:
    """Start the engine. A predecessor that is just ending gets some time to let go of the folder."""
    deadline = time.monotonic() + _PREDECESSOR
    while True:
        try:
            return await engine.start()
        except StoreError as error:
            if error.kind is not StoreFault.LOCKED or time.monotonic() > deadline:
                raise
        await asyncio.sleep(_LOOK_AGAIN)


async def _close_door(life: Life, folder: StateFolder, engine: Engine, door: Door) -> None:
    """When the end begins, take the socket away first: whoever comes now starts the next host."""
    await life.stopping.wait()
    try:
        if life.deliberate and engine.owns_folder:
            folder.stopped.touch(mode=0o600)
        door.close()
    except OSError as error:
        # The end goes on: a socket that nobody listens on is found stale, a missing mark costs a restart.
        _log.warning("%s: %s", folder.path, error)


async def _keep_door(life: Life, folder: StateFolder, engine: Engine, door: Door, server: HostServer) -> None:
    """Listen again where the socket was taken away; end where the folder was, for its jobs are gone too."""
    while True:
        await asyncio.sleep(LOOK_AT_DOOR)
        try:
            if not engine.owns_folder:
                _log.error(
                    "the state folder %s is not ours any more: it was removed or replaced", folder.path
                )
                life.stop(deliberate=False)
                return
            if not door.is_ours:
                _log.warning("the socket %s was taken away", folder.socket)
                await server.listen_too(door.open())
        except OSError as error:
            _log.warning("%s: %s", folder.path, error)


async def _end_when_idle(engine: Engine, life: Life, idle_after: float) -> None:
    """End the host once no job is open and nobody has asked for anything for ``idle_after`` seconds."""
    while idle_after > 0:
        left = idle_after - life.idle
        if left <= 0 and not engine.status().jobs:
            _log.info("nobody has asked for anything for %d s, and no job is open", idle_after)
            life.stop(deliberate=False)
            return
        await asyncio.sleep(left if left > 0 else idle_after)


def _start_problem(error: Exception, folder: StateFolder) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, EngineError):
        return problem_of(error)
    if isinstance(error, StateError):
        return Problem(FailureKind.FORBIDDEN, str(error), error.advice)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Problem(
        FailureKind.STORAGE,
        f"the host cannot use the state folder {folder.path}: {reason}",
        f"make room there, or name another folder in {STATE_VARIABLE}",
    )


def _own_mistake(error: Exception, folder: StateFolder) -> Problem:
    return Problem(
        FailureKind.INTERNAL,
        f"the host of {folder.path} failed while starting: {type(error).__name__}: {error}",
        f"{folder.log} tells where; `PRAGMA integrity_check` tells whether the database is damaged",
    )


def _put_aside(log: Path) -> None:
    """Keep one earlier log, so that a host that starts every day does not fill the disk with its words."""
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))


def _begin_log() -> None:
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.INFO)
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(Sparing())
