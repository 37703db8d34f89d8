"""`engine`: the local engine's background host, looked at, started and stopped."""

import asyncio
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from console.cli.connection import configured
from console.cli.exits import Exit, Failure, usage
from console.cli.options import Options as CommonOptions
from console.cli.options import add_json_option
from console.cli.terminal import Terminal
from console.config.state import StateFolder

if TYPE_CHECKING:
    from console.backends.local import LocalBackend
    from console.wire.local.engine import EngineDocument


class Options(CommonOptions):
    """What `engine` is told."""

    what: str
    force: bool = False
    kill: bool = False
    json: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of `engine`."""
    parser.add_argument("what", choices=("status", "start", "stop"))
    parser.add_argument("--force", action="store_true", help="stop: leave running commands for the next host")
    parser.add_argument("--kill", action="store_true", help="stop: cancel running jobs first")
    add_json_option(parser)


def run(options: Options, terminal: Terminal) -> int:
    """Do it. Jobs go on in the host, whatever becomes of this process."""
    if (options.force or options.kill) and options.what != "stop":
        raise usage("--force and --kill are for engine stop")
    settings = configured(options)
    if settings.context.backend != "local":
        raise usage(
            f"the context {settings.context.name} is of the backend {settings.context.backend}",
            "Only a local engine is started and stopped here: name its context with --context.",
        )
    if settings.read_only and options.what == "stop":
        raise Failure(Exit.FORBIDDEN, "nothing was stopped: everything is read-only here")
    from console.backends.local import LocalBackend

    backend = LocalBackend(
        settings.context.name,
        settings.paths.state.path,
        start_host=options.what == "start",
        slots=settings.settings.chosen_slots,
    )
    return asyncio.run(_do(backend, StateFolder(settings.paths.state.path), options, terminal))


async def _do(backend: "LocalBackend", folder: StateFolder, options: Options, terminal: Terminal) -> int:
    try:
        if options.what == "start":
            _tell(await backend.start_host(), options, terminal)
            return Exit.DONE
        if options.what == "stop":
            return await _stop(backend, folder, options, terminal)
        return await _status(backend, folder, options, terminal)
    finally:
        await backend.close()


async def _status(backend: "LocalBackend", folder: StateFolder, options: Options, terminal: Terminal) -> int:
    from console.backends.base import Unreachable

    try:
        status = await backend.engine_status()
    except Unreachable:
        if options.json:
            words = ("pid", "version", "slots", "running", "queued")
            terminal.document({"socket": str(folder.socket), **dict.fromkeys(words)})
        raise
    _tell(status, options, terminal)
    return Exit.DONE


async def _stop(backend: "LocalBackend", folder: StateFolder, options: Options, terminal: Terminal) -> int:
    """Stop the host. Nothing to stop is fine."""
    from console.backends.local.launch import listens

    if not listens(folder):
        terminal.tell(f"no host runs for {folder.path}")
        return Exit.DONE
    stopped = await backend.stop_host(force=options.force, kill=options.kill)
    if options.json:
        terminal.document({"stopped": True, **stopped.model_dump()})
        return Exit.DONE
    terminal.say("the host has ended")
    if stopped.canceled:
        terminal.say(f"  {stopped.canceled} jobs were canceled")
    if stopped.left_running:
        terminal.say(f"  {stopped.left_running} commands go on; the next host takes them over")
    return Exit.DONE


def _tell(status: "EngineDocument", options: Options, terminal: Terminal) -> None:
    if options.json:
        terminal.document(status.model_dump())
        return
    terminal.say(
        f"process {status.pid}, version {status.version}, since {status.started}",
        f"  socket   {status.socket}",
        f"  running  {status.running} commands on {status.slots} slots, {status.queued} nodes queued",
        f"  jobs     {status.jobs} open",
    )
    if status.adopted:
        terminal.say(f"  adopted  {status.adopted} commands of an earlier host")
    if status.trouble:
        terminal.say(f"  TROUBLE  {status.trouble}")
