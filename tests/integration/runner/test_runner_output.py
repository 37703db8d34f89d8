"""A command's output: in the log with stream and time, and never in the command's way."""

from __future__ import annotations

import errno
import os
import resource
from typing import TYPE_CHECKING

from console.runner.logfile import MAX_PAYLOAD, Stream
from console.runner.protocol import LogGrew

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Gate, Slot

BIG = 50 * 1024 * 1024
NUMBERED = """
import os
for n in range(2000):
    os.write(1 + n % 2, b"%d\\n" % n)
"""


def processor_seconds(pid: int) -> float:
    with open(f"/proc/{pid}/stat", "rb") as file:
        fields = file.read().rsplit(b")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_silent_command_makes_no_log(slot: Slot) -> None:
    execution = slot.shell("exit 0")
    assert slot.outcome(execution).log_bytes == 0
    assert not os.path.exists(slot.path(execution, "log"))


def test_output_is_kept_raw_with_its_stream_and_time(slot: Slot) -> None:
    execution = slot.shell(r"printf 'a\000\377'; printf 'oh\033[31m' >&2")
    outcome = slot.outcome(execution)
    assert slot.output(execution, Stream.OUT) == b"a\x00\xff"
    assert slot.output(execution, Stream.ERR) == b"oh\x1b[31m"
    assert all(outcome.t0 <= record.time for record in slot.records(execution))


def test_streams_are_in_the_order_in_which_they_came(slot: Slot, new_gate: Callable[[str], Gate]) -> None:
    first, second = new_gate("first"), new_gate("second")
    execution = slot.shell(f"echo 1; read x < {first.path}; echo 2 >&2; read x < {second.path}; echo 3")
    slot.wait_output(execution, b"1\n")
    first.open()
    slot.wait_output(execution, b"2\n")
    second.open()
    assert slot.outcome(execution).code == 0
    records = slot.records(execution)
    assert [(record.stream, record.payload) for record in records] == [
        (Stream.OUT, b"1\n"),
        (Stream.ERR, b"2\n"),
        (Stream.OUT, b"3\n"),
    ]
    assert [record.time for record in records] == sorted(record.time for record in records)


def test_merged_streams_keep_their_exact_order(slot: Slot) -> None:
    execution = slot.begin("python3", "-ISc", NUMBERED, merged=True)
    assert slot.outcome(execution).code == 0
    assert slot.output(execution) == b"".join(b"%d\n" % number for number in range(2000))
    assert {record.stream for record in slot.records(execution)} == {Stream.OUT}


def test_each_stream_by_itself_keeps_its_exact_order(slot: Slot) -> None:
    execution = slot.begin("python3", "-ISc", NUMBERED)
    assert slot.outcome(execution).code == 0
    assert slot.output(execution, Stream.OUT).split() == [b"%d" % n for n in range(0, 2000, 2)]
    assert slot.output(execution, Stream.ERR).split() == [b"%d" % n for n in range(1, 2000, 2)]


def test_the_host_hears_of_output_while_the_command_runs(slot: Slot, gate: Gate) -> None:
    execution = slot.shell(f"echo hi; read x < {gate.path}")
    assert slot.wait(LogGrew, execution).size == os.path.getsize(slot.path(execution, "log"))
    gate.open()
    assert slot.outcome(execution).code == 0


def test_much_output_neither_blocks_nor_burns(slot: Slot) -> None:
    before = processor_seconds(slot.pid)
    execution = slot.begin("head", "-c", str(BIG), "/dev/zero")
    outcome = slot.outcome(execution)
    assert (outcome.code, outcome.dropped, outcome.log_error) == (0, 0, 0)
    assert sum(len(record.payload) for record in slot.records(execution)) == BIG
    assert max(len(record.payload) for record in slot.records(execution)) <= MAX_PAYLOAD
    assert processor_seconds(slot.pid) - before < 2.0
    words = sum(isinstance(event, LogGrew) for event in slot.events)
    assert words <= 2 + (outcome.t1 - outcome.t0) / 50_000


def test_past_its_limit_the_log_ends_with_a_note_and_the_command_goes_on(slot: Slot) -> None:
    execution = slot.shell(f"head -c {BIG} /dev/zero; exit 3", limit=1000)
    outcome = slot.outcome(execution)
    *kept, note = slot.records(execution)
    assert (outcome.code, outcome.dropped, outcome.log_error) == (3, BIG - 1000, 0)
    assert sum(len(record.payload) for record in kept) == 1000
    assert all(record.payload for record in kept)
    assert (note.stream, note.payload) == (Stream.NOTE, b"%d bytes dropped\n" % (BIG - 1000))


def test_a_full_disk_does_not_hold_the_command_up(slot: Slot) -> None:
    outcome = slot.run_shell(f"head -c {BIG} /dev/zero; exit 3", log="/dev/full")
    assert (outcome.code, outcome.log_error, outcome.dropped) == (3, errno.ENOSPC, BIG)
    assert outcome.log_bytes == 0


def test_a_disk_that_fills_up_leaves_whole_records(slot: Slot) -> None:
    resource.prlimit(slot.pid, resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    execution = slot.shell(f"head -c {BIG} /dev/zero; exit 3")
    outcome = slot.outcome(execution)
    kept = sum(len(record.payload) for record in slot.records(execution) if record.stream is Stream.OUT)
    assert outcome.code == 3
    assert outcome.log_error in (errno.ENOSPC, errno.EFBIG)
    assert 0 < kept == BIG - outcome.dropped
    assert outcome.log_bytes == os.path.getsize(slot.path(execution, "log")) <= 1_000_000


def test_the_log_s_folder_is_made_with_the_first_byte(slot: Slot, tmp_path: Path) -> None:
    path = tmp_path / "0" / "17" / "build.1.log"
    assert slot.run("true", log=str(path)).code == 0
    assert not path.parent.exists()
    assert slot.run("echo", "hi", log=str(path)).log_bytes == path.stat().st_size
