"""How a command is ended: time limit, stop, kill, freeze; and what becomes of the rest of its group."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from console.runner import identity
from console.runner.control import Lock
from console.runner.outcome import Reason
from console.runner.protocol import ChildStarted, Freeze, Kill, Leftovers, LogGrew, Stop, Thaw

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Gate, Process, Slot

LONG = 1000.0
STUBBORN = "trap '' TERM; echo ready; sleep 1000"
# Blocked and waited for, a signal is never lost between two commands, as it can be in a shell.
POLITE = """
import os, signal, sys
asked = {signal.SIGTERM, signal.SIGUSR1}
signal.pthread_sigmask(signal.SIG_BLOCK, asked)
os.write(1, b"ready\\n")
number = signal.sigwait(asked)
if len(sys.argv) > 2:
    os.close(1), os.close(2)
if len(sys.argv) > 1:
    open(sys.argv[1]).read()
else:
    os.write(1, b"asked by %d\\n" % number)
os._exit(7)
"""
READY = b"ready\n"


def started(slot: Slot, script: str, **options: object) -> int:
    """A command that has said that it is ready."""
    execution = slot.shell(script, **options)
    slot.wait_output(execution, READY)
    return execution


def polite(slot: Slot, *arguments: str, **options: object) -> int:
    """A command that is ready to be asked by a signal; it says which, and exits 7."""
    execution = slot.begin("python3", "-ISc", POLITE, *arguments, **options)
    slot.wait_output(execution, READY)
    return execution


def polite_below(slot: Slot, gate: Gate, *arguments: str) -> int:
    """A shell with such a command below it, which waits at the gate once it was asked."""
    script = 'python3 -ISc "$@" & wait'
    execution = slot.begin("sh", "-c", script, "sh", POLITE, gate.path, *arguments, grace=LONG)
    slot.wait_output(execution, READY)
    return execution


def test_a_time_limit_ends_the_command_with_term(slot: Slot) -> None:
    outcome = slot.run("sleep", "1000", timeout=0.2, grace=LONG)
    assert (outcome.reason, outcome.code) == (Reason.TIMEOUT, -signal.SIGTERM)
    assert outcome.t1 - outcome.t0 >= 200_000


def test_a_command_that_ignores_term_is_killed_after_the_grace(slot: Slot) -> None:
    execution = started(slot, STUBBORN, timeout=1.5, grace=0.3)
    outcome = slot.outcome(execution)
    assert (outcome.reason, outcome.code) == (Reason.TIMEOUT, -signal.SIGKILL)
    assert outcome.t1 - outcome.t0 >= 1_800_000


def test_a_stop_lets_the_command_clean_up(slot: Slot) -> None:
    execution = polite(slot, grace=LONG)
    slot.send(Stop(execution))
    outcome = slot.outcome(execution)
    assert (outcome.reason, outcome.code) == (Reason.STOPPED, 7)
    assert slot.output(execution) == b"ready\nasked by 15\n"


def test_a_stop_may_choose_its_signal(slot: Slot) -> None:
    execution = polite(slot, grace=LONG)
    slot.send(Stop(execution, signal.SIGUSR1))
    outcome = slot.outcome(execution)
    assert (outcome.reason, outcome.code) == (Reason.STOPPED, 7)
    assert slot.output(execution) == b"ready\nasked by 10\n"


def test_a_stop_may_choose_its_grace_and_a_later_one_shorten_it(slot: Slot) -> None:
    execution = started(slot, STUBBORN, grace=LONG)
    slot.send(Stop(execution, grace=LONG))
    slot.send(Stop(execution, grace=0.1))
    slot.send(Stop(execution, grace=LONG))
    assert slot.outcome(execution).code == -signal.SIGKILL


def test_a_kill_does_not_ask(slot: Slot) -> None:
    execution = started(slot, STUBBORN, grace=LONG)
    slot.send(Kill(execution))
    outcome = slot.outcome(execution)
    assert (outcome.reason, outcome.code) == (Reason.STOPPED, -signal.SIGKILL)


def test_requests_for_another_execution_do_nothing(slot: Slot, gate: Gate) -> None:
    before = slot.shell("exit 0")
    assert slot.outcome(before).code == 0
    execution = started(slot, f"echo ready; read x < {gate.path}")
    for request in (Stop(before), Kill(before), Freeze(before), Thaw(before)):
        slot.send(request)
    gate.open()
    outcome = slot.outcome(execution)
    assert (outcome.reason, outcome.code, outcome.frozen) == (Reason.EXIT, 0, 0)


def test_a_stop_without_a_command_does_nothing(slot: Slot) -> None:
    slot.send(Stop(4711))
    assert slot.run("true").code == 0


def test_what_is_left_of_the_group_is_killed(slot: Slot, gate: Gate, hold: Callable[[int], Process]) -> None:
    execution = slot.shell(f"sleep 1000 & echo $!; read x < {gate.path}", linger=0.0)
    slot.wait_output(execution, b"\n")
    left = hold(int(slot.output(execution)))
    gate.open()
    assert slot.outcome(execution).reason is Reason.EXIT
    assert left.ends()


def test_a_grandchild_that_lost_its_parent_comes_to_the_runner_and_is_killed(
    slot: Slot, gate: Gate, hold: Callable[[int], Process]
) -> None:
    execution = slot.shell(f"sh -c 'sleep 1000 >/dev/null 2>&1 & echo $!'; read x < {gate.path}")
    slot.wait_output(execution, b"\n")
    left = hold(int(slot.output(execution)))
    # Its parent may still be on its way out.
    gate.open()
    assert slot.outcome(execution).reason is Reason.EXIT
    assert left.ends()
    assert slot.run("true").code == 0
    assert children_of(slot.pid) == [], "the runner reaps what came to it"


def test_what_is_left_may_be_left_alone(slot: Slot, gate: Gate, hold: Callable[[int], Process]) -> None:
    execution = slot.shell(
        f"sleep 1000 >/dev/null 2>&1 & echo $!; read x < {gate.path}", leftovers=Leftovers.LEAVE
    )
    slot.wait_output(execution, b"\n")
    left = hold(int(slot.output(execution)))
    gate.open()
    assert slot.outcome(execution).reason is Reason.EXIT
    assert slot.run("true").code == 0
    assert left.lives()
    assert left.parent() == slot.pid, "the runner is its subreaper"


def test_a_daemon_in_its_own_session_neither_holds_the_end_up_nor_is_killed(
    slot: Slot, gate: Gate, hold: Callable[[int], Process]
) -> None:
    execution = slot.shell(f"setsid sh -c 'echo $$; exec sleep 1000' & read x < {gate.path}", linger=0.1)
    slot.wait_output(execution, b"\n")
    daemon = hold(int(slot.output(execution)))
    gate.open()
    assert slot.outcome(execution).reason is Reason.EXIT
    assert slot.run("true").code == 0
    assert daemon.lives()


def test_the_rest_of_the_group_has_time_for_its_last_words(
    slot: Slot, gate: Gate, hold: Callable[[int], Process]
) -> None:
    execution = slot.shell(f"(read x < {gate.path}; echo late) & exit 0", linger=LONG)
    leader = hold(slot.wait(ChildStarted, execution).pid)
    assert leader.ends()
    gate.open()
    assert slot.outcome(execution).code == 0
    assert slot.output(execution) == b"late\n"


def test_what_ends_while_the_command_waits_for_its_last_words_is_reaped(
    slot: Slot, gate: Gate, hold: Callable[[int], Process]
) -> None:
    daemon = "setsid sleep 1000 & echo $!;"
    mute = f"sh -c 'echo $$; exec >&- 2>&-; read x < {gate.path}' &"
    execution = slot.shell(f"{daemon} {mute} exit 0", linger=1.0)
    leader = hold(slot.wait(ChildStarted, execution).pid)
    assert leader.ends()
    while slot.output(execution).count(b"\n") < 2:
        slot.wait(LogGrew, execution)
    holder, adopted = (hold(int(pid)) for pid in slot.output(execution).split())
    gate.open()
    assert adopted.ends()
    assert slot.outcome(execution).code == 0
    assert holder.lives()
    assert adopted.is_reaped()


@pytest.mark.parametrize("arguments", [(), ("mute",)], ids=["speaking", "mute"])
def test_the_grace_is_the_whole_groups(
    slot: Slot, gate: Gate, hold: Callable[[int], Process], arguments: tuple[str, ...]
) -> None:
    execution = polite_below(slot, gate, *arguments)
    leader = hold(slot.wait_child(execution))
    slot.send(Stop(execution))
    assert leader.ends()
    gate.open()  # nobody would come to it, had the rest been killed with its leader
    outcome = slot.outcome(execution)
    assert (outcome.reason, outcome.code) == (Reason.STOPPED, -signal.SIGTERM)


def test_a_group_that_outlives_its_leader_is_killed_after_the_grace(
    slot: Slot, hold: Callable[[int], Process]
) -> None:
    script = "(trap '' TERM; sh -c 'echo $PPID'; echo ready; sleep 1000) & wait"
    execution = started(slot, script, grace=0.3)
    left = hold(int(slot.output(execution).split()[0]))
    slot.send(Stop(execution))
    assert slot.outcome(execution).reason is Reason.STOPPED
    assert left.ends()


def test_a_frozen_command_stands_still_and_its_time_limit_with_it(
    slot: Slot, hold: Callable[[int], Process]
) -> None:
    execution = started(slot, "echo ready; exec sleep 1000", timeout=2.0)
    command = hold(slot.wait_child(execution))
    slot.send(Freeze(execution))
    command.becomes("T")
    assert slot.runs_on_for(1.5)
    assert command.state() == "T"
    slot.send(Thaw(execution))
    outcome = slot.outcome(execution)
    assert outcome.reason is Reason.TIMEOUT
    assert outcome.frozen >= 1_400_000
    assert outcome.t1 - outcome.t0 >= 2_000_000 + outcome.frozen - 100_000


def test_a_frozen_command_can_be_stopped(slot: Slot) -> None:
    execution = polite(slot, grace=LONG)
    slot.send(Freeze(execution))
    slot.send(Stop(execution))
    outcome = slot.outcome(execution)
    assert (outcome.reason, outcome.code) == (Reason.STOPPED, 7)
    assert outcome.frozen > 0


SIGNALS = {"TERM": (signal.SIGTERM, 7), "USR1": (signal.SIGUSR1, -signal.SIGKILL)}


@pytest.mark.parametrize("name", SIGNALS)
def test_without_a_host_the_command_is_ended_by_a_signal_to_its_runner(slot: Slot, name: str) -> None:
    number, code = SIGNALS[name]
    execution = polite(slot, grace=LONG)
    slot.socket.close()
    claim = slot.control(execution)[1].claim
    assert claim is not None
    runner = identity.open_process(claim.pid, claim.starttime)
    assert runner is not None
    assert identity.send_signal(runner, number)
    os.close(runner)
    assert slot.gone()
    lock, record = slot.control(execution)
    assert lock is Lock.FREE
    assert record.outcome is not None
    assert (record.outcome.reason, record.outcome.code) == (Reason.STOPPED, code)


def test_without_a_host_the_command_is_frozen_and_thawed_by_signals(
    slot: Slot, gate: Gate, hold: Callable[[int], Process]
) -> None:
    execution = started(slot, f"echo ready; read x < {gate.path}; exit 5")
    command = hold(slot.wait_child(execution))
    slot.socket.close()
    identity.send_signal(slot.pidfd, signal.SIGTSTP)
    command.becomes("T")
    identity.send_signal(slot.pidfd, signal.SIGCONT)
    gate.open()
    assert slot.gone()
    outcome = slot.control(execution)[1].outcome
    assert outcome is not None
    assert (outcome.reason, outcome.code) == (Reason.EXIT, 5)
    assert outcome.frozen > 0


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]
