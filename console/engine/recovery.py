"""Taking over what an earlier engine left, or going back to the disk after a failed write.

    boot     control file    lock   exit line   what it means
    other    any             -      yes         it ended: recorded
    other    -               -      no          lost, by the reboot
    this     absent          -      -           nobody started it: our marker keeps late ones out; ready
    this     present         held   -           it runs: adopted, its end is waited for
    this     present         free   yes         it ended: recorded
    this     present         free   no          its runner was killed: lost

A lost node waits for a person, unless it is idempotent (`core.step`). A node that was being stopped when its
engine died is told to stop again. The table itself is in `finish`.
"""

import asyncio
import os
import time
from typing import Final

from console.engine import questions
from console.engine.errors import StoreError, StoreFault
from console.engine.live import LiveJob, Running
from console.engine.machine import Machine
from console.engine.moments import to_us
from console.engine.writer import Statement, Writer
from console.runner.control import Lock, read

_ONE_DAY: Final = 86_400
_FIRST_WAIT: Final = 0.5
_LONGEST_WAIT: Final = 10.0
_PROBE: Final = "INSERT INTO probe VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at_us = excluded.at_us"


async def recover(machine: Machine) -> None:
    """Read every open job, and find out what became of each open execution. Raises StoreError."""
    found = await machine.reader.read(questions.open_jobs)
    executions = await machine.reader.read(questions.open_executions)
    _, last = await machine.reader.read(questions.last_ids)
    machine.executions.begin_after(last)
    for stored in found:
        machine.enter(LiveJob.of(stored))
    for execution in executions:
        _take_over(machine, execution)
    sweep(machine, {execution.id for execution in executions})
    machine.journal.soon()


async def resync(machine: Machine, writer: Writer) -> None:
    """After a failed write: wait until something can be written, then begin again from the disk."""
    await machine.journal.settled()
    wait = _FIRST_WAIT
    while True:
        await asyncio.sleep(wait)
        writer.heal()
        try:
            await writer.submit([Statement(_PROBE, ((to_us(machine.clock.now()),),))])
            await recover(machine)
        except StoreError as error:
            machine.trouble = error
        except OSError as error:  # a control file cannot be read: nothing is known of its execution yet
            advice = "check the disk of the state folder"
            machine.trouble = StoreError(StoreFault.BROKEN, f"{error.filename}: {error.strerror}", advice)
        else:
            machine.trouble = None
            machine.journal.soon()
            return
        wait = min(wait * 2, _LONGEST_WAIT)


def sweep(machine: Machine, open_ids: set[int]) -> None:
    """Remove the files of executions that have ended, which a crash has left behind.

    A marker of ours keeps its name for a day: the runner that it keeps out may be late.
    """
    run = machine.places.run
    for entry in (*os.scandir(run / "ctl"), *os.scandir(run / "out"), *os.scandir(run / "spill")):
        number = entry.name.partition(".")[0]
        if not number.isdigit() or int(number) in open_ids or machine.slots.holds(int(number)) is not None:
            continue
        if entry.path != machine.places.control(int(number)) or _is_over(entry):
            os.unlink(entry.path)


def _is_over(entry: os.DirEntry[str]) -> bool:
    """Whether nobody will ever ask for this control file again."""
    lock, record = read(entry.path)
    recent = time.time() - entry.stat().st_mtime < _ONE_DAY
    return lock is not Lock.HELD and not (recent and record.outcome is None)


def _take_over(machine: Machine, execution: questions.OpenExecution) -> None:
    live = machine.jobs.get(execution.job)
    if live is None:
        return
    running = Running(execution.id, execution.job, execution.node, execution.number, execution.boot_id)
    machine.executions.add(live, running)
    slot = machine.slots.holds(execution.id)
    if slot is not None:
        running.slot, running.launched = slot, True
        machine.finish.learn(running)
    elif execution.id not in machine.adopted:
        machine.finish.settle_unheld(execution.id)
