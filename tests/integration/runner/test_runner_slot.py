"""A slot over its life: who may start what, what survives its host, and what a killed runner leaves."""

from __future__ import annotations

import importlib.util
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from console.runner import control, identity, main
from console.runner.control import Lock
from console.runner.logfile import Stream
from console.runner.outcome import Reason
from console.runner.protocol import Exited, Quit, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Gate, Process, Slot

ROOT = Path(__file__).parents[3]


def descriptors(slot: Slot) -> set[tuple[str, str]]:
    folder = f"/proc/{slot.pid}/fd"
    return {(name, os.readlink(f"{folder}/{name}")) for name in os.listdir(folder)}


def test_a_hundred_commands_leave_nothing_behind(slot: Slot) -> None:
    assert slot.run("echo", "first").code == 0
    before = descriptors(slot)
    for number in range(100):
        assert slot.run_shell(f"echo {number}; exit {number}").code == number
    assert descriptors(slot) == before
    assert Path(f"/proc/{slot.pid}/task/{slot.pid}/children").read_text() == ""
    assert slot.complaints() == "", "a wake-up pipe that was closed would complain here"


def test_a_runner_inherits_nothing_but_its_socket(new_slot: Callable[[], Slot], tmp_path: Path) -> None:
    with (tmp_path / "open").open("w") as leaked:
        os.set_inheritable(leaked.fileno(), True)
        slot = new_slot()
        assert slot.run("true").code == 0
        assert str(tmp_path / "open") not in {target for _, target in descriptors(slot)}
    assert {name for name, _ in descriptors(slot)} <= {str(number) for number in range(7)}
    assert dict(descriptors(slot))["1"] == "/dev/null"
    assert (os.getsid(slot.pid), os.getpgid(slot.pid)) == (slot.pid, slot.pid)
    assert os.environ["PATH"] not in Path(f"/proc/{slot.pid}/environ").read_text()


def test_a_runner_loads_the_standard_library_and_itself_only() -> None:
    code = "import sys; sys.path.append(sys.argv[1]); import console.runner.main; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(ROOT)], check=True, capture_output=True, text=True
    ).stdout.split()
    ours = {name for name in loaded if name.split(".")[0] == "console"}
    assert ours - {"console", "console.runner"} == {n for n in ours if n.startswith("console.runner.")}
    strangers = {name.split(".")[0] for name in loaded} - sys.stdlib_module_names - {"console", "__main__"}
    assert strangers <= {name for name in strangers if name.startswith("_")}


def test_a_runner_starts_from_compiled_modules(slot: Slot) -> None:
    assert slot.run("true").code == 0
    assert Path(importlib.util.cache_from_source(main.__file__)).exists()


def test_a_host_without_standard_streams_can_start_one(tmp_path: Path) -> None:
    code = """if True:
        import os, sys
        from console.runner.spawn import spawn_runner
        os.closerange(0, 10)
        runner = spawn_runner(sys.executable, sys.argv[1])
        runner.socket.close()
        os._exit(os.waitstatus_to_exitcode(os.waitpid(runner.pid, 0)[1]))
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert (
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=environment, check=False).returncode
        == 0
    )
    assert (tmp_path / "runner.err").read_text() == ""


def test_hang_up_and_interrupt_do_not_reach_it(slot: Slot, gate: Gate) -> None:
    execution = slot.shell(f"echo ready; read x < {gate.path}; exit 5")
    slot.wait_output(execution, b"ready\n")
    os.killpg(slot.pid, signal.SIGHUP)
    os.killpg(slot.pid, signal.SIGINT)
    gate.open()
    assert slot.outcome(execution).code == 5
    assert slot.run("true").code == 0


def test_it_leaves_when_told(slot: Slot) -> None:
    slot.send(Quit())
    assert slot.next_event() is None
    assert slot.gone()


def test_it_leaves_after_the_command_when_told_during_it(slot: Slot, gate: Gate) -> None:
    execution = slot.shell(f"read x < {gate.path}; exit 5")
    slot.send(Quit())
    late = slot.request("true")
    slot.send(late)
    assert slot.wait(Refused, late.execution).why == "busy"
    gate.open()
    assert slot.outcome(execution).code == 5
    assert slot.gone()


def test_one_command_at_a_time(slot: Slot, gate: Gate) -> None:
    execution = slot.shell(f"read x < {gate.path}; exit 5")
    second = slot.request("true")
    slot.send(second)
    assert slot.wait(Refused, second.execution).why == "busy"
    assert slot.control(second.execution)[0] is Lock.ABSENT
    gate.open()
    assert slot.outcome(execution).code == 5


def test_an_execution_is_claimed_once(new_slot: Callable[[], Slot]) -> None:
    first, second = new_slot(), new_slot()
    request = first.request("sh", "-c", "echo ran")
    for slot in (first, second):
        slot.send(request)
    answers = [first.next_event(), second.next_event()]
    assert [isinstance(answer, Refused) for answer in answers].count(True) == 1
    (refusal,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert refusal == Refused(request.execution, "claimed")
    winner = first if answers[1] is refusal else second
    assert winner.wait(Exited, request.execution).outcome.code == 0
    assert winner.output(request.execution) == b"ran\n"


def test_an_abandoned_execution_is_never_started(slot: Slot) -> None:
    request = slot.request("sh", "-c", "echo ran")
    assert control.abandon(request.ctl, identity.this_process())
    slot.send(request)
    assert slot.wait(Refused, request.execution).why == "claimed"
    assert slot.run("true").code == 0
    assert slot.control(request.execution)[1].claim is None
    assert not os.path.exists(request.log)


def test_a_control_file_that_cannot_be_made_refuses_with_the_reason(slot: Slot) -> None:
    request = slot.request("true", ctl="/nonesuch/1.ctl")
    slot.send(request)
    assert (
        slot.wait(Refused, request.execution).why
        == "the control file /nonesuch/1.ctl: No such file or directory"
    )
    assert slot.run("true").code == 0


def test_a_bad_request_is_refused_and_the_slot_goes_on(slot: Slot) -> None:
    slot.socket.send(json.dumps({"do": "start", "execution": 77}).encode())
    assert slot.wait(Refused, 77).why == "the request: ctl is missing"
    slot.socket.send(b"@/nonesuch")
    assert "cannot be read" in slot.wait(Refused, 0).why
    assert slot.run("true").code == 0


def test_a_command_outlives_its_host_and_its_end_is_kept(slot: Slot, gate: Gate, tmp_path: Path) -> None:
    durable = str(tmp_path / "1.exit")
    execution = slot.shell(f"echo before; read x < {gate.path}; echo after; exit 5", durable=durable)
    slot.wait_output(execution, b"before\n")
    slot.socket.close()
    lock, record = slot.control(execution)
    assert (lock, record.outcome) == (Lock.HELD, None)
    gate.open()
    assert slot.gone()
    lock, record = slot.control(execution)
    assert lock is Lock.FREE
    assert record.outcome is not None
    assert (record.outcome.reason, record.outcome.code) == (Reason.EXIT, 5)
    assert slot.output(execution, Stream.OUT) == b"before\nafter\n"
    assert control.read_durable(durable) == record.outcome


def test_without_its_host_a_runner_waits_without_spinning(slot: Slot, gate: Gate) -> None:
    execution = slot.shell(f"echo ready; read x < {gate.path}")
    slot.wait_output(execution, b"ready\n")
    slot.socket.close()
    before = Path(f"/proc/{slot.pid}/schedstat").read_text().split()[0]
    assert not select.select([slot.pidfd], [], [], 0.3)[0]
    after = Path(f"/proc/{slot.pid}/schedstat").read_text().split()[0]
    gate.open()
    assert slot.gone()
    assert (int(after) - int(before)) < 100_000_000, "nanoseconds of processor time in 0.3 s"


def test_a_killed_runner_leaves_its_claim_unlocked_and_no_exit_line(
    slot: Slot, gate: Gate, hold: Callable[[int], Process]
) -> None:
    execution = slot.shell(f"echo ready; read x < {gate.path}; sleep 1000")
    slot.wait_output(execution, b"ready\n")
    identity.send_signal(slot.pidfd, signal.SIGKILL)
    assert slot.gone()
    while slot.next_event() is not None:
        pass  # what it had said before
    lock, record = slot.control(execution)
    assert (lock, record.claim, record.outcome) == (Lock.FREE, slot.identity, None)
    assert record.child is not None
    orphan = identity.open_process(record.child.pid, record.child.starttime)
    assert orphan is not None, "the command still runs, and can be told from any other process"
    os.close(orphan)
    hold(record.child.pid)


def test_a_log_cut_in_a_record_is_read_up_to_it(slot: Slot) -> None:
    execution = slot.shell("echo one; echo two >&2")
    assert slot.outcome(execution).code == 0
    path = Path(slot.path(execution, "log"))
    whole = slot.records(execution)
    path.write_bytes(path.read_bytes()[:-1])
    assert slot.records(execution) == whole[:-1]
